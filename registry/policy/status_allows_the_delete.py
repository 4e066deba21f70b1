"""A status can forbid deletes."""

from collections.abc import Iterator

from registry.errors import Refusal, StatusForbids
from registry.model.status import forbidding
from registry.policy.case import Sponsored


def status_allows_the_delete(case: Sponsored) -> Iterator[Refusal]:
    """Neither a prohibition nor a pending action stands in the way; clientUpdateProhibited does not (RFC 5731, section 2.3)."""
    for status in forbidding("delete", case.statuses):
        yield StatusForbids(f"{status} forbids deletes.")
