"""Links that are mailed to an account: drawn, kept by their digest, good once and for a while.

Where a link leads is said by whose the account is, never by the host that was asked: otherwise whoever owns a brand could have a
stranger's link lead to themselves.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final, Literal, Protocol

from mail.outbox import Mail, Recipient, queue_mail
from panel.identity import link_queries as queries
from panel.identity.link_queries import Link
from registry.store.sql import Connection

Purpose = Literal["restore", "confirm", "take-back", "admit"]

LIFE: Final[dict[Purpose, timedelta]] = {
    "restore": timedelta(hours=1),
    "confirm": timedelta(hours=24),
    "take-back": timedelta(days=7),
    "admit": timedelta(hours=1),
}
# What a link of each purpose is mailed with (mail/events.py), and how many of them are written to an account in a day.
EVENT: Final[dict[Purpose, str]] = {
    "restore": "account.restore-password",
    "confirm": "account.confirm-address",
    "take-back": "account.address-changed",
    "admit": "account.sign-in-elsewhere",
}
MOST_A_DAY: Final = 5
DAY: Final = timedelta(days=1)


class Addressee(Protocol):
    """Whom a link is written to: an account, however it was read."""

    @property
    def id(self) -> int: ...
    @property
    def login(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def seller_id(self) -> int | None: ...


class LinkWorn(Exception):
    """There is no such link that is good."""


class TooManyLinks(Exception):
    """The account was written to often enough today."""


def digest_of(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


async def mail_link(
    db: Connection,
    purpose: Purpose,
    account: Addressee,
    email: str,
    place: str,
    now: datetime,
    session_id: int | None = None,
    **more: str,
) -> None:
    """Draw a link about this address and write it there, in the transaction of `db`; `place` is the address of its page.

    Raises TooManyLinks, and AddressRefused of mail/addresses.py.
    """
    await queries.take_turn(db, id=account.id)
    so_far = await queries.drawn_since(db, account_id=account.id, purpose=purpose, since=now - DAY)
    if so_far >= MOST_A_DAY and purpose != "take-back":  # whoever loses an address is always told
        raise TooManyLinks
    token = await drawn(db, purpose, account, email, now, session_id)
    values = {"name": account.name or account.login, "login": account.login, "link": f"{place}?token={token}"}
    recipient = Recipient(email, account.name, account.language, account.id, account.seller_id)
    await queue_mail(db, Mail(EVENT[purpose], recipient, values | more, now + LIFE[purpose]), now)


async def drawn(
    db: Connection, purpose: Purpose, account: Addressee, email: str, now: datetime, session_id: int | None = None
) -> str:
    """The token of a fresh link; `session_id`: it is good in that browser alone."""
    token = secrets.token_urlsafe(32)
    await queries.keep(
        db,
        digest=digest_of(token),
        purpose=purpose,
        account_id=account.id,
        email=email,
        holds_for=None if purpose == "take-back" else account.email,
        session_id=session_id,
        now=now,
        expires_at=now + LIFE[purpose],
    )
    return token


async def good(db: Connection, purpose: Purpose, token: str, now: datetime) -> Link:
    """The link, which is not used by being looked at: programs look at links beforehand. Raises LinkWorn."""
    found = await queries.good(db, digest=digest_of(token), purpose=purpose, now=now)
    if found is None:
        raise LinkWorn
    return found


async def used(db: Connection, purpose: Purpose, token: str, now: datetime) -> Link:
    """The link, which is used up with that. Raises LinkWorn."""
    found = await queries.use(db, digest=digest_of(token), purpose=purpose, now=now)
    if found is None:
        raise LinkWorn
    return found
