"""Templates of documents: the list, and the page of one, with what comes of it as a picture and as a PDF."""

import json

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue

from panel.document_templates.deeds import DEEDS, Draft
from panel.document_templates.typesetting import Format, TemplateBroken, typeset
from panel.kit.access import permit
from panel.kit.attached.file_pages import SANDBOX
from panel.kit.deed_forms import situation
from panel.kit.deed_routes import offers
from panel.kit.web import house, missing, page

blueprint = Blueprint("document_templates", __name__, url_prefix="/document-templates", template_folder="templates")


async def _found(key: str) -> Draft:
    found = (await DEEDS.find(situation(), (key,))).get(key)
    if found is None:
        missing()
    assert found is not None
    return found


@blueprint.get("/<path:key>")
@permit("document-template.read")
async def show(key: str) -> ResponseReturnValue:
    draft = await _found(key)
    return page(
        "document_templates/show.html",
        draft.of.title,
        (("Document templates", url_for("document_templates.index")),),
        draft=draft,
        sample=json.dumps(draft.of.sample, indent=2, ensure_ascii=False),
        lines=draft.against_default() if draft.by else [],
        offers=offers(DEEDS, key, draft),
    )


@blueprint.get("/<path:key>/sample.png")
@permit("document-template.read")
async def picture(key: str) -> ResponseReturnValue:
    """The first page of what comes of it with its sample."""
    return await _sample(key, "png", "image/png")


@blueprint.get("/<path:key>/sample.pdf")
@permit("document-template.read")
async def sample(key: str) -> ResponseReturnValue:
    answer = await _sample(key, "pdf", "application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="sample.pdf"'
    return answer


async def _sample(key: str, form: Format, media: str) -> Response:
    draft = await _found(key)
    try:
        made = await typeset(draft.source, draft.of.sample, house().registry.clock.now(), form)
    except TemplateBroken as broken:
        return Response(str(broken), 409, mimetype="text/plain")
    answer = Response(made, mimetype=media)
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer
