"""The parts of an object as rules compare them: (element, text, role), as a registrar names them; only contacts have roles."""

from registry.model.change import DomainParts
from registry.model.contact import Contact
from registry.model.domain import Domain
from registry.model.host import Host, parsed
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
    return _parts(wish.remove)


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
