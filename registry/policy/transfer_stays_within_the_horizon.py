"""A transfer adds what it is asked for or nothing at all; the year that nobody named can be capped where the TLD says so."""

from collections.abc import Iterator

from registry.errors import NotTransferable, Refusal
from registry.model.lifecycle import transfer_passes_horizon
from registry.policy.case import Case
from registry.requests.domain import DomainTransfer


def transfer_stays_within_the_horizon(case: Case[DomainTransfer]) -> Iterator[Refusal]:
    """A period that is named is never cut; the year that is added by default is, where the TLD has it capped at its horizon."""
    rules, period = case.policy.rules, case.wish.period
    years = period.years if period else rules.transfer_years
    if not years or (period is None and rules.transfer_at_horizon == "cap"):
        return
    if transfer_passes_horizon(case.subject, years, case.now, case.policy):
        yield NotTransferable(f"Names are registered for at most {rules.horizon_years} years ahead.")
