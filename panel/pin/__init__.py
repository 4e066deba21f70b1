"""One's own PIN, which guards what gives names away. Reached from one's own account."""

from panel.kit.module import Module
from panel.pin.api import ANSWERS, ERRANDS
from panel.pin.views import blueprint

MODULE = Module(
    "pin",
    blueprint,
    answers=ANSWERS,
    errands=ERRANDS,
)
