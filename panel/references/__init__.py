"""References: what people are offered to choose from, worded and ordered by the house."""

from panel.kit.module import MenuItem, Module
from panel.references.deeds import DEEDS
from panel.references.lists import REFERENCES
from panel.references.views import blueprint

MODULE = Module(
    "references",
    blueprint,
    (MenuItem("References", "list-details", "references.index", "ref.read", "People"),),
    lists=(REFERENCES,),
    deeds=(DEEDS,),
)
