"""A status can forbid transfers."""

from collections.abc import Iterator

from registry.errors import Refusal, StatusForbids, TransferPending
from registry.model import lifecycle
from registry.model.status import forbidding
from registry.policy.case import Case


def status_allows_the_transfer(case: Case[object]) -> Iterator[Refusal]:
    """A pending transfer has its own code (RFC 5730, section 3: 2300)."""
    for status in forbidding("transfer", lifecycle.statuses(case.subject)):
        if status == "pendingTransfer":
            yield TransferPending("A transfer is pending.")
        else:
            yield StatusForbids(f"{status} forbids transfers.")
