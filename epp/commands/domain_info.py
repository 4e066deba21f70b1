"""domain:info, all that a registrar may see of a name (RFC 5731, section 3.1.2)."""

from typing import cast

from epp.codec.domain import AUTH_INFO, write_outline, write_whole
from epp.codec.markup import NOTHING, Element, Markup, node, rooted, text
from epp.codec.namespaces import DOMAIN
from epp.codec.parts import read_name, read_secret, write_secret
from epp.command import Command, Payload
from registry.actions.domain_info import domain_info
from registry.requests.domain import DomainInfo, DomainView, HostsShown


def read(body: Element) -> DomainInfo:
    name = body[0]
    secret, roid = None, None
    if len(body) > 1 and body[1].tag == AUTH_INFO:
        secret, roid = read_secret(body[1])
    return DomainInfo(read_name(name), cast(HostsShown, (name.get("hosts") or "all").strip()), secret, roid)


def write(wish: DomainInfo, view: DomainView) -> Payload:
    """All of it for those who may see it; for others what the public directory shows as well."""
    if not view.full:
        return Payload(data=write_outline(view.domain))
    applied_for = view.launch.status if view.launch and view.launch.application else None
    return Payload(data=write_whole(view.domain, view.hosts, has_authinfo=view.has_authinfo, applied_for=applied_for))


def ask(wish: DomainInfo) -> Markup:
    name = node("domain:name", text(wish.name), hosts=wish.hosts)
    secret = NOTHING if wish.authinfo is None else write_secret("domain", wish.authinfo, wish.authinfo_roid)
    return node("info", rooted("domain:info", DOMAIN, name, secret))


COMMAND = Command(read=read, run=domain_info, write=write, ask=ask, transforms=False)
