"""Keeping views of lists, and forgetting them; the lists themselves show them."""

from panel.kit.module import Module
from panel.saved_views.api import ANSWERS, ERRANDS
from panel.saved_views.views import blueprint

MODULE = Module(
    "saved_views",
    blueprint,
    answers=ANSWERS,
    errands=ERRANDS,
)
