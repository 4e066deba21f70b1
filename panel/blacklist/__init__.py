"""Black and white lists: whom and what the panel does not take."""

from panel.blacklist.deeds import DEEDS
from panel.blacklist.lists import BLACKLIST
from panel.blacklist.views import blueprint
from panel.kit.module import MenuItem, Module

MODULE = Module(
    "blacklist",
    blueprint,
    (MenuItem("Black and white lists", "ban", "blacklist.index", "blacklist.read", "People"),),
    lists=(BLACKLIST,),
    deeds=(DEEDS,),
)
