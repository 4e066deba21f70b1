"""Whoever buys at another price than the usual one says that he knows it."""

from collections.abc import Iterator

from registry.errors import ParameterMissing, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainCreate, DomainRenew, DomainRestore, DomainTransfer


def fee_is_stated(case: Case[DomainCreate | DomainRenew | DomainTransfer | DomainRestore]) -> Iterator[Refusal]:
    """When the fee must come with the command is the TLD's policy (RFC 8748, section 4: 2003)."""
    quote, when = case.quote, case.policy.rules.fees_stated
    if quote is None or case.wish.fee is not None or when == "never":
        return
    if when == "always" or not quote.standard:
        yield ParameterMissing(
            f"This costs {quote.total} {quote.currency}, which the command must state.", "fee:fee", ""
        )
