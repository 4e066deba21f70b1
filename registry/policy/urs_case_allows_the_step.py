"""What may be done to a name in a URS case depends on how the case stands."""

from collections.abc import Iterator
from typing import Final

from registry.errors import Refusal, StatusForbids
from registry.model.urs import STEPS, UrsStatus, UrsStep
from registry.policy.case import Case

_STANDS: Final[dict[UrsStatus, str]] = {
    "notified": "not locked yet",
    "locked": "locked",
    "suspended": "suspended",
    "rolledBack": "rolled back",
    "ended": "not registered any more",
    "closed": "in no open case",
}
_UNDONE: Final[dict[UrsStep, str]] = {
    "lock": "The name cannot be locked",
    "suspend": "The name cannot be suspended",
    "extend": "The suspension cannot be extended",
    "rollback": "There is nothing to roll back",
    "close": "The case cannot be closed",
}


def urs_case_allows_the_step(case: Case[object]) -> Iterator[Refusal]:
    """The table of steps decides; the reason says how the name stands."""
    complaint, step = case.complaint, case.urs_step
    if step is not None and step not in STEPS[complaint.status]:
        yield StatusForbids(f"{_UNDONE[step]}: in case {complaint.number} it is {_STANDS[complaint.status]}.")
