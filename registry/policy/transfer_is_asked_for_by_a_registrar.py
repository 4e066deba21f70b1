"""Only a registrar can gain an object."""

from collections.abc import Iterator

from registry.errors import NotAuthorized, Refusal
from registry.policy.case import Sponsored


def transfer_is_asked_for_by_a_registrar(case: Sponsored) -> Iterator[Refusal]:
    """An operator decides about transfers, but sponsors nothing and so asks for none."""
    if case.actor.registrar is None:
        yield NotAuthorized("Transfers are requested by registrars.")
