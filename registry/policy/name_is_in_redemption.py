"""A restore is asked for while a name is in redemption."""

from collections.abc import Iterator

from registry.errors import Refusal, StatusForbids
from registry.model.lifecycle import grace_statuses
from registry.policy.case import Case
from registry.requests.domain import DomainRestore


def name_is_in_redemption(case: Case[DomainRestore]) -> Iterator[Refusal]:
    """A request finds the name in redemption (RFC 3915, section 2, step 4)."""
    if case.wish.operation == "request" and "redemptionPeriod" not in grace_statuses(case.subject, case.now):
        yield StatusForbids("The domain is not in redemptionPeriod.")
