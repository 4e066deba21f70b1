"""Allocation tokens: what lets registrars have names they could not have otherwise, or have them cheaper; packages too."""

from panel.kit.attached.deeds import attached_to
from panel.kit.module import MenuItem, Module
from panel.tokens.deeds import DEEDS
from panel.tokens.lists import TOKENS
from panel.tokens.views import blueprint

MODULE = Module(
    "tokens",
    blueprint,
    (MenuItem("Tokens", "key", "tokens.index", "token.read", "Registry"),),
    lists=(TOKENS,),
    deeds=(attached_to(DEEDS),),
)
