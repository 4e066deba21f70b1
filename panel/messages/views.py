"""Poll messages: the list."""

from flask import Blueprint

blueprint = Blueprint("messages", __name__, url_prefix="/messages")
