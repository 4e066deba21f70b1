"""Domains as XML: the parts that several commands share (RFC 5731)."""

from typing import Final, cast

from epp.codec.envelope import Fragment
from epp.codec.markup import NOTHING, Element, Markup, instant, joined, leaf, leaf_if, leaves, node, text, token
from epp.codec.namespaces import DOMAIN
from epp.codec.parts import (
    fragment,
    read_address,
    read_name,
    read_status,
    write_addresses,
    write_secret,
    write_statuses,
)
from registry.model import lifecycle
from registry.model.application import FINAL
from registry.model.change import DomainParts, NameServers
from registry.model.domain import ContactLink, Domain
from registry.model.host import NameServer
from registry.model.period import Period, Unit

_DELEGATED: Final = frozenset({"all", "del"})
_SUBORDINATE: Final = frozenset({"all", "sub"})

# The elements of the mapping, as the parser names them.
_IN: Final = f"{{{DOMAIN}}}"
NAME, PERIOD, NS, HOST_OBJECT, HOST_NAME = (_IN + each for each in ("name", "period", "ns", "hostObj", "hostName"))
REGISTRANT, CONTACT, STATUS = (_IN + each for each in ("registrant", "contact", "status"))
AUTH_INFO, CURRENT_EXPIRY = (_IN + each for each in ("authInfo", "curExpDate"))
ADD, REMOVE, CHANGE = (_IN + each for each in ("add", "rem", "chg"))


def read_period(element: Element) -> Period:
    return Period(int(token(element)), cast(Unit, (element.get("unit") or "y").strip()))


def write_period(period: Period | None) -> Markup:
    return NOTHING if period is None else node("domain:period", text(str(period.number)), unit=period.unit)


def read_nameservers(element: Element) -> NameServers:
    """Host objects or host attributes; the schema forbids a mixture."""
    if element[0].tag == HOST_OBJECT:
        return NameServers(hosts=tuple([read_name(host) for host in element]))
    return NameServers(attributes=tuple([_read_attribute(host) for host in element]))


def _read_attribute(element: Element) -> NameServer:
    name, *addresses = element
    return NameServer(read_name(name), tuple([read_address(address) for address in addresses]))


def write_nameservers(servers: NameServers) -> Markup:
    if not servers.count:
        return NOTHING
    return node("domain:ns", leaves("domain:hostObj", servers.hosts), *map(_write_attribute, servers.attributes))


def _write_attribute(server: NameServer) -> Markup:
    addresses = write_addresses("domain:hostAddr", server.addresses)
    return node("domain:hostAttr", leaf("domain:hostName", server.name), addresses)


def read_contact(element: Element) -> ContactLink:
    """A contact in a role; the schema lets the role be left out, the rules do not."""
    return ContactLink((element.get("type") or "").strip(), token(element))


def write_contacts(contacts: tuple[ContactLink, ...]) -> Markup:
    return joined(*[node("domain:contact", text(each.contact), type=each.role or None) for each in contacts])


def read_parts(element: Element) -> DomainParts:
    """What stands in `add` or `rem` of an update."""
    servers, contacts, statuses = NameServers(), [], []
    for child in element:
        if child.tag == NS:
            servers = read_nameservers(child)
        elif child.tag == CONTACT:
            contacts.append(read_contact(child))
        elif child.tag == STATUS:
            statuses.append(read_status(child))
    return DomainParts(servers, tuple(contacts), tuple(statuses))


def write_parts(tag: str, parts: DomainParts) -> Markup:
    if parts.is_empty:
        return NOTHING
    statuses = write_statuses("domain", parts.statuses)
    return node(tag, write_nameservers(parts.nameservers), write_contacts(parts.contacts), statuses)


def write_registrant(registrant: str | None) -> Markup:
    return leaf_if("domain:registrant", registrant)


def write_outline(domain: Domain) -> Fragment:
    """What the public directory shows as well."""
    return fragment("domain", "infData", *_head(domain), leaf("domain:clID", domain.registrar))


def write_whole(
    domain: Domain, hosts: str = "all", *, has_authinfo: bool = False, applied_for: str | None = None
) -> Fragment:
    """All of it, with the hosts that were asked for (RFC 5731, section 3.1.2).

    `applied_for` is the launch status of a name that is not registered but applied for: such has no expiry.
    """
    servers = NameServers(domain.hosts, domain.nameservers) if hosts in _DELEGATED else NameServers()
    return fragment(
        "domain",
        "infData",
        *(_head(domain) if applied_for is None else write_applied_head(domain.name, domain.roid, applied_for)),
        write_registrant(domain.registrant),
        write_contacts(domain.contacts),
        write_nameservers(servers),
        leaves("domain:host", domain.subordinates) if hosts in _SUBORDINATE else NOTHING,
        leaf("domain:clID", domain.registrar),
        leaf("domain:crID", domain.created_by),
        leaf("domain:crDate", instant(domain.created_at)),
        leaf_if("domain:upID", domain.updated_by),
        leaf("domain:upDate", instant(domain.updated_at)) if domain.updated_at else NOTHING,
        leaf("domain:exDate", instant(domain.expires_at)) if applied_for is None else NOTHING,
        leaf("domain:trDate", instant(domain.transferred_at)) if domain.transferred_at else NOTHING,
        # never the secret itself: empty says that there is one (RFC 9154, section 4.3)
        write_secret("domain", None) if has_authinfo else NOTHING,
    )


def write_applied_head(name: str, roid: str, status: str) -> tuple[Markup, ...]:
    """A name that is applied for is one whose create is pending until the application is decided (RFC 8334, section 2.4)."""
    pending = write_statuses("domain", () if status in FINAL else ("pendingCreate",))
    return leaf("domain:name", name), leaf("domain:roid", roid), pending


def _head(domain: Domain) -> tuple[Markup, ...]:
    statuses = write_statuses("domain", lifecycle.statuses(domain))
    return leaf("domain:name", domain.name), leaf("domain:roid", domain.roid), statuses
