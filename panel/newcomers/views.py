"""Newcomers have a list and no pages of their own."""

from flask import Blueprint

blueprint = Blueprint("newcomers", __name__, url_prefix="/newcomers")
