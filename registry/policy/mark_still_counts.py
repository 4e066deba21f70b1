"""A mark that has been revoked since the create wins no name."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.policy.case import Case


def mark_still_counts(case: Case[object]) -> Iterator[Refusal]:
    """Between the application and its decision the clearinghouse may have taken the mark back."""
    if case.brought.distrust is not None:
        yield PolicyForbids(case.brought.distrust)
