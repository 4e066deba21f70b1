"""What is added is not there yet, and is added once."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.policy.case import Case
from registry.policy.contact_case import ContactCase
from registry.policy.host_case import HostCase
from registry.policy.parts import Part, added, parts_of, removed
from registry.requests.contact import ContactUpdate
from registry.requests.domain import DomainUpdate
from registry.requests.host import HostUpdate


def additions_are_new(
    case: Case[DomainUpdate] | HostCase[HostUpdate] | ContactCase[ContactUpdate],
) -> Iterator[Refusal]:
    """Adding what is present is refused, so that a registrar learns that its picture is wrong; `rem` is applied first."""
    left = parts_of(case.subject) - set(removed(case.wish))
    seen: set[Part] = set()
    for part in added(case.wish):
        if part in left or part in seen:
            yield PolicyForbids("This is there already.", *part[:2])
        seen.add(part)
