"""Reminders: one list, whose rows lead to what they are about."""

from flask import Blueprint

blueprint = Blueprint("reminders", __name__, url_prefix="/reminders")
