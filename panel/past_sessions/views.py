"""Past sessions: one list, whose rows lead to what was asked in them."""

from flask import Blueprint

blueprint = Blueprint("past_sessions", __name__, url_prefix="/past-sessions")
