"""Who won may have a suspended name kept for one more year."""

from collections.abc import Iterator

from registry.errors import NotRenewable, Refusal
from registry.policy.case import Case


def suspension_is_extended_once(case: Case[object]) -> Iterator[Refusal]:
    """One year, and no second (URS Procedure, section 10.3)."""
    if case.complaint.extended_at:
        yield NotRenewable("The suspension has been extended already.")
