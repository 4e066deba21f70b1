"""domain:info, all that a registrar may see of a name (RFC 5731, section 3.1.2)."""

from typing import Final, cast

from epp.codec.domain import AUTH_INFO, write_contacts, write_nameservers, write_registrant
from epp.codec.markup import NOTHING, Element, Markup, instant, leaf, leaf_if, leaves, node, rooted, text
from epp.codec.namespaces import DOMAIN
from epp.codec.parts import fragment, read_name, read_secret, write_secret, write_statuses
from epp.command import Command, Payload
from registry.actions.domain_info import domain_info
from registry.model import lifecycle
from registry.model.change import NameServers
from registry.requests.domain import DomainInfo, DomainView, HostsShown

_DELEGATED: Final = frozenset({"all", "del"})
_SUBORDINATE: Final = frozenset({"all", "sub"})


def read(body: Element) -> DomainInfo:
    name = body[0]
    secret, roid = None, None
    if len(body) > 1 and body[1].tag == AUTH_INFO:
        secret, roid = read_secret(body[1])
    return DomainInfo(read_name(name), cast(HostsShown, (name.get("hosts") or "all").strip()), secret, roid)


def write(wish: DomainInfo, view: DomainView) -> Payload:
    """All of it for those who may see it; for others what the public directory shows as well."""
    domain = view.domain
    statuses = write_statuses("domain", lifecycle.statuses(domain))
    head = (leaf("domain:name", domain.name), leaf("domain:roid", domain.roid), statuses)
    if not view.full:
        return Payload(data=fragment("domain", "infData", *head, leaf("domain:clID", domain.registrar)))
    servers = NameServers(domain.hosts, domain.nameservers) if view.hosts in _DELEGATED else NameServers()
    inner = fragment(
        "domain",
        "infData",
        *head,
        write_registrant(domain.registrant),
        write_contacts(domain.contacts),
        write_nameservers(servers),
        leaves("domain:host", domain.subordinates) if view.hosts in _SUBORDINATE else NOTHING,
        leaf("domain:clID", domain.registrar),
        leaf("domain:crID", domain.created_by),
        leaf("domain:crDate", instant(domain.created_at)),
        leaf_if("domain:upID", domain.updated_by),
        leaf("domain:upDate", instant(domain.updated_at)) if domain.updated_at else NOTHING,
        leaf("domain:exDate", instant(domain.expires_at)),
        leaf("domain:trDate", instant(domain.transferred_at)) if domain.transferred_at else NOTHING,
        # never the secret itself: empty says that there is one (RFC 9154, section 4.3)
        write_secret("domain", None) if view.has_authinfo else NOTHING,
    )
    return Payload(data=inner)


def ask(wish: DomainInfo) -> Markup:
    name = node("domain:name", text(wish.name), hosts=wish.hosts)
    secret = NOTHING if wish.authinfo is None else write_secret("domain", wish.authinfo, wish.authinfo_roid)
    return node("info", rooted("domain:info", DOMAIN, name, secret))


COMMAND = Command(read=read, run=domain_info, write=write, ask=ask, transforms=False)
