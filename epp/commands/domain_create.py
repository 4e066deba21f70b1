"""domain:create, the registration of a name (RFC 5731, section 3.2.1)."""

from epp.codec.domain import (
    AUTH_INFO,
    CONTACT,
    NAME,
    NS,
    PERIOD,
    REGISTRANT,
    read_contact,
    read_nameservers,
    read_period,
    write_contacts,
    write_nameservers,
    write_period,
    write_registrant,
)
from epp.codec.markup import NOTHING, Element, Markup, instant, leaf, node, rooted, token
from epp.codec.namespaces import DOMAIN
from epp.codec.parts import fragment, read_name, read_new_secret, write_secret
from epp.codec.results import COMPLETED, PENDING
from epp.command import Command, Payload
from registry.actions.domain_create import domain_create
from registry.model.change import NameServers
from registry.requests.domain import DomainCreate, DomainCreated


def read(body: Element) -> DomainCreate:
    parts, contacts = {}, []
    for child in body:
        tag = child.tag
        if tag == CONTACT:
            contacts.append(read_contact(child))
        else:
            parts[tag] = child
    period, servers, registrant = parts.get(PERIOD), parts.get(NS), parts.get(REGISTRANT)
    return DomainCreate(
        name=read_name(parts[NAME]),
        period=None if period is None else read_period(period),
        nameservers=NameServers() if servers is None else read_nameservers(servers),
        registrant=None if registrant is None else token(registrant),
        contacts=tuple(contacts),
        authinfo=read_new_secret(parts[AUTH_INFO]),
    )


def write(wish: DomainCreate, made: DomainCreated) -> Payload:
    """A name that was applied for has no expiry yet, and its end is still to be told."""
    return Payload(
        code=COMPLETED if made.expires_at else PENDING,
        data=fragment(
            "domain",
            "creData",
            leaf("domain:name", made.name),
            leaf("domain:crDate", instant(made.created_at)),
            leaf("domain:exDate", instant(made.expires_at)) if made.expires_at else NOTHING,
        ),
    )


def ask(wish: DomainCreate) -> Markup:
    return node(
        "create",
        rooted(
            "domain:create",
            DOMAIN,
            leaf("domain:name", wish.name),
            write_period(wish.period),
            write_nameservers(wish.nameservers),
            write_registrant(wish.registrant),
            write_contacts(wish.contacts),
            write_secret("domain", wish.authinfo),
        ),
    )


COMMAND = Command(read=read, run=domain_create, write=write, ask=ask, transforms=True)
