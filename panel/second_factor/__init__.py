"""One's own second factors: an authenticator app, passkeys, codes on paper. Reached from one's own account."""

from panel.kit.module import Module
from panel.second_factor.api import ANSWERS, ERRANDS
from panel.second_factor.views import blueprint

MODULE = Module(
    "second_factor",
    blueprint,
    answers=ANSWERS,
    errands=ERRANDS,
)
