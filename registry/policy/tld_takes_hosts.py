"""Below a name whose TLD has host attributes there are no host objects, and none comes there by another name."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.policy.host_case import HostCase, new_name
from registry.requests.host import HostCreate, HostUpdate


def tld_takes_hosts(case: HostCase[HostCreate | HostUpdate]) -> Iterator[Refusal]:
    """One model for each TLD (RFC 5731, section 1.1): its name servers are part of its domains, or objects, never both."""
    above = case.superordinate
    if above and case.book.at(above.tld, case.now).rules.host_model == "attributes":
        yield PolicyForbids(
            f"Name servers are attributes of domains in .{above.tld}.", "host:name", new_name(case.wish)
        )
