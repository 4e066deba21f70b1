"""An allocation token is told once, to whom it is issued, and never by the domain it was used for."""

from collections.abc import Iterator

from registry.errors import NotAuthorized, ObjectMissing, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainInfo


def token_is_told_once(case: Case[DomainInfo]) -> Iterator[Refusal]:
    """Strangers may not ask; for the sponsor there is none (RFC 8495, section 3.1.2: 2201, 2303)."""
    if not case.wish.asks_token:
        return
    if case.actor.is_operator or case.actor.registrar == case.sponsor:
        yield ObjectMissing("No allocation token is kept with the domain.", "domain:name", case.wish.name)
    else:
        yield NotAuthorized("Only the sponsor may ask for the allocation token.")
