"""Transferring a contact (RFC 5733, sections 3.1.3 and 3.2.4): requested, and then approved, rejected or cancelled."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import Final

from registry.actions.contact_transfer_end import abandon_contact_transfer, complete_contact_transfer
from registry.actions.hold_contact import hold_contact, look_at_contact
from registry.actions.of_one_world import practises, somebody_practises
from registry.actions.transaction import reading, transacted
from registry.actions.transfer_end import tell_parties
from registry.actions.write_contact import write_contact
from registry.context import Context
from registry.model.change import TransferView
from registry.model.contact import Contact
from registry.model.contact_lifecycle import TRANSFER_PENDING
from registry.model.transfer import Transfer, TransferOperation, end_of
from registry.policy.case import Rule, judge
from registry.policy.contact_case import ContactCase
from registry.policy.order import RULES
from registry.requests.contact import ContactTransfer
from registry.store import registrars
from registry.store.sql import Connection


async def contact_transfer(cx: Context, wish: ContactTransfer) -> TransferView:
    """The transfer as it stands after the operation."""
    return await OPERATIONS[wish.operation](cx, wish)


@reading
async def _query(cx: Context, db: Connection, wish: ContactTransfer) -> TransferView:
    """The last transfer, for its parties and for whoever shows the secret."""
    contact = await look_at_contact(cx, db, wish.handle)
    judge(ContactCase(cx.actor, cx.now, wish, contact), RULES["contact transfer query"])
    assert contact.transfer
    return _view(contact, contact.transfer)


@transacted
async def _request(cx: Context, db: Connection, wish: ContactTransfer) -> TransferView:
    contact = await hold_contact(cx, db, wish.handle)
    strange = await _is_of_another_world(cx, db, contact)
    judge(ContactCase(cx.actor, cx.now, wish, contact, strange=strange), RULES["contact transfer request"])
    assert cx.actor.registrar
    transfer = Transfer(
        id=0,
        status="pending",
        gaining=cx.actor.registrar,
        losing=contact.registrar,
        requested_at=cx.now,
        act_by=cx.now + TRANSFER_PENDING,
        cltrid=cx.cltrid,
        svtrid=cx.svtrid,
    )
    await write_contact(cx, db, "transferRequest", contact, replace(contact, transfer=transfer), code=1001)
    await tell_parties(cx, db, "contact", contact.handle, transfer)
    return _view(contact, transfer)


@transacted
async def _approve(cx: Context, db: Connection, wish: ContactTransfer) -> TransferView:
    contact = await _held(cx, db, wish, RULES["contact transfer approve"])
    end = end_of("approve", by_operator=cx.actor.is_operator)
    return _view(contact, await complete_contact_transfer(cx, db, contact, end))


@transacted
async def _reject(cx: Context, db: Connection, wish: ContactTransfer) -> TransferView:
    contact = await _held(cx, db, wish, RULES["contact transfer reject"])
    end = end_of("reject", by_operator=cx.actor.is_operator)
    return _view(contact, await abandon_contact_transfer(cx, db, contact, end, "transferReject"))


@transacted
async def _cancel(cx: Context, db: Connection, wish: ContactTransfer) -> TransferView:
    contact = await _held(cx, db, wish, RULES["contact transfer cancel"])
    end = end_of("cancel", by_operator=cx.actor.is_operator)
    return _view(contact, await abandon_contact_transfer(cx, db, contact, end, "transferCancel"))


async def _is_of_another_world(cx: Context, db: Connection, contact: Contact) -> bool:
    if not somebody_practises(cx):
        return False
    sponsor = await registrars.by_handle(db, handle=contact.registrar)
    return practises(cx, sponsor.id if sponsor else None) != practises(cx, cx.actor.registrar_id)


async def _held(cx: Context, db: Connection, wish: ContactTransfer, rules: Iterable[Rule]) -> Contact:
    """The contact under its lock, judged."""
    contact = await hold_contact(cx, db, wish.handle)
    judge(ContactCase(cx.actor, cx.now, wish, contact), rules)
    return contact


def _view(contact: Contact, transfer: Transfer) -> TransferView:
    return TransferView("contact", contact.handle, transfer)


OPERATIONS: Final[dict[TransferOperation, Callable[[Context, ContactTransfer], Awaitable[TransferView]]]] = {
    "request": _request,
    "query": _query,
    "approve": _approve,
    "reject": _reject,
    "cancel": _cancel,
}
