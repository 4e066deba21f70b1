"""Clients set statuses on names, not on wishes for them."""

from collections.abc import Iterator

from registry.errors import OptionNotOffered, Refusal
from registry.policy.case import Case
from registry.requests.domain import ApplicationUpdate


def application_has_no_statuses(case: Case[ApplicationUpdate]) -> Iterator[Refusal]:
    """An application has its launch status, which the registry sets."""
    for status in (*case.wish.add.statuses, *case.wish.remove.statuses):
        yield OptionNotOffered("An application has no statuses that clients set.", "domain:status", "", ("s", status))
