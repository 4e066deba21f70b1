"""The outbox: a mail is written here, in the transaction of what it tells; the worker sees to the rest.

What it says and its identifier are fixed now: whatever happens later, and however often it must be sent, it is the same mail.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mail import queries
from mail.addresses import destination
from mail.choosing import template_for
from mail.wording import HOUSE_LANGUAGE, Template, one_line, worded
from registry.store.sql import Connection

LONGEST_NAME: Final = 200
ANNOUNCED: Final = "mail_outbox"  # the channel by which the worker hears that something waits


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is written to; `account_id` where they sign in here, `seller_id` is who sells to them (None: the house), whose brand
    the mail carries."""

    address: str
    name: str = ""
    language: str = HOUSE_LANGUAGE
    account_id: int | None = None
    seller_id: int | None = None


@dataclass(frozen=True, slots=True)
class Mail:
    """An event of mail/events.py with all its values; after `until` nobody is helped by it any more, and it is not sent.
    `refusal` is where one click refuses mails like it (RFC 8058)."""

    event: str
    to: Recipient
    values: Mapping[str, str]
    until: datetime | None = None
    refusal: str | None = None


async def queue_mail(db: Connection, mail: Mail, now: datetime, *, template: Template | None = None) -> int:
    """Write the mail in the transaction of `db`; its number. It leaves when that is committed, and never if it is not.

    `template`: this one, in the recipient's language, and not the one that would be chosen (mail/choosing.py).

    Raises AddressRefused, and KeyError where the event has other values.
    """
    to = mail.to
    address = destination(to.address)
    language = to.language
    if template is None:
        template, language = await template_for(db, mail.event, language, to.seller_id)
    wording = worded(mail.event, template, mail.values)
    return await queries.add(
        db,
        key=secrets.token_hex(16),
        event=mail.event,
        address=address,
        name=one_line(to.name)[:LONGEST_NAME],
        language=language,
        account_id=to.account_id,
        seller_id=to.seller_id,
        subject=wording.subject,
        text=wording.text,
        shown=wording.shown,
        now=now,
        until=mail.until,
        refusal=mail.refusal,
    )
