"""Requesters: who may ask for data of contacts, for a purpose, and what they were shown."""

from panel.kit.attached.deeds import attached_to
from panel.kit.module import MenuItem, Module
from panel.requesters.deeds import DEEDS
from panel.requesters.lists import REQUESTERS
from panel.requesters.views import blueprint

MODULE = Module(
    "requesters",
    blueprint,
    (MenuItem("Requesters", "user-circle", "requesters.index", "requester.read", "Registry"),),
    lists=(REQUESTERS,),
    deeds=(attached_to(DEEDS),),
)
