"""Service levels: how long the doors answered, and how soon, beside what ICANN demands of a registry."""

from panel.kit.module import MenuItem, Module
from panel.service_levels.api import ANSWERS
from panel.service_levels.lists import LEVELS
from panel.service_levels.views import blueprint
from panel.service_levels.widgets import WIDGETS

MODULE = Module(
    "service_levels",
    blueprint,
    (MenuItem("Service levels", "gauge", "service_levels.month", "service-level.read", "Registry"),),
    lists=(LEVELS,),
    widgets=WIDGETS,
    answers=ANSWERS,
)
