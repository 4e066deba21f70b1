"""What a registrar buys has a price in the currency it pays in."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.policy.case import Case


def operation_has_a_price(case: Case[object]) -> Iterator[Refusal]:
    """There is a quote; where there is none the TLD's policy lacks prices in the registrar's currency."""
    if case.quote is None:
        yield PolicyForbids("This is not sold in the currency of the registrar.")
