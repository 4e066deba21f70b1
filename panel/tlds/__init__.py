"""TLDs: what they demand and cost now, what they will, and what they did."""

from panel.kit.attached.deeds import attached_to
from panel.kit.module import MenuItem, Module
from panel.tlds.api import ANSWERS
from panel.tlds.deeds import DEEDS
from panel.tlds.lists import TLDS
from panel.tlds.views import blueprint

MODULE = Module(
    "tlds",
    blueprint,
    (MenuItem("TLDs", "adjustments-horizontal", "tlds.index", "tld.read", "Registry"),),
    lists=(TLDS,),
    deeds=(attached_to(DEEDS),),
    answers=ANSWERS,
)
