"""A top-up is decided once."""

from collections.abc import Iterator

from registry.errors import Refusal, StatusForbids
from registry.model.topup import STEPS
from registry.policy.topup_case import TopUpCase


def topup_awaits_a_decision(case: TopUpCase) -> Iterator[Refusal]:
    """Only what is proposed is confirmed, declined or withdrawn."""
    if case.step not in STEPS[case.topup.status]:
        yield StatusForbids(f"The top-up is {case.topup.status} already.", "topUp", str(case.topup.id))
