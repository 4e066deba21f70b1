"""An application is the business of the registrar that made it, and of nobody else."""

from collections.abc import Iterator

from registry.errors import NotAuthorized, Refusal
from registry.policy.case import Case


def application_is_the_registrars(case: Case[object]) -> Iterator[Refusal]:
    """Others are not told of it, whatever they know of the name (RFC 8334, section 3.2: 2201)."""
    if not case.actor.is_operator and case.applied.registrar != case.actor.registrar:
        yield NotAuthorized("Another registrar made this application.")
