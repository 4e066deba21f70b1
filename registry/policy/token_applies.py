"""An allocation token that comes with a command is good for it."""

from collections.abc import Iterator

from registry.errors import NotAuthorized, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def token_applies(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """For this name, this registrar, now, and not used up (RFC 8495, section 3.2.1: 2201); which of these is not said."""
    if case.wish.token is not None and case.token is None:
        yield NotAuthorized("The allocation token does not apply.")
