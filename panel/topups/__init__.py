"""Top-ups: money that one person proposes to book, and that another confirms."""

from panel.kit.module import MenuItem, Module
from panel.topups.deeds import DEEDS
from panel.topups.lists import TOP_UPS
from panel.topups.views import blueprint

MODULE = Module(
    "topups",
    blueprint,
    (MenuItem("Top-ups", "coin", "topups.index", "registrar.read-financial-info", "Registry"),),
    lists=(TOP_UPS,),
    deeds=(DEEDS,),
)
