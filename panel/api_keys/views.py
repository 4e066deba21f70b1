"""Keys of programs: one list."""

from flask import Blueprint

blueprint = Blueprint("api_keys", __name__, url_prefix="/api-keys", template_folder="templates")
