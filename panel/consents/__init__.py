"""What whoever looks is asked to agree to, and has agreed to."""

from panel.consents.api import ANSWERS, ERRANDS
from panel.consents.views import blueprint
from panel.kit.module import MenuItem, Module

MODULE = Module(
    "consents",
    blueprint,
    (MenuItem("My consents", "file-check", "consents.show", "consent.read", "You"),),
    answers=ANSWERS,
    errands=ERRANDS,
)
