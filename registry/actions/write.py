"""Writing a changed domain: the record and the memory of it, together."""

from dataclasses import replace

from registry.actions.remember import remember_domain
from registry.actions.tell_change import tell_both
from registry.context import Context
from registry.model.domain import Domain
from registry.model.lifecycle import next_due, open_graces
from registry.store.domain_changes import save
from registry.store.sql import Connection


async def write_domain(
    cx: Context, db: Connection, event: str, before: Domain, after: Domain, *, code: int = 1000
) -> Domain:
    """Store `after` as the next version; grace periods that ended go with it. `code` is the command's answer."""
    after = replace(after, version=before.version + 1, graces=open_graces(after, cx.now))
    await save(db, before, after, next_due(after, cx.book))
    await remember_domain(cx, db, event, after, code=code)
    if cx.actor.is_operator:
        await tell_both(cx, db, event, before, after)
    return after


def touched(cx: Context, domain: Domain) -> Domain:
    """The domain as updated by the one who asks, now (RFC 5731: upID and upDate)."""
    return replace(domain, updated_at=cx.now, updated_by=cx.actor.registrar)
