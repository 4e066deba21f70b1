"""The ledger: every booking on registrars' accounts, and a statement of each account for each month."""

from panel.kit.module import MenuItem, Module
from panel.ledger.api import ANSWERS
from panel.ledger.lists import LEDGER
from panel.ledger.views import blueprint

MODULE = Module(
    "ledger",
    blueprint,
    (MenuItem("Bookings", "receipt", "ledger.index", "registrar.read-financial-info", "Registry"),),
    lists=(LEDGER,),
    answers=ANSWERS,
)
