"""Newcomers: who wants to become a client, and who was invited to."""

from panel.kit.module import MenuItem, Module
from panel.newcomers.deeds import DEEDS
from panel.newcomers.lists import NEWCOMERS
from panel.newcomers.views import blueprint

MODULE = Module(
    "newcomers",
    blueprint,
    (MenuItem("Newcomers", "user-plus", "newcomers.index", "newcomer.read", "People"),),
    lists=(NEWCOMERS,),
    deeds=(DEEDS,),
)
