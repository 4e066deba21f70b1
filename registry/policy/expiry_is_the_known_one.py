"""A renewal names the expiry it starts from."""

from collections.abc import Iterator

from registry.errors import ParameterRange, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainRenew


def expiry_is_the_known_one(case: Case[DomainRenew]) -> Iterator[Refusal]:
    """So that a renewal sent twice renews once (RFC 5731, section 3.2.3)."""
    if case.wish.current_expiry != case.subject.expires_at.date():
        reason = "This is not the current expiry date."
        yield ParameterRange(reason, "domain:curExpDate", case.wish.current_expiry.isoformat())
