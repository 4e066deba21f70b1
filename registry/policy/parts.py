"""The parts of a domain as rules compare them: (element, text), as a registrar names them."""

from registry.model.change import DomainParts
from registry.model.domain import Domain
from registry.requests.domain import DomainUpdate

Part = tuple[str, str]


def parts_of(domain: Domain) -> set[Part]:
    """What the domain has now."""
    return {
        *(("domain:hostObj", name) for name in domain.hosts),
        *(("domain:hostName", server.name) for server in domain.nameservers),
        *((f"domain:contact {link.role}", link.contact) for link in domain.contacts),
        *(("domain:status", status) for status in domain.statuses),
    }


def added(wish: DomainUpdate) -> tuple[Part, ...]:
    return _parts(wish.add)


def removed(wish: DomainUpdate) -> tuple[Part, ...]:
    return _parts(wish.remove)


def _parts(parts: DomainParts) -> tuple[Part, ...]:
    return (
        *(("domain:hostObj", name) for name in parts.nameservers.hosts),
        *(("domain:hostName", server.name) for server in parts.nameservers.attributes),
        *((f"domain:contact {link.role}", link.contact) for link in parts.contacts),
        *(("domain:status", status) for status in parts.statuses),
    )
