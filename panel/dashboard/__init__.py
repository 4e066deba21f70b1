"""The dashboard: how the registry does, and what wants attention."""

from panel.dashboard.views import blueprint
from panel.kit.module import MenuItem, Module

MODULE = Module("dashboard", blueprint, (MenuItem("Dashboard", "home", "dashboard.show", "dashboard.read"),))
