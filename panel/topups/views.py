"""Top-ups: one list, whose rows lead to their registrars; what is done to them is made of their deeds."""

from flask import Blueprint

blueprint = Blueprint("topups", __name__, url_prefix="/top-ups")
