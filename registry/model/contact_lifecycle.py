"""What time and parties do to a contact: a transfer, approved by time when nobody decides (RFC 5733, section 3.2.4).

A secret that is past its time is hidden, as that of a domain is.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from registry.model import authinfo, status
from registry.model.contact import Contact
from registry.model.transfer import TransferStatus

# How long the losing registrar may take; contacts belong to no TLD whose policy could say it.
TRANSFER_PENDING: Final = timedelta(days=5)


@dataclass(frozen=True, slots=True)
class ContactProjection:
    """What is true at an instant, and whether that is not written down yet."""

    contact: Contact
    is_due: bool


def project(stored: Contact, now: datetime) -> ContactProjection:
    """Bring a stored contact to `now`; applying it twice, or in two steps, gives the same."""
    transfer = stored.transfer
    if transfer and transfer.is_pending and transfer.act_by <= now:
        return ContactProjection(approve_transfer(stored, transfer.act_by, "serverApproved"), True)
    if stored.authinfo and authinfo.has_lapsed(stored.authinfo, authinfo.LIFE, now):
        return ContactProjection(replace(stored, authinfo=None), False)
    return ContactProjection(stored, False)


def approve_transfer(contact: Contact, at: datetime, outcome: TransferStatus) -> Contact:
    """The contact with its new sponsor; authInfo becomes absent (RFC 9154, section 4.4)."""
    transfer = contact.transfer
    assert transfer and transfer.is_pending
    ended = replace(transfer, status=outcome, acted_at=at, acted_by=transfer.losing)
    return replace(contact, registrar=transfer.gaining, transferred_at=at, authinfo=None, transfer=ended)


def close_transfer(contact: Contact, at: datetime, outcome: TransferStatus, acted_by: str) -> Contact:
    """A transfer that came to nothing: rejected or cancelled."""
    assert contact.transfer
    return replace(contact, transfer=replace(contact.transfer, status=outcome, acted_at=at, acted_by=acted_by))


def statuses(contact: Contact) -> tuple[str, ...]:
    """The EPP statuses of a projected contact (RFC 5733, section 2.2)."""
    derived = []
    if contact.linked:
        derived.append("linked")
    if contact.transfer and contact.transfer.is_pending:
        derived.append("pendingTransfer")
    return status.shown(contact.statuses, derived)
