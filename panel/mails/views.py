"""Mails: the list, the page of one, and its HTML part, which is shown in a frame of its own that can do nothing."""

from base64 import b64encode
from typing import Final

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue

from mail.layout import HOUSE_COLOUR, Look, in_html
from panel.kit.access import permit
from panel.kit.branding import HOUSE
from panel.kit.deed_forms import situation
from panel.kit.deed_routes import offers
from panel.kit.web import house, missing, page
from panel.mails import queries
from panel.mails.deeds import DEEDS
from panel.mails.lists import titled
from panel.mails.queries import Written

blueprint = Blueprint("mails", __name__, url_prefix="/mails", template_folder="templates")

ATTEMPTS: Final = 50
# A document of a mail: no script, no address but its own pictures, no form, an origin of its own. Its styles stand at their
# elements, as mails have them.
FRAMED: Final = {
    "Content-Security-Policy": "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
}


async def _found(number: int) -> Written:
    found = (await DEEDS.find(situation(), (str(number),))).get(str(number))
    if found is None:
        missing()
    assert found is not None
    return found


@blueprint.get("/<int:number>")
@permit("mailing.read")
async def show(number: int) -> ResponseReturnValue:
    mail = await _found(number)
    attempts = await house().registry.store.reading(lambda db: queries.attempts(db, id=number, most=ATTEMPTS))
    return page(
        "mails/show.html",
        mail.subject,
        (("Mails", url_for("mails.index")),),
        mail=mail,
        event=titled(mail.event),
        digest=mail.digest.hex() if mail.digest else "",
        attempts=attempts,
        offers=offers(DEEDS, str(number), mail),
    )


@blueprint.get("/<int:number>/html")
@permit("mailing.read")
async def framed(number: int) -> ResponseReturnValue:
    """The HTML part, with its secrets hidden as in the text."""
    mail = await _found(number)
    logo = f"data:{mail.logo_kind};base64,{b64encode(mail.logo).decode()}" if mail.logo else ""
    look = Look(mail.brand or HOUSE.name, mail.colour or HOUSE_COLOUR, logo)
    return Response(in_html(mail.subject, mail.text, mail.language, look), headers=FRAMED)
