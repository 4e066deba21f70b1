"""What a registrar buys has a price in the currency it pays in."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainRestore


def operation_has_a_price(case: Case[object]) -> Iterator[Refusal]:
    """There is a quote; a report of a restore buys nothing and needs none."""
    reports = isinstance(case.wish, DomainRestore) and case.wish.operation == "report"
    if case.quote is None and not reports:
        yield PolicyForbids("This is not sold in the currency of the registrar.")
