"""Deletes: how many of the names that registrars take they give back within the add grace period."""

from panel.deletes.api import ANSWERS
from panel.deletes.views import blueprint
from panel.kit.module import MenuItem, Module

MODULE = Module(
    "deletes",
    blueprint,
    (MenuItem("Deletes in grace", "trash", "deletes.show", "registrar.read", "Traffic"),),
    answers=ANSWERS,
)
