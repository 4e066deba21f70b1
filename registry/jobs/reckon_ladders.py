"""Names are found when they are due, even one that was written by a process which had not heard of a new ladder yet."""

from registry.actions.reckon import have_ladders, reckon_dues
from registry.context import TIME, Context, Registry
from registry.model.policy import Policy


async def reckon_ladders(registry: Registry) -> None:
    """The next due instants of all names in TLDs with expiry ladders; those that are right stay untouched."""
    cx = registry.context("job", TIME)
    for tld in cx.book.tlds():
        versions = cx.book.versions(tld)
        if have_ladders(versions):
            await _reckon(cx, versions)


async def _reckon(cx: Context, versions: tuple[Policy, ...]) -> None:
    await cx.registry.store.transaction(lambda db: reckon_dues(cx, db, versions[0].tld_id, versions))
