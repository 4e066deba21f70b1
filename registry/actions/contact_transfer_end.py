"""How a contact transfer ends: completed or abandoned, by a party or by time; no money moves."""

from registry.actions.transfer_end import tell_parties
from registry.actions.write_contact import write_contact
from registry.context import Context
from registry.model.contact import Contact
from registry.model.contact_lifecycle import approve_transfer, close_transfer
from registry.model.transfer import Transfer, TransferStatus
from registry.store.sql import Connection


async def complete_contact_transfer(cx: Context, db: Connection, before: Contact, outcome: TransferStatus) -> Transfer:
    """The contact changes hands; the domains that link it stay where they are."""
    after = approve_transfer(before, cx.now, outcome)
    return await _end(cx, db, "transferApprove", before, after)


async def abandon_contact_transfer(
    cx: Context, db: Connection, before: Contact, outcome: TransferStatus, event: str
) -> Transfer:
    """The contact stays where it is."""
    after = close_transfer(before, cx.now, outcome, cx.actor.registrar or before.registrar)
    return await _end(cx, db, event, before, after)


async def _end(cx: Context, db: Connection, event: str, before: Contact, after: Contact) -> Transfer:
    await write_contact(cx, db, event, before, after)
    assert after.transfer
    await tell_parties(cx, db, "contact", before.handle, after.transfer)
    return after.transfer
