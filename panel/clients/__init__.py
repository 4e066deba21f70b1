"""Clients: to whom the house and its resellers sell, and who stands below whom."""

from panel.clients.deeds import DEEDS
from panel.clients.lists import CLIENTS
from panel.clients.views import blueprint
from panel.clients.widgets import WIDGETS
from panel.kit.attached.deeds import attached_to
from panel.kit.module import MenuItem, Module

MODULE = Module(
    "clients",
    blueprint,
    (MenuItem("Clients", "users", "clients.index", "client.read", "People"),),
    lists=(CLIENTS,),
    deeds=(attached_to(DEEDS),),
    widgets=WIDGETS,
)
