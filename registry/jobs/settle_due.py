"""Writing down what time did to names and contacts (registry/actions/settle.py)."""

import logging
from datetime import UTC, datetime
from typing import Final

from registry.actions.settle import settle
from registry.actions.settle_contact import settle_contact
from registry.context import TIME, Context, Registry
from registry.store import contacts, overdue
from registry.store.overdue import Due

log = logging.getLogger(__name__)

BATCH: Final = 200
_BEGINNING: Final = Due(datetime.min.replace(tzinfo=UTC), 0, "")


async def settle_due(registry: Registry) -> None:
    """Every due event of every name and contact, oldest first: late, twice or never, the truth is the same.

    One that cannot be settled is told, and leaves the others alone. Raises RuntimeError at the end if there were any.
    """
    cx = registry.context("job", TIME)
    unsettled = [*await _settle_names(cx), *await _settle_contacts(cx)]
    if unsettled:
        raise RuntimeError(f"not settled: {', '.join(unsettled)}")


async def _settle_names(cx: Context) -> list[str]:
    unsettled, last = [], _BEGINNING
    while found := await _look(cx, last):
        for due in found:
            try:
                await settle(cx, due.name)
            except Exception:
                log.exception("due events of the domain %s could not be written", due.name)
                unsettled.append(due.name)
        last = found[-1]
    return unsettled


async def _look(cx: Context, last: Due) -> list[Due]:
    return await cx.registry.store.reading(
        lambda db: overdue.due(db, now=cx.now, since=last.at, since_id=last.id, most=BATCH)
    )


async def _settle_contacts(cx: Context) -> list[str]:
    unsettled: list[str] = []
    while found := await cx.registry.store.reading(
        lambda db: contacts.due(db, registrar_id=None, now=cx.now, most=BATCH + len(unsettled))
    ):
        fresh = [handle for handle in found if handle not in unsettled]
        if not fresh:
            break
        for handle in fresh:
            try:
                await settle_contact(cx, handle)
            except Exception:
                log.exception("the transfer of the contact %s could not be written", handle)
                unsettled.append(handle)
    return unsettled
