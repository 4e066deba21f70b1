"""Transfers: what is on its way from one registrar to another, and what was."""

from panel.kit.module import MenuItem, Module
from panel.transfers.deeds import DEEDS
from panel.transfers.lists import TRANSFERS
from panel.transfers.views import blueprint
from panel.transfers.widgets import WIDGETS

MODULE = Module(
    "transfers",
    blueprint,
    (MenuItem("Transfers", "transfer", "transfers.index", "transfer.read", "Registry"),),
    lists=(TRANSFERS,),
    deeds=(DEEDS,),
    widgets=WIDGETS,
)
