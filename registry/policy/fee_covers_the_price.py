"""A fee that is stated is what the operation costs, or more."""

from collections.abc import Iterator

from registry.errors import ParameterRange, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainCreate, DomainRenew, DomainRestore, DomainTransfer


def fee_covers_the_price(case: Case[DomainCreate | DomainRenew | DomainTransfer | DomainRestore]) -> Iterator[Refusal]:
    """In the registrar's currency and not less than our own sum (RFC 8748, section 4: 2004); what is charged is ours."""
    quote, fee = case.quote, case.wish.fee
    if quote is None or fee is None:
        return
    if fee.currency is not None and fee.currency != quote.currency:
        yield ParameterRange(f"This is sold in {quote.currency}.", "fee:currency", fee.currency)
    elif fee.total < quote.total.major:
        yield ParameterRange(f"This costs {quote.total} {quote.currency}.", "fee:fee", str(fee.total))
