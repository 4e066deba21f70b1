"""One address: a content by its number, until when the link holds, and the signature of both."""

from flask import Blueprint

from panel.kit.attached.file_pages import content, preview

blueprint = Blueprint("files", __name__, url_prefix="/files")
blueprint.add_url_rule("/<int:number>/<int:until>/<signature>", "content", content)
blueprint.add_url_rule("/<int:number>/<int:until>/<signature>/preview", "preview", preview)
