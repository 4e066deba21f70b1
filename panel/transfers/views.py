"""Transfers: one list, whose rows lead to what is transferred; what is done to them is made of their deeds."""

from flask import Blueprint

blueprint = Blueprint("transfers", __name__, url_prefix="/transfers")
