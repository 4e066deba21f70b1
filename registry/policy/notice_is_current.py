"""A notice that is shown has not ended, and was accepted lately."""

from collections.abc import Iterator
from datetime import UTC, datetime

from registry.errors import PolicyForbids, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def notice_is_current(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """How long ago a notice may have been accepted is the registry's to say (RFC 9361, section 5.3.2); each is a 2306."""
    for notice in case.wish.launch.notices if case.wish.launch else ():
        if notice.not_after <= case.now:
            yield PolicyForbids("The notice has ended.", "launch:notAfter", _written(notice.not_after))
        if notice.accepted_at > case.now:
            yield PolicyForbids(
                "Nobody has accepted the notice yet.", "launch:acceptedDate", _written(notice.accepted_at)
            )
        elif case.now - notice.accepted_at > case.notice_age:
            yield PolicyForbids(
                "The notice was accepted too long ago.", "launch:acceptedDate", _written(notice.accepted_at)
            )


def _written(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
