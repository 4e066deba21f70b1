"""A domain that is served from within itself can be found."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.model.host import parsed
from registry.policy.host_case import HostCase
from registry.requests.host import HostUpdate


def delegation_within_keeps_its_glue(case: HostCase[HostUpdate]) -> Iterator[Refusal]:
    """A host that its own superordinate domain delegates to keeps at least one address (RFC 5732, section 1.1)."""
    wish, host = case.wish, case.subject
    if not case.serves_superordinate:
        return
    gone = {parsed(text) for text, _ in wish.remove.addresses}
    if gone and wish.new_name is None and not {*host.addresses} - gone and not wish.add.addresses:
        yield PolicyForbids(f"The domain {host.superordinate} needs an address of this host.", "host:addr")
