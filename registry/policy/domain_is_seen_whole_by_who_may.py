"""A secret that is shown to see the whole of a domain opens it."""

from collections.abc import Iterator

from registry.errors import Refusal
from registry.policy.authinfo_opens_the_object import authinfo_opens_the_object
from registry.policy.case import Case
from registry.requests.domain import DomainInfo


def domain_is_seen_whole_by_who_may(case: Case[DomainInfo]) -> Iterator[Refusal]:
    """Sponsor and operators need no secret, others see the outline without one; with a wrong one nobody sees anything.

    A sponsor learns so whether what its registrant holds is right (RFC 9154, section 5.3); an empty one is none.
    """
    shown = case.wish.authinfo if case.sponsor != case.actor.registrar else case.wish.authinfo or None
    if shown is not None and not case.actor.is_operator:
        yield from authinfo_opens_the_object(case)
