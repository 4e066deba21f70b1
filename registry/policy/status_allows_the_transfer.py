"""A status can forbid transfers."""

from collections.abc import Iterator

from registry.errors import Refusal, StatusForbids, TransferPending
from registry.model.status import forbidding
from registry.policy.case import Sponsored


def status_allows_the_transfer(case: Sponsored) -> Iterator[Refusal]:
    """A pending transfer has its own code (RFC 5730, section 3: 2300)."""
    for status in forbidding("transfer", case.statuses):
        if status == "pendingTransfer":
            yield TransferPending("A transfer is pending.")
        else:
            yield StatusForbids(f"{status} forbids transfers.")
