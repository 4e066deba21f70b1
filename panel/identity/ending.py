"""An account that may have been in wrong hands: whatever opens it ends, and whose it is learns what that was.

The rules of this file: whoever sets a password without knowing the one before, by a link or with somebody's help, ends all that
was handed out under it: browsers, what applications were given, keys of programs, links with providers. Second factors stay,
unless the account is taken back: then those go that were set since it was lost.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from mail.notices import Happened, tell
from panel.identity import ending_queries as queries
from panel.identity.browser import Browser
from panel.kit.formats import browser_name
from registry.store.sql import Connection

# Whoever takes an account sets their own factors first and another address afterwards.
BEFOREHAND: Final = timedelta(days=1)
_WHY: Final = "The account was taken back by its former e-mail address."


class Owner(Protocol):
    """Whose account it is, however it was read."""

    @property
    def id(self) -> int: ...
    @property
    def login(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Ended:
    """What was ended, by the names of each; `factors` is how many."""

    keys: list[str]
    links: list[str]
    applications: list[str]
    webhooks: list[str]
    factors: int


async def end_ways_in(
    db: Connection, account: Owner, now: datetime, browser: Browser | None = None, *, lost_at: datetime | None = None
) -> Ended:
    """End all ways into the account in the transaction of `db`, and tell it which they were; `lost_at` is when somebody else had
    taken it, `browser` whose it is who does so to their own."""
    number = account.id
    applications = await queries.end_grants(db, account_id=number, but_of=None, now=now)
    keys = await queries.revoke_keys(db, account_id=number, now=now)
    links = await queries.unlink_all(db, account_id=number)
    await queries.end_sessions(db, account_id=number)
    factors, webhooks = 0, list[str]()
    if lost_at is not None:
        since = lost_at - BEFOREHAND
        factors = await queries.forget_factors(db, account_id=number, since=since)
        webhooks = await queries.stop_webhooks(db, account_id=number, since=since, now=now, why=_WHY)
    ended = Ended(keys, links, applications, webhooks, factors)
    if keys or links or applications or webhooks or factors:
        await tell(db, number, _told(account.login, ended, now, browser))
    return ended


def _told(login: str, ended: Ended, now: datetime, browser: Browser | None) -> Happened:
    more = {
        "keys": ", ".join(ended.keys),
        "links": ", ".join(ended.links),
        "applications": ", ".join(ended.applications),
        "webhooks": ", ".join(ended.webhooks),
        "factors": str(ended.factors or ""),
    }
    agent = browser_name(browser.agent) if browser else ""
    return Happened("account.ways-ended", login, now, browser.address if browser else "", agent, more=more)
