"""Clients set client statuses; the others are the registry's."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.model.status import DOMAIN_CLIENT, DOMAIN_SERVER
from registry.policy.case import Case
from registry.requests.domain import DomainUpdate


def statuses_are_the_clients_own(case: Case[DomainUpdate]) -> Iterator[Refusal]:
    """Operators may set server statuses too; what is derived (ok, inactive, pending…) nobody sets."""
    allowed = DOMAIN_CLIENT | DOMAIN_SERVER if case.actor.is_operator else DOMAIN_CLIENT
    for status in (*case.wish.add.statuses, *case.wish.remove.statuses):
        if status not in allowed:
            yield PolicyForbids("This status cannot be set or removed by a client.", "domain:status", status)
