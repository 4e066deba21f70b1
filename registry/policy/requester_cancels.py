"""Who asked for a transfer calls it off."""

from collections.abc import Iterator

from registry.errors import NotAuthorized, Refusal
from registry.policy.case import Case
from registry.policy.contact_case import ContactCase
from registry.requests.contact import ContactTransfer
from registry.requests.domain import DomainTransfer


def requester_cancels(case: Case[DomainTransfer] | ContactCase[ContactTransfer]) -> Iterator[Refusal]:
    """The gaining registrar, or an operator; the loser rejects instead (RFC 5730, section 2.9.3.4)."""
    transfer = case.subject.transfer
    if transfer and transfer.gaining != case.actor.registrar and not case.actor.is_operator:
        yield NotAuthorized("Another registrar asked for this transfer.")
