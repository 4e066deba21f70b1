"""A restore is for names in redemption."""

from collections.abc import Iterator

from registry.errors import Refusal, StatusForbids
from registry.model.lifecycle import grace_statuses
from registry.policy.case import Case
from registry.requests.domain import DomainRestore


def name_is_in_redemption(case: Case[DomainRestore]) -> Iterator[Refusal]:
    """A request finds the name in redemption, a report finds it waiting for one (RFC 3915, section 4.2.5)."""
    wanted = "redemptionPeriod" if case.wish.operation == "request" else "pendingRestore"
    if wanted not in grace_statuses(case.subject, case.now):
        yield StatusForbids(f"The domain is not in {wanted}.")
