"""Activity: one list, nothing to open."""

from flask import Blueprint

blueprint = Blueprint("activity", __name__, url_prefix="/activity")
