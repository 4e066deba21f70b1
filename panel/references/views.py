"""References: one list, whose rows have no pages; what is done to them is made of their deeds."""

from flask import Blueprint

blueprint = Blueprint("references", __name__, url_prefix="/references")
