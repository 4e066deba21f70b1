"""Nobody transfers a name to itself."""

from collections.abc import Iterator

from registry.errors import NotTransferable, Refusal
from registry.policy.case import Case


def transfer_is_to_another(case: Case[object]) -> Iterator[Refusal]:
    """The one who asks is not the sponsor."""
    if case.subject.registrar == case.actor.registrar:
        yield NotTransferable("The domain is sponsored by this registrar already.")
