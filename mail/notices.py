"""What happened to an account is told to whoever it is: at the bell, and by mail, as they wish; with what did it."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from mail import notice_queries as queries
from mail.addresses import AddressRefused
from mail.choosing import template_for
from mail.event import OF_MONEY, REFUSABLE, Event
from mail.events import EVENTS
from mail.notice_queries import Reader
from mail.outbox import Mail, Recipient, queue_mail
from mail.wording import worded
from registry.store.sql import Connection


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of mail/events.py that is told to accounts; `about` tells it from others like it, where they are told once in a
    while; `more` are values of its templates that few have."""

    event: str
    login: str
    when: datetime
    address: str = ""
    browser: str = ""
    what: str = ""
    about: str = ""
    more: Mapping[str, str] = field(default_factory=dict)


def channels_of(event: Event, wishes: Mapping[str, bool], of_group: Mapping[str, bool]) -> tuple[str, ...]:
    """By what it is told: what is mandatory by everything, else as somebody wishes of it or of its group, else as it is usual."""
    if event.mandatory:
        return event.channels
    return tuple(each for each in event.channels if wishes.get(each, usual(event, each, of_group)))


def usual(event: Event, channel: str, of_group: Mapping[str, bool]) -> bool:
    """Whether it is told by that where nobody says anything of it alone: what is quiet is wished for by name."""
    return channel not in event.quiet and of_group.get(channel, True)


async def tell(db: Connection, account_id: int, happened: Happened) -> None:
    """Write it down for the account, in the transaction of `db`; an account without an address is told at the bell alone, and
    one that is deleted of nothing but that."""
    event = EVENTS[happened.event]
    reader = await queries.reader(db, id=account_id)
    if reader is None or (reader.state == "deleted" and not event.farewell):
        return
    now, about = happened.when, happened.about or happened.what
    if event.again and await queries.was_told(
        db, account_id=account_id, event=event.key, about=about, since=now - event.again
    ):
        return
    channels = await channels_for(db, account_id, event)
    known = {
        "name": reader.name or reader.login,
        "login": happened.login,
        "when": written(now),
        "address": happened.address,
        "browser": happened.browser,
        "what": happened.what,
        **happened.more,
    }
    values = {name: known[name] or "–" for name in event.values}
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
    if "mail" not in channels:
        return
    refusal = values.get("link") if event.group in REFUSABLE else None
    for address in await _addresses(db, account_id, event, reader):
        to = Recipient(address, reader.name, reader.language, account_id, reader.seller_id)
        with suppress(AddressRefused):  # nobody is kept from what they do by an address that is none
            await queue_mail(db, Mail(event.key, to, values, refusal=refusal), now)


async def _addresses(db: Connection, account_id: int, event: Event, reader: Reader) -> list[str]:
    """The account's own, and of money those that it named besides."""
    besides = await queries.money_addresses(db, account_id=account_id) if event.group in OF_MONEY else []
    return list(dict.fromkeys([*filter(None, (reader.email,)), *besides]))


async def channels_for(db: Connection, account_id: int, event: Event) -> tuple[str, ...]:
    """By what the account is told of it, as it wishes now."""
    wishes = await queries.wishes(db, account_id=account_id, event=event.key)
    of_group = await queries.group_wishes(db, account_id=account_id, of=event.group)
    return channels_of(
        event, {each.channel: each.wanted for each in wishes}, {each.channel: each.wanted for each in of_group}
    )


def written(instant: datetime) -> str:
    """As mails write instants."""
    return f"{instant:%Y-%m-%d %H:%M} UTC"
