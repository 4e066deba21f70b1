"""Nobody transfers an object to itself."""

from collections.abc import Iterator

from registry.errors import NotTransferable, Refusal
from registry.policy.case import Sponsored


def transfer_is_to_another(case: Sponsored) -> Iterator[Refusal]:
    """The one who asks is not the sponsor."""
    if case.sponsor == case.actor.registrar:
        yield NotTransferable(f"The {case.kind} is sponsored by this registrar already.")
