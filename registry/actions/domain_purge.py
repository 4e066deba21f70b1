"""Purging a domain: it is gone, with the hosts below it that nobody needs."""

from registry.actions.host_retirement import retire_hosts
from registry.actions.remember import remember_end
from registry.context import Context
from registry.model.domain import Domain
from registry.store import domains, variants
from registry.store.sql import Connection


async def purge(cx: Context, db: Connection, stored: Domain) -> None:
    """For whoever holds the domain and has nothing more to write for it; nobody is told of its end here."""
    if stored.variants:
        await variants.leave(db, domain_id=stored.id)
    if stored.subordinates:
        await retire_hosts(cx, db, stored)
    await domains.purge(db, domain_id=stored.id)
    await remember_end(cx, db, "purge", stored)
