"""Only the sponsor changes an object."""

from collections.abc import Iterator

from registry.errors import NotAuthorized, Refusal
from registry.policy.case import Case


def registrar_sponsors(case: Case[object]) -> Iterator[Refusal]:
    """The registrar of record asks, or an operator of the registry."""
    if case.domain and case.domain.registrar != case.actor.registrar and not case.actor.is_operator:
        yield NotAuthorized("Another registrar sponsors this domain.")
