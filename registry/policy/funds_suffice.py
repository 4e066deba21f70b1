"""What a registrar registers, its account covers."""

from collections.abc import Iterator

from registry.errors import FundsShort, Refusal
from registry.model.money import Money
from registry.policy.case import Case


def funds_suffice(case: Case[object]) -> Iterator[Refusal]:
    """Balance and credit together reach the price (RFC 5730, section 3: 2104)."""
    price = case.price
    if price and (case.funds is None or case.funds < price.amount):
        yield short_of(price)


def short_of(price: Money) -> FundsShort:
    """The refusal, which the ledger also gives when another command was faster."""
    return FundsShort(f"The account does not cover {price} {price.currency}.")
