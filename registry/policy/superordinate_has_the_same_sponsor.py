"""Who makes a host below a domain sponsors that domain."""

from collections.abc import Iterator

from registry.errors import NotAuthorized, Refusal
from registry.policy.host_case import HostCase, new_name
from registry.requests.host import HostCreate, HostUpdate


def superordinate_has_the_same_sponsor(case: HostCase[HostCreate | HostUpdate]) -> Iterator[Refusal]:
    """A subordinate host's sponsor is its superordinate's, always: nobody puts one below another's name."""
    above = case.superordinate
    sponsor = case.sponsor if case.actor.is_operator else case.actor.registrar
    if above and above.registrar != sponsor:
        reason = f"Another registrar sponsors the domain {above.name}."
        yield NotAuthorized(reason, "host:name", new_name(case.wish))
