"""Lists of names that are sold dearer, or kept from registrars: what is on them, since when, and what is planned."""

from panel.kit.attached.deeds import attached_to
from panel.kit.module import MenuItem, Module
from panel.name_lists.deeds import DEEDS
from panel.name_lists.lists import NAME_LISTS
from panel.name_lists.views import blueprint

MODULE = Module(
    "name_lists",
    blueprint,
    (MenuItem("Premium and reserved", "bookmark", "name_lists.index", "name-list.read", "Registry"),),
    lists=(NAME_LISTS,),
    deeds=(attached_to(DEEDS),),
)
