"""Rights: what the roles hold, and what single people hold beside them, each with its reason."""

from panel.kit.module import Module
from panel.rights.views import blueprint

MODULE = Module("rights", blueprint)
