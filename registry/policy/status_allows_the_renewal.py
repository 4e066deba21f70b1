"""A status can forbid renewals."""

from collections.abc import Iterator

from registry.errors import Refusal, StatusForbids
from registry.model import lifecycle
from registry.model.status import forbidding
from registry.policy.case import Case


def status_allows_the_renewal(case: Case[object]) -> Iterator[Refusal]:
    """Neither a prohibition nor a pending action stands in the way."""
    for status in forbidding("renew", lifecycle.statuses(case.subject)):
        yield StatusForbids(f"{status} forbids renewals.")
