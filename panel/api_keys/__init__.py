"""Keys of programs: what a program shows that asks the API in somebody's name."""

from panel.api_keys.deeds import DEEDS
from panel.api_keys.lists import API_KEYS
from panel.api_keys.views import blueprint
from panel.kit.module import MenuItem, Module

MODULE = Module(
    "api_keys",
    blueprint,
    (MenuItem("Keys of programs", "code", "api_keys.index", "api-key.read", "You"),),
    lists=(API_KEYS,),
    deeds=(DEEDS,),
)
