"""A secret that is shown to see the whole of a domain opens it."""

from collections.abc import Iterator

from registry.errors import Refusal
from registry.policy.authinfo_opens_the_object import authinfo_opens_the_object
from registry.policy.case import Case
from registry.requests.domain import DomainInfo


def domain_is_seen_whole_by_who_may(case: Case[DomainInfo]) -> Iterator[Refusal]:
    """Sponsor and operators need no secret; others see the outline without one, and nothing with a wrong one."""
    sponsors = case.actor.is_operator or case.sponsor == case.actor.registrar
    if case.wish.authinfo is not None and not sponsors:
        yield from authinfo_opens_the_object(case)
