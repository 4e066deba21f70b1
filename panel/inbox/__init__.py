"""The inbox of those who try the product out: all mails that were caught on this machine; elsewhere it does not exist."""

from panel.inbox.views import blueprint
from panel.kit.module import Module

MODULE = Module("inbox", blueprint)
"""It has no place in the menu: the page of the sign-in leads there, and the bar at the top."""
