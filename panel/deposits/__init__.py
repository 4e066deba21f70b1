"""Escrow deposits: how far each has come, and on which days there was none."""

from panel.deposits.api import ANSWERS, ERRANDS
from panel.deposits.lists import DEPOSITS
from panel.deposits.views import blueprint
from panel.deposits.widgets import WIDGETS
from panel.kit.module import MenuItem, Module

MODULE = Module(
    "deposits",
    blueprint,
    (MenuItem("Deposits", "archive", "deposits.index", "deposit.read", "Registry"),),
    lists=(DEPOSITS,),
    widgets=WIDGETS,
    answers=ANSWERS,
    errands=ERRANDS,
)
