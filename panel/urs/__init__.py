"""URS cases: complaints against names, and what the registry does on them."""

from panel.kit.attached.deeds import attached_to
from panel.kit.module import MenuItem, Module
from panel.urs.deeds import DEEDS
from panel.urs.lists import CASES
from panel.urs.views import blueprint

MODULE = Module(
    "urs",
    blueprint,
    (MenuItem("URS cases", "alert-triangle", "urs.index", "urs.read", "Registry"),),
    lists=(CASES,),
    deeds=(attached_to(DEEDS),),
)
