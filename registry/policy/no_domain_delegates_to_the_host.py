"""A host that is delegated to stays."""

from collections.abc import Iterator

from registry.errors import LinkForbids, Refusal
from registry.policy.host_case import HostCase
from registry.requests.host import HostDelete


def no_domain_delegates_to_the_host(case: HostCase[HostDelete]) -> Iterator[Refusal]:
    """Deleting it would cut delegations (RFC 5732, section 3.2.2; RFC 9874): the reason says how many, and names the first."""
    if case.link_count:
        names = ", ".join(link.domain for link in case.links[:3])
        more = ", …" if case.link_count > 3 else ""
        delegate = "1 domain delegates" if case.link_count == 1 else f"{case.link_count} domains delegate"
        yield LinkForbids(f"{delegate} to this host: {names}{more}", "host:name", case.wish.name)
