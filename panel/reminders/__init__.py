"""Reminders: what somebody wants to be told of again; those that are due are counted at the bell."""

from panel.kit.module import MenuItem, Module
from panel.reminders.deeds import DEEDS
from panel.reminders.lists import REMINDERS
from panel.reminders.views import blueprint
from panel.reminders.widgets import WIDGETS

MODULE = Module(
    "reminders",
    blueprint,
    (MenuItem("My reminders", "bell", "reminders.index", "account.read", "You"),),
    lists=(REMINDERS,),
    deeds=(DEEDS,),
    widgets=WIDGETS,
)
