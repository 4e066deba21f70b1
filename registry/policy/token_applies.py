"""An allocation token that comes with a command is good for it."""

from collections.abc import Iterator

from registry.errors import NotAuthorized, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainCreate, DomainTransfer


def token_applies(case: Case[DomainCreate | DomainTransfer]) -> Iterator[Refusal]:
    """For this command, name and registrar, now, and not used up; which of these is not said.

    RFC 8495, sections 3.2.1 and 3.2.4: 2201.
    """
    if case.wish.token is not None and case.token is None:
        yield NotAuthorized("The allocation token does not apply.")
