"""What nobody asked for, nobody decides."""

from collections.abc import Iterator

from registry.errors import Refusal, TransferNotPending
from registry.policy.case import Case
from registry.policy.contact_case import ContactCase
from registry.requests.contact import ContactTransfer
from registry.requests.domain import DomainTransfer


def transfer_is_pending(case: Case[DomainTransfer] | ContactCase[ContactTransfer]) -> Iterator[Refusal]:
    """A transfer waits for a decision (RFC 5730, section 3: 2301); one that time has approved waits no more."""
    transfer = case.subject.transfer
    if transfer is None or not transfer.is_pending:
        yield TransferNotPending(f"No transfer of this {case.kind} is pending.")
