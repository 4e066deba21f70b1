"""Who has no accreditation for a TLD gains no name in it."""

from collections.abc import Iterator

from registry.errors import NotAuthorized, Refusal
from registry.policy.case import Case


def registrar_is_accredited(case: Case[object]) -> Iterator[Refusal]:
    """An accreditation that is in force now, for this TLD."""
    if not case.accredited:
        yield NotAuthorized(f"There is no accreditation for .{case.policy.tld}.")
