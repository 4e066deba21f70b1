"""One's own account: profile, password, sessions."""

from panel.account.api import ANSWERS, ERRANDS
from panel.account.views import blueprint
from panel.kit.module import MenuItem, Module

MODULE = Module(
    "account",
    blueprint,
    (MenuItem("My account", "user-circle", "account.show", "account.read", "You"),),
    answers=ANSWERS,
    errands=ERRANDS,
)
