"""What may be done to an application depends on its status."""

from collections.abc import Iterator
from typing import Final

from registry.errors import Refusal, StatusForbids
from registry.model.application import STEPS, Step
from registry.policy.case import Case

_DONE: Final[dict[Step, str]] = {
    "amend": "changed",
    "validate": "validated",
    "invalidate": "invalidated",
    "defer": "deferred",
    "hold": "held",
    "allocate": "allocated",
    "reject": "rejected",
}


def application_status_allows_the_step(case: Case[object]) -> Iterator[Refusal]:
    """The table of steps decides; what is decided stays decided."""
    application = case.applied
    if case.step is not None and case.step not in STEPS[application.status]:
        yield StatusForbids(f"An application that is {application.status} cannot be {_DONE[case.step]}.")
