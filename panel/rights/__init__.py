"""Rights: what the roles hold, and what single people hold beside them, each with its reason."""

from panel.kit.module import Module
from panel.rights.api import ANSWERS, ERRANDS
from panel.rights.views import blueprint

MODULE = Module(
    "rights",
    blueprint,
    answers=ANSWERS,
    errands=ERRANDS,
)
