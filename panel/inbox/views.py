"""Mails that were caught, for everybody at this machine: the list, one of them, its HTML part.

Whoever opens the links in them is who the mail was to. So there is nothing here unless mails are caught (mail/catching.py, which
says where that may be), nor for anybody who asks by another host than this machine's.
"""

import re
from base64 import b64encode
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTPUTF8
from typing import Final

from flask import Blueprint, Response, has_request_context, request
from flask.typing import ResponseReturnValue

from mail import queries
from mail.catching import is_this_machine
from mail.queries import Caught
from panel.kit.access import public
from panel.kit.branding import host_asked
from panel.kit.web import house, missing, page
from panel.mails.views import FRAMED

blueprint = Blueprint("inbox", __name__, url_prefix="/inbox", template_folder="templates")

SHOWN: Final = 100
_FORWARDED: Final = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
_LINK: Final = re.compile(r"https?://\S+")
# As any mail is framed; its links open in a window of their own.
_POLICY: Final = FRAMED | {
    "Content-Security-Policy": FRAMED["Content-Security-Policy"].replace(
        "sandbox;", "sandbox allow-popups allow-popups-to-escape-sandbox;"
    )
}


def shows_inbox() -> bool:
    """A proxy that nobody told us of is no browser of this machine."""
    if not (has_request_context() and house().catches_mail and is_this_machine(host_asked())):
        return False
    return not any(name in request.headers for name in _FORWARDED)


@blueprint.get("/")
@public
async def index() -> ResponseReturnValue:
    """`?to=` leaves those to one address."""
    address = request.args.get("to", "").replace("\0", "").strip()[:254]
    mails = [(each, _read(each)) for each in await _caught(None, address, SHOWN)]
    return page("inbox/index.html", "Mails that were caught here", mails=mails, address=address)


@blueprint.get("/<int:number>")
@public
async def show(number: int) -> ResponseReturnValue:
    mail = await _one(number)
    message = _read(mail)
    plain = message.get_body(("plain",))
    text = plain.get_content() if plain else ""
    lines = [(line, bool(_LINK.fullmatch(line))) for line in text.splitlines()]
    return page("inbox/show.html", str(message["Subject"] or ""), mail=mail, message=message, lines=lines)


@blueprint.get("/<int:number>/html")
@public
async def framed(number: int) -> ResponseReturnValue:
    message = _read(await _one(number))
    html = message.get_body(("html",))
    text: str = html.get_content() if html else ""
    for part in message.walk():
        if (name := str(part["Content-ID"] or "").strip("<>")) and part.get_content_maintype() == "image":
            picture = f"data:{part.get_content_type()};base64,{b64encode(part.get_content()).decode()}"
            text = text.replace(f'"cid:{name}"', f'"{picture}"')
    return Response(text, headers=_POLICY)


async def _one(number: int) -> Caught:
    found = await _caught(number, "", 1)
    if not found:
        missing()
    return found[0]


async def _caught(number: int | None, address: str, most: int) -> list[Caught]:
    if not shows_inbox() or (number or 0) >= 1 << 63:
        missing()
    return await house().registry.store.reading(lambda db: queries.caught(db, id=number, address=address, most=most))


def _read(mail: Caught) -> EmailMessage:
    return message_from_bytes(mail.octets, policy=SMTPUTF8)
