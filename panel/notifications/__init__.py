"""Notifications: what happened to whoever looks, read and unread; and by what they wish to be told of what."""

from panel.kit.module import MenuItem, Module
from panel.notifications.api import ANSWERS, ERRANDS
from panel.notifications.deeds import DEEDS
from panel.notifications.lists import NOTIFICATIONS
from panel.notifications.views import blueprint
from panel.notifications.widgets import WIDGETS

MODULE = Module(
    "notifications",
    blueprint,
    (MenuItem("Notifications", "inbox", "notifications.index", "account.read", "You"),),
    lists=(NOTIFICATIONS,),
    deeds=(DEEDS,),
    widgets=WIDGETS,
    answers=ANSWERS,
    errands=ERRANDS,
)
