"""Signing in by another provider, and what one's own account is linked with."""

from panel.kit.module import Module
from panel.social.api import ERRANDS
from panel.social.views import blueprint

MODULE = Module(
    "social",
    blueprint,
    errands=ERRANDS,
)
