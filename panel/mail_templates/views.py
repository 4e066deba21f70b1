"""Templates: the list, and the page of one, with how a mail of it looks and what differs from what came with the product."""

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue

from mail.events import EVENTS
from panel.kit.access import permit
from panel.kit.deed_forms import situation
from panel.kit.deed_routes import offers
from panel.kit.languages import LANGUAGES
from panel.kit.web import missing, page
from panel.mail_templates.deeds import DEEDS
from panel.mail_templates.drafts import Draft, against
from panel.mails.lists import titled
from panel.mails.views import FRAMED

blueprint = Blueprint("mail_templates", __name__, url_prefix="/mail-templates", template_folder="templates")


async def _found(key: str) -> Draft:
    found = (await DEEDS.find(situation(), (key,))).get(key)
    if found is None:
        missing()
    assert found is not None
    return found


@blueprint.get("/<path:key>")
@permit("mail-template.read")
async def show(key: str) -> ResponseReturnValue:
    draft = await _found(key)
    return page(
        "mail_templates/show.html",
        titled(draft.event),
        (("Mail templates", url_for("mail_templates.index")),),
        draft=draft,
        event=EVENTS[draft.event],
        values=EVENTS[draft.event].values,
        spoken=LANGUAGES.get(draft.language, draft.language),
        said=draft.preview(),
        lines=against(draft.default, draft.template) if draft.by else [],
        offers=offers(DEEDS, key, draft),
    )


@blueprint.get("/-/framed/<path:key>")
@permit("mail-template.read")
async def framed(key: str) -> ResponseReturnValue:
    return Response((await _found(key)).drawn(), headers=FRAMED)
