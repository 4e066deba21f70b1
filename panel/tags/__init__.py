"""Tags: what is offered while somebody types one. Objects get them by deeds, and lists find by them."""

from panel.kit.module import Module
from panel.tags.api import ANSWERS
from panel.tags.views import blueprint

MODULE = Module(
    "tags",
    blueprint,
    answers=ANSWERS,
)
