"""The panel as an OpenID provider: people sign in to other applications with their account here."""

from panel.kit.module import MenuItem, Module
from panel.openid.api import ANSWERS, ERRANDS
from panel.openid.views import blueprint

MODULE = Module(
    "openid",
    blueprint,
    (MenuItem("Connected applications", "plug", "openid.connected", "account.read", "You"),),
    answers=ANSWERS,
    errands=ERRANDS,
)
