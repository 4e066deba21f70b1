"""A launch programme goes by the clearinghouse's sunrise list, so that there has to be one."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def sunrise_list_is_known(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """Nobody gets a name that may be another's by right, because a list was not fetched (RFC 9361, section 5.4.2.1)."""
    if case.phase is not None and case.phase.qlp and case.brought.in_sunrise_list is None:
        yield PolicyForbids("The sunrise list is not known yet.", "domain:name", case.wish.name)
