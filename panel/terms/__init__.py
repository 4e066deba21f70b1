"""Terms: what clients agree to before anything else opens."""

from panel.kit.module import MenuItem, Module
from panel.terms.api import ANSWERS
from panel.terms.deeds import DEEDS
from panel.terms.lists import TERMS
from panel.terms.views import blueprint

MODULE = Module(
    "terms",
    blueprint,
    (MenuItem("Terms", "file-text", "terms.index", "terms.read", "People"),),
    lists=(TERMS,),
    deeds=(DEEDS,),
    answers=ANSWERS,
)
