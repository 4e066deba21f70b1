"""Poll messages: the list."""

from flask import Blueprint

from panel.kit.screens import list_view
from panel.messages.lists import MESSAGES

blueprint = Blueprint("messages", __name__, url_prefix="/messages")
blueprint.get("/")(list_view(MESSAGES))
