"""Clients set client statuses; the others are the registry's."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.model.status import servers_own
from registry.policy.case import Case
from registry.policy.contact_case import ContactCase
from registry.policy.host_case import HostCase
from registry.policy.parts import added, removed
from registry.requests.contact import ContactUpdate
from registry.requests.domain import DomainUpdate
from registry.requests.host import HostUpdate


def statuses_are_the_clients_own(
    case: Case[DomainUpdate] | HostCase[HostUpdate] | ContactCase[ContactUpdate],
) -> Iterator[Refusal]:
    """Operators may set server statuses too; what is derived (ok, inactive, pending…) nobody sets."""
    own = case.client_statuses
    allowed = own | servers_own(own) if case.actor.is_operator else own
    for element, text, _ in (*added(case.wish), *removed(case.wish)):
        if element == f"{case.kind}:status" and text not in allowed:
            yield PolicyForbids("This status cannot be set or removed by a client.", element, text)
