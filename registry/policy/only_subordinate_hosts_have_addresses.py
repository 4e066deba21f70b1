"""Glue is for hosts in our zones."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.model.host import parsed
from registry.policy.host_case import HostCase, new_name, superordinate_name
from registry.requests.host import HostCreate, HostUpdate


def only_subordinate_hosts_have_addresses(case: HostCase[HostCreate | HostUpdate]) -> Iterator[Refusal]:
    """An external host has none; who renames a host out of our zones removes its addresses with the same command."""
    wish = case.wish
    name = new_name(wish) or case.subject.name
    if superordinate_name(name, case.book) is not None:
        return
    if isinstance(wish, HostCreate):
        left = [text for text, _ in wish.addresses]
    else:
        gone = {parsed(text) for text, _ in wish.remove.addresses}
        kept = [str(address) for address in case.subject.addresses if address not in gone]
        left = [*kept, *(text for text, _ in wish.add.addresses)]
    if left:
        yield PolicyForbids("External hosts have no addresses.", "host:addr", left[0])
