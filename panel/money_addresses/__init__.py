"""Addresses that mails of money go to as well: of a bookkeeper, say, who has no account here."""

from panel.kit.module import MenuItem, Module
from panel.money_addresses.deeds import DEEDS
from panel.money_addresses.lists import MONEY_ADDRESSES
from panel.money_addresses.views import blueprint

MODULE = Module(
    "money_addresses",
    blueprint,
    (MenuItem("Mails of money", "receipt", "money_addresses.index", "account.read", "You"),),
    lists=(MONEY_ADDRESSES,),
    deeds=(DEEDS,),
)
