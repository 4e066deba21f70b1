"""EPP sessions: one list, whose rows lead to their registrars."""

from flask import Blueprint

blueprint = Blueprint("epp_sessions", __name__, url_prefix="/epp-sessions")
