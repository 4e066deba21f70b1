"""Prices: what names cost whom, as a list and asked one by one."""

from panel.kit.module import MenuItem, Module
from panel.prices.api import ANSWERS
from panel.prices.views import blueprint

MODULE = Module(
    "prices",
    blueprint,
    (MenuItem("Prices", "receipt", "prices.show", "price.read", "Registry"),),
    answers=ANSWERS,
)
