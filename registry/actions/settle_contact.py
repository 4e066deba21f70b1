"""Writing down what time did to contacts: a transfer that nobody decided is approved, at the instant it fell due."""

from typing import Final

from registry.actions.contact_transfer_end import complete_contact_transfer
from registry.context import Context
from registry.model.contact_lifecycle import project
from registry.store import contacts
from registry.store.sql import Connection

BATCH: Final = 100


async def settle_contact(cx: Context, handle: str) -> None:
    """In a transaction of its own; nothing happens when nothing is due."""
    await cx.registry.store.transaction(lambda db: _settle(cx, db, handle))


async def settle_contacts_of(cx: Context, registrar_id: int) -> None:
    """Every contact that the registrar gains or loses without its being written."""
    while handles := await cx.registry.store.reading(
        lambda db: contacts.due(db, registrar_id=registrar_id, now=cx.now, most=BATCH)
    ):
        for handle in handles:
            await settle_contact(cx, handle)


async def _settle(cx: Context, db: Connection, handle: str) -> None:
    await contacts.lock(db, handle=handle)
    stored = await contacts.by_handle(db, handle, cx.now)
    if stored and stored.transfer and project(stored, cx.now).is_due:
        await complete_contact_transfer(cx.as_time(stored.transfer.act_by), db, stored, "serverApproved")
