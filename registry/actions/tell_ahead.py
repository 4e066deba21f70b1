"""Telling registrars what is to come, in their messages: the end of what opens the door for them, and other prices or rules.

Each is left once, whoever comes to it and how often (registry.poll_message.once).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from registry.actions.transaction import transacted
from registry.context import Context
from registry.model.policy import Policy
from registry.model.policy_difference import differences
from registry.model.poll import AccessNotice, PolicyNotice
from registry.store import accreditations, polls, tlds, ways_in
from registry.store.sql import Connection

# Keys of the rules that say what something costs.
_PRICES = ("prices", "rates", "early_access", "renewals_as_of")


@transacted
async def tell_certificates(cx: Context, db: Connection) -> None:
    """Who has no certificate for the time after the next days."""
    for each in await ways_in.ending(db, until=cx.now + timedelta(days=cx.registry.ahead.certificate)):
        notice = AccessNotice(each.registrar, "certificate", each.valid_to, each.fingerprint)
        ends = "ends" if each.valid_to > cx.now else "ended"
        text = f"The certificate of {each.registrar} {ends} on {_written(each.valid_to)}, and none is pinned that lasts longer."
        await polls.add_once(db, each.registrar, cx.now, text, notice, f"certificate:{each.fingerprint}")


@transacted
async def tell_passwords(cx: Context, db: Connection) -> None:
    """Whose password is soon too old to open anything but the way to a new one; nobody where passwords do not age."""
    ahead = cx.registry.ahead
    if not ahead.password_life:
        return
    before = cx.now - timedelta(days=ahead.password_life - ahead.password)
    for registrar, since in await ways_in.old_passwords(db, before=before):
        ends_at = ahead.password_ends(since)
        text = f"The password of {registrar} opens for a new one alone from {_written(ends_at)} on."
        notice = AccessNotice(registrar, "password", ends_at)
        await polls.add_once(db, registrar, cx.now, text, notice, f"password:{since.isoformat()}")


@transacted
async def tell_policies(cx: Context, db: Connection) -> None:
    """Who may sell in a TLD when it has other prices or rules; and who was told of some that will not come."""
    until = cx.now + timedelta(days=cx.registry.ahead.policy)
    book = await tlds.book(db)
    for tld in {each.tld for each in await tlds.policies(db)}:
        for before, after in pairwise(book.versions(tld)):
            if cx.now < after.valid_from <= until:
                await _tell(cx, db, before, after)
    for registrar, told in await polls.overtaken(db, cx.now):
        text = f"What was to change in .{told.name} on {_written(told.begins_at)} will not."
        notice = PolicyNotice(told.name, told.version, told.begins_at, told.prices, told.rules, withdrawn=True)
        await polls.add_once(db, registrar, cx.now, text, notice, f"policy:{told.version}:withdrawn")


async def _tell(cx: Context, db: Connection, before: Policy, after: Policy) -> None:
    found = differences(before.rules, after.rules)
    if not found:
        return
    priced = [each for each in found if each.key.split(".")[0] in _PRICES]
    changes = [
        each.words.removeprefix("prices.").replace(": ", " ", 1) for each in priced if each.key.startswith("prices.")
    ]
    notice = PolicyNotice(after.tld, after.id, after.valid_from, bool(priced), len(priced) < len(found), changes)
    text = _text(notice)
    for registrar in await accreditations.accredited(db, tld_id=after.tld_id, at=after.valid_from):
        await polls.add_once(db, registrar, cx.now, text, notice, f"policy:{after.id}")


def _text(notice: PolicyNotice) -> str:
    what = {(True, True): "Prices and rules", (True, False): "Prices", (False, True): "Rules"}
    change = f"{what[notice.prices, notice.rules]} of .{notice.name} change on {_written(notice.begins_at)}"
    return f"{change}: {_listed(notice.changes)}." if notice.changes else f"{change}."


def _listed(changes: Sequence[str]) -> str:
    return ", ".join(changes)


def _written(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC"
