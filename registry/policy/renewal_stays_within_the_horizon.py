"""No name is registered further ahead than the TLD allows."""

from collections.abc import Iterator

from registry.errors import NotRenewable, Refusal
from registry.model.period import add_years
from registry.policy.case import Case
from registry.requests.domain import DomainRenew


def renewal_stays_within_the_horizon(case: Case[DomainRenew]) -> Iterator[Refusal]:
    """The new expiry lies at most the horizon ahead of now."""
    rules, period = case.policy.rules, case.wish.period
    years = period.years if period else rules.default_years
    if years and add_years(case.subject.expires_at, years) > add_years(case.now, rules.horizon_years):
        yield NotRenewable(f"Names are registered for at most {rules.horizon_years} years ahead.")
