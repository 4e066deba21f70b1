"""The dashboard: how the registry does, and what wants attention; each chooses what theirs shows."""

from panel.dashboard.api import ANSWERS, ERRANDS
from panel.dashboard.views import blueprint
from panel.dashboard.widgets import WIDGETS
from panel.kit.module import MenuItem, Module

MODULE = Module(
    "dashboard",
    blueprint,
    (MenuItem("Dashboard", "home", "dashboard.show", "dashboard.read"),),
    widgets=WIDGETS,
    answers=ANSWERS,
    errands=ERRANDS,
)
