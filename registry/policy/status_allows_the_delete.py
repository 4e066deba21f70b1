"""A status can forbid deletes."""

from collections.abc import Iterator

from registry.errors import Refusal, StatusForbids
from registry.model import lifecycle
from registry.model.status import forbidding
from registry.policy.case import Case


def status_allows_the_delete(case: Case[object]) -> Iterator[Refusal]:
    """Neither a prohibition nor a pending action stands in the way; clientUpdateProhibited does not (RFC 5731, section 2.3)."""
    for status in forbidding("delete", lifecycle.statuses(case.subject)):
        yield StatusForbids(f"{status} forbids deletes.")
