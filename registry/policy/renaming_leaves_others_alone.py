"""An external host that others delegate to keeps its name."""

from collections.abc import Iterator

from registry.errors import LinkForbids, Refusal
from registry.policy.host_case import HostCase
from registry.requests.host import HostUpdate


def renaming_leaves_others_alone(case: HostCase[HostUpdate]) -> Iterator[Refusal]:
    """Renaming it would change the delegations of other registrars' domains (RFC 5732, section 3.2.5)."""
    if case.wish.new_name is None or case.subject.superordinate is not None:
        return
    for link in case.links:
        if link.registrar != case.subject.registrar:
            yield LinkForbids("A domain of another registrar delegates to this host.", "domain:name", link.domain)
