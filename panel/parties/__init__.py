"""Relying parties: the applications that people sign in to with their account here."""

from panel.kit.module import MenuItem, Module
from panel.parties.deeds import DEEDS
from panel.parties.lists import PARTIES
from panel.parties.views import blueprint

MODULE = Module(
    "parties",
    blueprint,
    (MenuItem("Relying parties", "plug", "parties.index", "integration.read", "People"),),
    lists=(PARTIES,),
    deeds=(DEEDS,),
)
