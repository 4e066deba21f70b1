"""What is removed is there, and is removed once."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.policy.case import Case
from registry.policy.contact_case import ContactCase
from registry.policy.host_case import HostCase
from registry.policy.parts import Part, parts_of, removed
from registry.requests.contact import ContactUpdate
from registry.requests.domain import DomainUpdate
from registry.requests.host import HostUpdate


def removals_are_there(
    case: Case[DomainUpdate] | HostCase[HostUpdate] | ContactCase[ContactUpdate],
) -> Iterator[Refusal]:
    """Removing what is absent is refused, so that a registrar learns that its picture is wrong."""
    here = parts_of(case.subject)
    seen: set[Part] = set()
    for part in removed(case.wish):
        if part not in here or part in seen:
            yield PolicyForbids("This is not there.", *part[:2])
        seen.add(part)
