"""A name on a reserved list of the TLD is not registered by registrars."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def name_is_not_reserved(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """Unless an allocation token frees it. The kind of the reservation is the list's to name."""
    if case.reservation is not None and not (case.token and case.token.frees_reserved):
        yield PolicyForbids("The name is reserved.", "domain:name", case.wish.name)
