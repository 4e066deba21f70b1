"""A transfer that names its period gets that period or nothing."""

from collections.abc import Iterator

from registry.errors import NotTransferable, Refusal
from registry.model.lifecycle import expiry_after_transfer
from registry.model.period import add_years
from registry.policy.case import Case
from registry.requests.domain import DomainTransfer


def transfer_stays_within_the_horizon(case: Case[DomainTransfer]) -> Iterator[Refusal]:
    """The default period is capped at the horizon instead."""
    rules, period = case.policy.rules, case.wish.period
    if period is None or not period.years:
        return
    capped = expiry_after_transfer(case.subject, period.years, case.now, case.policy)
    if capped >= add_years(case.now, rules.horizon_years):
        yield NotTransferable(f"Names are registered for at most {rules.horizon_years} years ahead.")
