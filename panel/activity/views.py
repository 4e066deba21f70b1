"""Activity: one list, nothing to open."""

from flask import Blueprint

from panel.activity.lists import ACTIVITY
from panel.kit.screens import list_view

blueprint = Blueprint("activity", __name__, url_prefix="/activity")
blueprint.get("/")(list_view(ACTIVITY))
