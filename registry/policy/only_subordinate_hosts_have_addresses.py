"""Glue is for hosts in our zones."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.policy.host_case import HostCase, new_name, superordinate_name
from registry.requests.host import HostCreate, HostUpdate


def only_subordinate_hosts_have_addresses(case: HostCase[HostCreate | HostUpdate]) -> Iterator[Refusal]:
    """An external host is given none; one that is renamed out of our zones leaves those behind that it had (RFC 5732,
    section 3.2.5)."""
    wish = case.wish
    name = new_name(wish) or case.subject.name
    if superordinate_name(name, case.book) is not None:
        return
    given = wish.addresses if isinstance(wish, HostCreate) else wish.add.addresses
    if given:
        yield PolicyForbids("External hosts have no addresses.", "host:addr", given[0][0])
