"""A link that proves an address of mail: drawn, sent through the outbox, and good once; the database keeps its digest alone."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from mail.addresses import AddressRefused
from mail.outbox import Mail, Recipient, queue_mail
from panel.client_contacts import queries
from panel.client_contacts.actions import held, tell_owner
from panel.client_contacts.queries import EmailLink
from panel.clients.actions import By
from panel.kit.deeds import Declined
from registry.context import Context
from registry.store.sql import Connection

EVENT: Final = "client-contact.confirm-address"
LIFE: Final = timedelta(hours=24)
BETWEEN: Final = timedelta(minutes=2)
WORN: Final = "This link is not good any more: it was used, is too old, or the address is another by now."


def why_no_link(link: EmailLink | None, email: str, level: str, now: datetime) -> str | None:
    """What keeps us from sending a link to the address; None: nothing."""
    if not email:
        return "It has no e-mail."
    if level != "unconfirmed":
        return "Its e-mail is confirmed already."
    if link is not None and now < link.drawn_at + BETWEEN:
        return "A link was sent a moment ago: another can be asked for in two minutes."
    return None


def digest_of(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


async def send_link(cx: Context, who: By, number: int, address_of: Callable[[str, int | None], str]) -> None:
    """Write to the contact's address, together with the link that is kept; `address_of` makes it of a token,
    for whoever sells to the client. Raises Declined."""
    token = secrets.token_urlsafe(32)

    async def work(db: Connection) -> None:
        contact = await held(db, who, number)
        level = next(each for each in await queries.levels(db, contact_id=number) if each.attribute == "email")
        if problem := why_no_link(await queries.link(db, contact_id=number), contact.email, level.level, cx.now):
            raise Declined(problem)
        until = cx.now + LIFE
        await queries.keep_link(
            db, contact_id=number, email=contact.email, digest=digest_of(token), now=cx.now, expires_at=until
        )
        to = await queries.correspondent(db, id=contact.account_id)
        recipient = Recipient(contact.email, contact.name, to.language, contact.account_id, to.seller_id)
        values = {
            "name": contact.name,
            "link": address_of(token, to.seller_id),
            "hours": f"{LIFE // timedelta(hours=1)}",
        }
        try:
            await queue_mail(db, Mail(EVENT, recipient, values, until), cx.now)
        except AddressRefused as refused:
            raise Declined(str(refused)) from None

    await cx.registry.store.transaction(work)


async def take_link(cx: Context, token: str) -> str:
    """Confirm the address that the link was sent to, where the contact still has it; the address. Raises Declined."""

    async def work(db: Connection) -> str:
        used = await queries.use_link(db, digest=digest_of(token), now=cx.now)
        if used is None:
            raise Declined(WORN)
        await queries.confirm(
            db,
            contact_id=used.contact_id,
            attribute="email",
            value=used.email,
            level="confirmed",
            now=cx.now,
            by="link",
        )
        contact = await queries.locked(db, id=used.contact_id)
        if contact is not None:
            await tell_owner(db, cx, contact, "contact.confirmed", ("email",))
        return used.email

    return await cx.registry.store.transaction(work)
