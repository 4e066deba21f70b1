"""Who asks about a transfer is a party to it, or shows the secret of the object."""

from collections.abc import Iterator

from registry.errors import NotAuthorized, Refusal
from registry.policy.authinfo_opens_the_object import authinfo_opens_the_object
from registry.policy.case import Case
from registry.policy.contact_case import ContactCase
from registry.requests.contact import ContactTransfer
from registry.requests.domain import DomainTransfer


def transfer_is_seen_by_its_parties(case: Case[DomainTransfer] | ContactCase[ContactTransfer]) -> Iterator[Refusal]:
    """The sponsor, both registrars of the last transfer and operators need no secret; anyone else needs the right one."""
    transfer = case.subject.transfer
    parties = {case.sponsor, *((transfer.gaining, transfer.losing) if transfer else ())}
    if case.actor.is_operator or case.actor.registrar in parties:
        return
    if case.wish.authinfo is None:
        yield NotAuthorized("Only its parties ask about a transfer, and decide it.")
    else:
        yield from authinfo_opens_the_object(case)
