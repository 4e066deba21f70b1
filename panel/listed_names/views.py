"""Names on lists: one list, whose rows lead to the lists that they stand on."""

from flask import Blueprint

blueprint = Blueprint("listed_names", __name__, url_prefix="/listed-names")
