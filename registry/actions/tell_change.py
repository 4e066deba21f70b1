"""Telling a sponsor what the registry did to its domain (RFC 8590); what a registrar does itself it hears in the answer."""

from typing import Final

import orjson

from registry.actions.remember import written
from registry.context import TIME, Context
from registry.model.domain import Domain
from registry.model.poll import Change, ChangeNotice, ChangeOperation, ChangeState
from registry.store import polls
from registry.store.sql import Connection

# The events that sponsors are told of, as RFC 8590 (section 2.1) calls them; transfers have messages of their own.
OPERATIONS: Final[dict[str, tuple[ChangeOperation, str | None]]] = {
    "update": ("update", None),
    "renew": ("renew", None),
    "renewal": ("custom", "renewal"),
    "delete": ("delete", None),
    "purge": ("delete", "purge"),
    "restoreRequest": ("restore", "request"),
    "restore": ("restore", "report"),
    "restoreReport": ("restore", "report"),
    "ursLock": ("update", None),
    "ursSuspend": ("update", None),
    "ursRollback": ("update", None),
    "ursExtend": ("renew", None),
}

# What a sponsor reads that does not understand RFC 8590, where more than that the domain is changed can be said.
TEXTS: Final[dict[str, str]] = {
    "ursLock": "A complaint (URS) locks the domain {name}.",
    "ursSuspend": "A complaint (URS) suspends the domain {name}.",
    "ursRollback": "A complaint (URS) has failed: nothing of it is left on the domain {name}.",
    "ursExtend": "The suspended domain {name} is kept for one more year.",
}


async def tell_both(cx: Context, db: Connection, event: str, before: Domain, after: Domain) -> None:
    """Leave the sponsor what an operator made of the domain, and first what it was where the TLD's policy tells both."""
    if cx.book.at(before.tld, cx.now).rules.changes_told == "both":
        await tell_change(cx, db, event, before, "before")
    await tell_change(cx, db, event, after)


async def tell_change(cx: Context, db: Connection, event: str, domain: Domain, state: ChangeState = "after") -> None:
    """Leave the sponsor a message when an operator changed the domain, which is what it was or is, as `state` says."""
    known = OPERATIONS.get(event)
    if known is None or not cx.actor.is_operator or cx.actor == TIME:
        return
    operation, detail = known
    notice = ChangeNotice(
        operation,
        detail,
        state,
        cx.now,
        cx.svtrid,
        cx.actor.operator or "registry",
        cx.reason,
        orjson.loads(written(domain)),
        cx.case,
    )
    text = TEXTS.get(event, "The registry changed the domain {name}.").format(name=domain.name)
    await polls.add(db, domain.registrar, cx.now, text, notice)


def by_time(cx: Context, operation: ChangeOperation) -> Change:
    """What time did, for messages that say themselves what became of the object."""
    return Change(operation, None, "after", cx.now, cx.svtrid, "registry", cx.reason)


async def tell_sponsor(
    cx: Context,
    db: Connection,
    domain: Domain,
    text: str,
    operation: ChangeOperation,
    detail: str | None = None,
    state: ChangeState = "after",
) -> None:
    """Leave the sponsor word of what befell its domain without anybody's command on it, with the domain as it is or was."""
    notice = ChangeNotice(
        operation, detail, state, cx.now, cx.svtrid, "registry", cx.reason, orjson.loads(written(domain))
    )
    await polls.add(db, domain.registrar, cx.now, text, notice)
