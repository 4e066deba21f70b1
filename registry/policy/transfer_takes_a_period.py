"""Where a transfer adds no years, none can be asked for."""

from collections.abc import Iterator

from registry.errors import ParameterRange, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainTransfer


def transfer_takes_a_period(case: Case[DomainTransfer]) -> Iterator[Refusal]:
    """A TLD whose transfers leave the expiry as it is takes no period with them (2004)."""
    period = case.wish.period
    if period is not None and not case.policy.rules.transfer_years:
        yield ParameterRange("A transfer adds no years here.", "domain:period", str(period.number))
