"""A restore travels alone."""

from collections.abc import Iterator

from registry.errors import CommandUse, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainRestore


def restore_changes_nothing_else(case: Case[DomainRestore]) -> Iterator[Refusal]:
    """The update that carries it holds nothing else (RFC 3915, section 4.2.5)."""
    if not case.wish.empty:
        yield CommandUse("A restore cannot be combined with other changes.")
