"""Only the sponsor changes an object."""

from collections.abc import Iterator

from registry.errors import NotAuthorized, Refusal
from registry.policy.case import Sponsored


def registrar_sponsors(case: Sponsored) -> Iterator[Refusal]:
    """The registrar of record asks, or an operator of the registry."""
    if case.sponsor and case.sponsor != case.actor.registrar and not case.actor.is_operator:
        yield NotAuthorized(f"Another registrar sponsors this {case.kind}.")
