"""A status can forbid updates."""

from collections.abc import Iterator

from registry.errors import Refusal, StatusForbids
from registry.model.status import forbidding
from registry.policy.case import Case
from registry.policy.contact_case import ContactCase
from registry.policy.host_case import HostCase
from registry.policy.parts import removed
from registry.requests.contact import ContactUpdate
from registry.requests.domain import DomainUpdate
from registry.requests.host import HostUpdate


def status_allows_the_update(
    case: Case[DomainUpdate] | HostCase[HostUpdate] | ContactCase[ContactUpdate],
) -> Iterator[Refusal]:
    """An object whose only bar is clientUpdateProhibited may be updated by one that takes it away (RFC 5731, section 2.3)."""
    forbids = forbidding("update", case.statuses)
    if (f"{case.kind}:status", "clientUpdateProhibited", "") in removed(case.wish):
        forbids = [status for status in forbids if status != "clientUpdateProhibited"]
    if not case.actor.is_operator:
        for status in forbids:
            yield StatusForbids(f"{status} forbids updates.")
