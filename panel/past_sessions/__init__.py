"""EPP sessions that are over: from when until when, and how each ended."""

from panel.kit.module import Module
from panel.past_sessions.lists import PAST_SESSIONS
from panel.past_sessions.views import blueprint

MODULE = Module(
    "past_sessions",
    blueprint,
    lists=(PAST_SESSIONS,),
)
