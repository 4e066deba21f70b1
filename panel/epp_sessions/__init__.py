"""EPP sessions that are open now, on whichever worker, and their end."""

from panel.epp_sessions.deeds import DEEDS
from panel.epp_sessions.lists import SESSIONS
from panel.epp_sessions.views import blueprint
from panel.kit.module import MenuItem, Module

MODULE = Module(
    "epp_sessions",
    blueprint,
    (MenuItem("EPP sessions", "plug-connected", "epp_sessions.index", "registrar.read-sessions", "Traffic"),),
    lists=(SESSIONS,),
    deeds=(DEEDS,),
)
