"""Black and white lists: one list, whose rows have no pages of their own."""

from flask import Blueprint

blueprint = Blueprint("blacklist", __name__, url_prefix="/blacklist")
