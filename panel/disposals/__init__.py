"""What of the log of activity was disposed of by rule, and what the rules are."""

from panel.disposals.api import ANSWERS
from panel.disposals.lists import DISPOSALS
from panel.disposals.views import blueprint
from panel.kit.module import Module

MODULE = Module(
    "disposals",
    blueprint,
    lists=(DISPOSALS,),
    answers=ANSWERS,
)
