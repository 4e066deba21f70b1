"""What happened before the demo begins: a year and more of a small registry's life, told as dated steps.

Every step is an ordinary action of the core under a clock that is moved; nothing here writes to the database itself.
"""

import ipaddress
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from registry.actions.contact_create import contact_create
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_info import domain_info
from registry.actions.domain_renew import domain_renew
from registry.actions.domain_restore import domain_restore
from registry.actions.domain_transfer import domain_transfer
from registry.actions.domain_update import domain_update
from registry.actions.host_create import host_create
from registry.clock import FakeClock
from registry.context import Actor, Context, Registry
from registry.model.change import DomainParts, NameServers
from registry.model.contact import Phone, Postal
from registry.model.dnssec import DsData
from registry.model.domain import ContactLink
from registry.model.host import NameServer
from registry.model.period import Period
from registry.requests.contact import ContactCreate
from registry.requests.domain import (
    DomainCreate,
    DomainDelete,
    DomainInfo,
    DomainRenew,
    DomainRestore,
    DomainTransfer,
    DomainUpdate,
)
from registry.requests.host import HostCreate

# Public addresses that belong to a service for names that lead nowhere (AS112, RFC 7534 and RFC 7535).
ADDRESSES: Final = (("192.31.196.53", "v4"), ("2620:4f:8000::53", "v6"))
DIGEST: Final = "5CBAA2C5A0C5E1B4E1E1E6D5A3A2E1D0F9B8C7A6958473625140F3E2D1C0BFAE"
SECRET: Final = secrets.token_urlsafe(24)  # of the demo's names; who needs it sets a new one
EXTERNAL_HOSTS: Final = ("ns1.dns-house.net", "ns2.dns-house.net")
DAYS: Final = 420  # the story begins this long before today


@dataclass(frozen=True, slots=True)
class Stage:
    """The registry of the story, its clock, and the registrars' numbers."""

    registry: Registry
    clock: FakeClock
    numbers: dict[str, int]

    def as_(self, registrar: str) -> Context:
        return self.registry.context("cli", Actor(self.numbers[registrar], registrar), verb="", address="127.0.0.1")


Step = Callable[[Stage], Awaitable[object]]


def contact(handle: str, name: str, city: str, country: str, by: str) -> Step:
    postal = Postal("int", name, city, country, street=("1 Example Street",), postal_code="12345")
    wish = ContactCreate(handle, (postal,), f"{handle.lower()}@contact.example", Phone("+1.5550123"), authinfo=SECRET)
    return lambda stage: contact_create(stage.as_(by), wish)


def host(name: str, by: str, addressed: bool = False) -> Step:
    wish = HostCreate(name, ADDRESSES if addressed else ())
    return lambda stage: host_create(stage.as_(by), wish)


def name(name: str, by: str, years: int = 1, hosts: tuple[str, ...] = (), signed: bool = False) -> Step:
    """Registers a name as its TLD wants it: with contacts in .test, with host attributes in .invalid."""
    thick, attributes = name.endswith(".test"), name.endswith(".invalid")
    person = f"{by.upper()}-1"
    servers = tuple(NameServer(each) for each in hosts) if attributes else ()
    wish = DomainCreate(
        name,
        Period(years),
        NameServers(() if attributes else hosts, servers),
        registrant=person if thick else None,
        contacts=(ContactLink("admin", person), ContactLink("tech", f"{by.upper()}-2")) if thick else (),
        authinfo=SECRET,
        dnssec=(DsData(12345, 13, 2, DIGEST),) if signed else (),
    )
    return lambda stage: domain_create(stage.as_(by), wish)


def delegate(name: str, by: str, hosts: tuple[str, ...]) -> Step:
    add = DomainParts(NameServers(hosts))
    return lambda stage: domain_update(stage.as_(by), DomainUpdate(name, add=add))


def with_own_glue(name: str, by: str) -> Step:
    server = NameServer(f"ns1.{name}", tuple(ipaddress.ip_address(text) for text, _ in ADDRESSES))
    add = DomainParts(NameServers(attributes=(server,)))
    return lambda stage: domain_update(stage.as_(by), DomainUpdate(name, add=add))


def lock(name: str, by: str, *statuses: str) -> Step:
    return lambda stage: domain_update(stage.as_(by), DomainUpdate(name, add=DomainParts(statuses=statuses)))


def renew(name: str, by: str, years: int) -> Step:
    async def step(stage: Stage) -> None:
        view = await domain_info(stage.as_(by), DomainInfo(name))
        wish = DomainRenew(name, view.domain.expires_at.date(), Period(years))
        await domain_renew(stage.as_(by), wish)

    return step


def ask_transfer(name: str, of: str, by: str) -> Step:
    """The sponsor sets a secret for it, as the one of the create is long past its time."""

    async def step(stage: Stage) -> None:
        await domain_update(stage.as_(of), DomainUpdate(name, authinfo=SECRET))
        await domain_transfer(stage.as_(by), DomainTransfer(name, "request", authinfo=SECRET))

    return step


def approve_transfer(name: str, by: str) -> Step:
    return lambda stage: domain_transfer(stage.as_(by), DomainTransfer(name, "approve"))


def delete(name: str, by: str) -> Step:
    return lambda stage: domain_delete(stage.as_(by), DomainDelete(name))


def ask_restore(name: str, by: str) -> Step:
    return lambda stage: domain_restore(stage.as_(by), DomainRestore(name, "request"))


# (days before today, what happens); in this order.
STORY: Final[tuple[tuple[float, Step], ...]] = (
    (DAYS - 1, contact("ALPHA-1", "Alex Harbor", "Springfield", "US", "alpha")),
    (DAYS - 1, contact("ALPHA-2", "Alpha Operations", "Springfield", "US", "alpha")),
    (DAYS - 1, contact("BETA-1", "Bente Meadow", "Riverton", "DK", "beta")),
    (DAYS - 1, contact("BETA-2", "Beta Operations", "Riverton", "DK", "beta")),
    (DAYS - 1, contact("GAMMA-1", "Gale Lantern", "Lakeside", "NZ", "gamma")),
    (DAYS - 1, contact("GAMMA-2", "Gamma Operations", "Lakeside", "NZ", "gamma")),
    (DAYS - 1, host(EXTERNAL_HOSTS[0], "alpha")),
    (DAYS - 1, host(EXTERNAL_HOSTS[1], "alpha")),
    (412, name("welcome.test", "alpha", 3, EXTERNAL_HOSTS, signed=True)),
    (412, host("ns1.welcome.test", "alpha", addressed=True)),
    (411, delegate("welcome.test", "alpha", ("ns1.welcome.test",))),
    (410, name("welcome.example", "alpha", 2, EXTERNAL_HOSTS, signed=True)),
    (410, host("ns1.welcome.example", "alpha", addressed=True)),
    (409, name("welcome.invalid", "alpha", 2, EXTERNAL_HOSTS, signed=True)),
    (408, with_own_glue("welcome.invalid", "alpha")),
    (400, name("aurora.test", "alpha", 1, EXTERNAL_HOSTS)),
    (398, name("harbor.test", "beta", 2, EXTERNAL_HOSTS)),
    (395, name("meadow.example", "beta", 1, EXTERNAL_HOSTS)),
    (390, name("lantern.test", "gamma", 1, EXTERNAL_HOSTS, signed=True)),
    (388, name("orchard.example", "gamma", 2)),
    (380, name("cinder.test", "beta", 1, EXTERNAL_HOSTS)),
    (300, name("juniper.test", "gamma", 1, EXTERNAL_HOSTS)),
    (280, name("quarry.example", "alpha", 5, EXTERNAL_HOSTS)),
    (250, name("saffron.test", "beta", 1, EXTERNAL_HOSTS)),
    (240, name("thistle.test", "gamma", 2, EXTERNAL_HOSTS)),
    (200, ask_transfer("harbor.test", of="beta", by="gamma")),
    (199, approve_transfer("harbor.test", "beta")),
    (150, renew("quarry.example", "alpha", 2)),
    (120, name("umber.example", "beta", 1)),
    (100, lock("quarry.example", "alpha", "clientTransferProhibited", "clientDeleteProhibited")),
    (90, lock("umber.example", "beta", "clientHold")),
    (60, delete("saffron.test", "beta")),
    (40, name("xn--mnchen-3ya.example", "alpha", 1, EXTERNAL_HOSTS)),
    (20, delete("juniper.test", "gamma")),
    (18, delete("thistle.test", "gamma")),
    (3, ask_restore("thistle.test", "gamma")),
    (2, name("willow.test", "alpha", 1, EXTERNAL_HOSTS)),
    (2, renew("aurora.test", "alpha", 1)),
    (1, name("yarrow.example", "gamma", 1)),
    (1, ask_transfer("cinder.test", of="beta", by="gamma")),
)
