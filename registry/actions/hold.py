"""Taking hold of a name: locked, whole, and as time has made it."""

from dataclasses import replace

from registry.actions.overdue import Overdue
from registry.context import Context
from registry.errors import ObjectMissing
from registry.model.domain import Domain
from registry.model.lifecycle import project
from registry.store import domains
from registry.store.sql import Connection


async def hold_domain(cx: Context, db: Connection, name: str, element: str = "domain:name") -> Domain:
    """The live domain under its lock; raises ObjectMissing, or Overdue when due events must be written first."""
    if await domains.lock(db, name=name) is None:
        raise missing_domain(name, element)
    stored = await domains.by_name(db, name)
    assert stored
    projection = project(stored, cx.book, cx.now)
    if projection.first:
        raise Overdue((name,))
    assert projection.domain
    # Grace periods that ended keep their rows until the next save takes them away: `stored` knows them, `project` hides.
    # A secret past its time opens nothing, and the next save takes it away.
    return stored if projection.domain.authinfo == stored.authinfo else replace(stored, authinfo=None)


async def look_at_domain(cx: Context, db: Connection, name: str, element: str = "domain:name") -> Domain:
    """The domain as it is now, unlocked: due events are applied whether or not they were written."""
    return known_domain(cx, name, await domains.by_name(db, name), element)


def known_domain(cx: Context, name: str, stored: Domain | None, element: str = "domain:name") -> Domain:
    """What is stored, as it is now; raises ObjectMissing when nothing is, or time has purged it."""
    domain = project(stored, cx.book, cx.now).domain if stored else None
    if domain is None:
        raise missing_domain(name, element)
    return domain


def missing_domain(name: str, element: str = "domain:name") -> ObjectMissing:
    return ObjectMissing("The domain is not registered.", element, name)
