"""A notice counts from when it came."""

from collections.abc import Iterator

from registry.errors import ParameterRange, Refusal
from registry.policy.case import Case
from registry.requests.urs import UrsNotice


def urs_notice_has_come(case: Case[UrsNotice]) -> Iterator[Refusal]:
    """It came in the past, and after the name was registered that it is about."""
    came = case.wish.received_at
    if came is None:
        return
    if came > case.now:
        yield ParameterRange("The notice lies in the future.", "received", came.isoformat())
    if came < case.subject.created_at:
        yield ParameterRange("The name was registered after the notice came.", "received", came.isoformat())
