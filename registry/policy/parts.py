"""The parts of an object as rules compare them: (element, text, whose), as a registrar names them: contacts have roles, and the
addresses of a name server that is an attribute are its own."""

from collections.abc import Iterable, Iterator

from registry.model.change import DomainParts
from registry.model.contact import Contact
from registry.model.domain import Domain
from registry.model.host import Host, NameServer, parsed
from registry.requests.contact import ContactUpdate
from registry.requests.domain import DomainUpdate
from registry.requests.host import HostParts, HostUpdate

Part = tuple[str, str, str]
Update = DomainUpdate | HostUpdate | ContactUpdate


def parts_of(subject: Domain | Host | Contact) -> set[Part]:
    """What the object has now."""
    if isinstance(subject, Domain):
        return {
            *(("domain:hostObj", name, "") for name in subject.hosts),
            *(("domain:hostName", server.name, "") for server in subject.nameservers),
            *_addresses(subject.nameservers),
            *(("domain:contact", link.contact, link.role) for link in subject.contacts),
            *(("domain:status", status, "") for status in subject.statuses),
        }
    if isinstance(subject, Host):
        return {
            *(("host:addr", str(address), "") for address in subject.addresses),
            *(("host:status", status, "") for status in subject.statuses),
        }
    return {("contact:status", status, "") for status in subject.statuses}


def added(wish: Update) -> tuple[Part, ...]:
    return _parts(wish.add)


def removed(wish: Update) -> tuple[Part, ...]:
    """A name server may be removed by its name alone; addresses that come with it are meant as well."""
    parts = _parts(wish.remove)
    return (*parts, *_addresses(wish.remove.nameservers.attributes)) if isinstance(wish, DomainUpdate) else parts


def _addresses(servers: Iterable[NameServer]) -> Iterator[Part]:
    return (("domain:hostAddr", str(address), server.name) for server in servers for address in server.addresses)


def _parts(parts: DomainParts | HostParts | tuple[str, ...]) -> tuple[Part, ...]:
    if isinstance(parts, DomainParts):
        return (
            *(("domain:hostObj", name, "") for name in parts.nameservers.hosts),
            *(("domain:hostName", server.name, "") for server in parts.nameservers.attributes),
            *(("domain:contact", link.contact, link.role) for link in parts.contacts),
            *(("domain:status", status, "") for status in parts.statuses),
        )
    if isinstance(parts, HostParts):
        return (
            *(("host:addr", str(parsed(text) or text), "") for text, _ in parts.addresses),
            *(("host:status", status, "") for status in parts.statuses),
        )
    return tuple(("contact:status", status, "") for status in parts)
