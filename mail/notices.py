"""What happened to an account is told to whoever it is: at the bell, and by mail, as they wish; with what did it."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from mail import notice_queries as queries
from mail.addresses import AddressRefused
from mail.choosing import template_for
from mail.events import EVENTS, Event
from mail.outbox import Mail, Recipient, queue_mail
from mail.wording import worded
from registry.store.sql import Connection


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of mail/events.py that is told to accounts; `about` tells it from others like it, where they are told once in a
    while."""

    event: str
    login: str
    when: datetime
    address: str = ""
    browser: str = ""
    what: str = ""
    about: str = ""


def channels_of(event: Event, wishes: Mapping[str, bool]) -> tuple[str, ...]:
    """By what it is told: what is mandatory by everything, else as somebody wishes, else as it is usual."""
    if event.mandatory:
        return event.channels
    return tuple(each for each in event.channels if wishes.get(each, each not in event.quiet))


async def tell(db: Connection, account_id: int, happened: Happened) -> None:
    """Write it down for the account, in the transaction of `db`; an account without an address is told at the bell alone."""
    event = EVENTS[happened.event]
    reader = await queries.reader(db, id=account_id)
    if reader is None:
        return
    now, about = happened.when, happened.about or happened.what
    if event.again and await queries.was_told(
        db, account_id=account_id, event=event.key, about=about, since=now - event.again
    ):
        return
    wishes = await queries.wishes(db, account_id=account_id, event=event.key)
    channels = channels_of(event, {each.channel: each.wanted for each in wishes})
    values = {
        "name": reader.name or reader.login,
        "login": happened.login,
        "when": f"{now:%Y-%m-%d %H:%M} UTC",
        "address": happened.address or "–",
        "browser": happened.browser or "–",
        "what": happened.what or "–",
    }
    template, _ = await template_for(db, event.key, reader.language, reader.seller_id)
    said = worded(event.key, template, values)
    await queries.keep(
        db,
        account_id=account_id,
        event=event.key,
        about=about,
        subject=said.subject,
        text=said.shown or said.text,
        on_site="site" in channels,
        now=now,
    )
    if "mail" in channels and reader.email:
        to = Recipient(reader.email, reader.name, reader.language, account_id, reader.seller_id)
        with suppress(AddressRefused):  # nobody is kept from what they do by an address that is none
            await queue_mail(db, Mail(event.key, to, values), now)
