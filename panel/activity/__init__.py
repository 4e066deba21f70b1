"""What people did to accounts, or tried to."""

from panel.activity.lists import ACTIVITY
from panel.activity.views import blueprint
from panel.kit.module import MenuItem, Module

MODULE = Module(
    "activity",
    blueprint,
    (MenuItem("Activity", "history", "activity.index", "activity.read", "People"),),
    lists=(ACTIVITY,),
)
