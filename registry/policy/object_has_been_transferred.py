"""There is a transfer to tell of."""

from collections.abc import Iterator

from registry.errors import Refusal, TransferNotPending
from registry.policy.case import Case
from registry.policy.contact_case import ContactCase
from registry.requests.contact import ContactTransfer
from registry.requests.domain import DomainTransfer


def object_has_been_transferred(case: Case[DomainTransfer] | ContactCase[ContactTransfer]) -> Iterator[Refusal]:
    """A query tells of the last transfer, pending or ended; without one there is nothing to tell (2301)."""
    if case.subject.transfer is None:
        yield TransferNotPending(f"The {case.kind} has never been transferred.")
