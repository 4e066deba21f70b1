"""A host of our zones that a domain delegates to can be found."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.model.host import parsed
from registry.policy.host_case import HostCase, superordinate_name
from registry.requests.host import HostUpdate


def delegated_host_has_glue(case: HostCase[HostUpdate]) -> Iterator[Refusal]:
    """Its last address is not taken away, and it is not renamed into our zones without one (RFC 5732, section 1.1)."""
    wish, host = case.wish, case.subject
    if not host.linked or wish.add.addresses:
        return
    comes_in = wish.new_name is not None and host.superordinate is None
    if not (wish.remove.addresses or comes_in) or superordinate_name(wish.new_name or host.name, case.book) is None:
        return
    if not {*host.addresses} - {parsed(text) for text, _ in wish.remove.addresses}:
        yield PolicyForbids("Domains delegate to this host, and it would have no address.", "host:addr")
