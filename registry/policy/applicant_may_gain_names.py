"""Who wins a name is one who could register it today."""

from collections.abc import Iterator

from registry.errors import NotAuthorized, Refusal
from registry.policy.case import Case


def applicant_may_gain_names(case: Case[object]) -> Iterator[Refusal]:
    """Between the application and its decision its registrar may have been suspended, or have come to its end."""
    if case.standing not in ("active", "ote"):
        yield NotAuthorized(f"The registrar is {case.standing}.")
