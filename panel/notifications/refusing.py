"""Refusing newsletters and offers from the mail itself: a link that needs no sign-in, and one click of a mail program (RFC 8058).

The link is good for as long as its mail is kept, and does nothing else: whoever has it can spare its recipient a newsletter.
"""

import hashlib
import hmac
from dataclasses import dataclass

from flask import current_app, url_for
from flask.typing import ResponseReturnValue

from mail import notice_queries
from mail.event import GROUPS, REFUSABLE
from mail.events import TOLD
from panel.kit.access import public
from panel.kit.web import house, mailed, missing, page
from registry.store.sql import Connection


@dataclass(frozen=True, slots=True)
class Refusals:
    """Tokens for an account and a group; nobody makes one without the secret."""

    secret: str

    def token(self, account_id: int, group: str) -> str:
        return f"{account_id}-{group}-{self._mark(account_id, group)}"

    def read(self, token: str) -> tuple[int, str] | None:
        """The account and the group; None: nobody made it here."""
        number, _, rest = token.partition("-")
        group, _, mark = rest.partition("-")
        if not (number.isascii() and number.isdigit() and len(number) < 19) or group not in REFUSABLE:
            return None
        right = self._mark(int(number), group)
        return (int(number), group) if hmac.compare_digest(right.encode(), mark.encode()) else None

    def _mark(self, account_id: int, group: str) -> str:
        key = hashlib.sha256(f"refusing mails\0{self.secret}".encode()).digest()
        return hmac.new(key, f"{account_id}/{group}".encode(), hashlib.sha256).hexdigest()[:40]


def link_of(account_id: int, group: str, seller_id: int | None) -> str:
    """Where the account refuses mails of the group, at the host of whoever sells to it."""
    return mailed("notifications.refuse", token=_refusals().token(account_id, group))(seller_id)


async def refuse_group(db: Connection, account_id: int, group: str) -> None:
    """By mail the account is told nothing of the group any more, whatever it wished before of single events."""
    events = [each.key for each in TOLD if each.group == group and "mail" in each.channels]
    await notice_queries.wish_of_groups(db, account_id=account_id, groups=[group], channels=["mail"], wanted=[False])
    await notice_queries.wish(
        db,
        account_id=account_id,
        events=events,
        channels=["mail"] * len(events),
        wanted=[None] * len(events),
    )


@public
async def refuse(token: str) -> ResponseReturnValue:
    """Asks first: programs look at links before people do."""
    found = await _known(token)
    return missing() if found is None else _shown(found[1], token)


@public
async def refused(token: str) -> ResponseReturnValue:
    """The click of a mail program, which knows no form of ours, or the button of the page."""
    found = await _known(token)
    if found is None:
        return missing()
    account_id, group = found
    await house().registry.store.transaction(lambda db: refuse_group(db, account_id, group))
    return _shown(group)


refused.of_programs = True  # type: ignore[attr-defined]  # no cookie counts there (panel/app.py)


async def _known(token: str) -> tuple[int, str] | None:
    found = _refusals().read(token)
    if found is None:
        return None
    reader = await house().registry.store.reading(lambda db: notice_queries.reader(db, id=found[0]))
    return None if reader is None else found


def _shown(group: str, token: str = "") -> ResponseReturnValue:
    address = url_for("notifications.refused", token=token) if token else ""
    return page("notifications/refuse.html", "Mails to you", group=GROUPS[group], address=address)


def _refusals() -> Refusals:
    return Refusals(str(current_app.secret_key))
