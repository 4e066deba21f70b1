"""The way back in for those who forgot their password."""

from panel.kit.module import Module
from panel.restore.views import blueprint

MODULE = Module("restore", blueprint)
