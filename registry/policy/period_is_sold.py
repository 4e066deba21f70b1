"""A TLD sells whole years, up to its limit."""

from collections.abc import Iterator

from registry.errors import ParameterRange, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainCreate, DomainRenew, DomainTransfer


def period_is_sold(case: Case[DomainCreate | DomainRenew | DomainTransfer]) -> Iterator[Refusal]:
    """A period that is not given is the TLD's default and always sold."""
    period, rules = case.wish.period, case.policy.rules
    if period is None:
        return
    years = period.years
    if years is None or not rules.shortest_years <= years <= rules.longest_years:
        reason = f"Periods here are {rules.shortest_years} to {rules.longest_years} years."
        yield ParameterRange(reason, "domain:period", str(period.number), ("unit", period.unit))
