"""What is being deleted is not given more time."""

from collections.abc import Iterator

from registry.errors import Refusal, StatusForbids
from registry.policy.case import Case


def name_is_not_on_its_way_out(case: Case[object]) -> Iterator[Refusal]:
    """Neither redemption nor pending delete; a restore comes first."""
    if case.subject.deletion:
        yield StatusForbids("pendingDelete forbids renewals.")
