"""An application can be withdrawn until it is decided."""

from collections.abc import Iterator

from registry.errors import Refusal, StatusForbids
from registry.policy.case import Case


def application_is_not_decided(case: Case[object]) -> Iterator[Refusal]:
    """Afterwards there is a domain to be deleted, or nothing to be withdrawn."""
    if case.applied.is_final:
        yield StatusForbids(f"The application is {case.applied.status}.")
