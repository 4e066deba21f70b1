"""Where a phase is for those who were given tokens, a create shows one."""

from collections.abc import Iterator

from registry.errors import ParameterMissing, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def token_is_shown(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """Whether it is good for the name is another rule's to say (RFC 8495)."""
    if case.phase is not None and "token" in case.phase.needs and case.wish.token is None:
        yield ParameterMissing("Creates of this phase show an allocation token.", "allocationToken:allocationToken", "")
