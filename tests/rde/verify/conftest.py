"""Good deposits of every shape, made once for a run by the exporter from a registry with some life in it."""

import asyncio
import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from epp.extensions import EXTENSIONS
from epp.greeting import write_greeting
from epp.services import menu
from rde.deposit import export_full
from rde.expected import Expected
from rde.thin import export_thin
from registry.actions.contact_create import contact_create
from registry.actions.contact_update import contact_update
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_transfer import domain_transfer
from registry.actions.domain_update import domain_update
from registry.actions.host_create import host_create
from registry.clock import FakeClock
from registry.model.change import DomainParts, NameServers
from registry.model.contact import Postal
from registry.model.dnssec import DsData
from registry.model.domain import ContactLink
from registry.model.host import NameServer
from registry.model.names import canonical
from registry.model.period import Period
from registry.requests.contact import ContactCreate, ContactUpdate
from registry.requests.domain import DomainCreate, DomainDelete, DomainTransfer, DomainUpdate
from registry.requests.host import HostCreate
from tests.idn import three_tables
from tests.world import BEGINNING, Clone, World, open_world

GLUE = (ipaddress.ip_address("9.9.9.9"), ipaddress.ip_address("2620:fe::fe"))
SECRET = "canary-secret-0123456789"


REPOSITORIES = frozenset({"NAMEHSE", "EX_2"})
# What a receiver knows of the registries of the good deposits, by their shapes.
EXPECTED = {
    **dict.fromkeys(("maximum", "kept names", "difference", "thin"), Expected("maximum", "objects", REPOSITORIES)),
    **dict.fromkeys(("minimum", "idn"), Expected("minimum", "objects", REPOSITORIES)),
    "attributes": Expected("minimum", "attributes", REPOSITORIES),
}


@dataclass(frozen=True)
class Good:
    """A deposit as it would lie on the disk, and the instant at which it was made."""

    name: str
    content: bytes
    now: datetime

    def lie(self, folder: Path) -> Path:
        path = folder / self.name
        path.write_bytes(self.content)
        return path


@pytest.fixture(scope="session")
def good(
    loop: asyncio.AbstractEventLoop, database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Good]]:
    clone = loop.run_until_complete(Clone.of(database))
    deposits = loop.run_until_complete(_lived(clone, tmp_path_factory.mktemp("good")))
    deposits["kept names"] = _with_kept_names(deposits["maximum"])
    deposits["difference"] = _as_difference(deposits["maximum"])
    yield deposits
    loop.run_until_complete(clone.drop())


async def _lived(clone: Clone, folder: Path) -> dict[str, Good]:
    world = await open_world(await clone.store(), FakeClock(BEGINNING))
    await _fill(world)
    world.clock.advance(days=20)
    await _change(world)
    world.clock.advance(hours=1)
    deposits = {
        "maximum": await _exported(world, "test", folder),
        "minimum": await _exported(world, "example", folder),
        "attributes": await _exported(world, "invalid", folder),
        "thin": await _thin(world, "test", folder),
    }
    await three_tables(world)
    await _name(world, canonical("münchen.example"))
    world.clock.advance(hours=1)
    return {**deposits, "idn": await _exported(world, "example", folder / "idn")}


async def _fill(world: World) -> None:
    for handle, by in (("HOLDER", "alpha"), ("TECH", "beta")):
        postal = Postal("loc", "Zoë <&> \\ Co", "Köln", "DE", street=("a\tb",))
        wish = ContactCreate(handle, (postal, Postal("int", "Zoe", "Koeln", "DE")), "a@b.example", authinfo=SECRET)
        await contact_create(world.as_(by), wish)
    await host_create(world.as_("beta"), HostCreate("ns.elsewhere.net"))
    signed = (DsData(12345, 13, 2, "AB" * 32),)
    outside = NameServers(hosts=("ns.elsewhere.net",))
    for label in ("one", "moved", "deleted"):
        await _name(world, f"{label}.test", nameservers=outside, dnssec=signed)
    await host_create(
        world.as_("alpha"), HostCreate("ns1.one.test", addresses=(("9.9.9.9", "v4"), ("2620:fe::fe", "v6")))
    )
    await _name(world, "two.test", by="beta", nameservers=NameServers(hosts=("ns.elsewhere.net", "ns1.one.test")))
    await _name(world, "plain.example", nameservers=outside)
    servers = (NameServer("ns1.one.invalid", GLUE), NameServer("ns.elsewhere.net"))
    await _name(world, "one.invalid", nameservers=NameServers(attributes=servers))


async def _name(world: World, name: str, by: str = "alpha", **parts) -> None:
    if name.endswith(".test"):
        parts |= {"registrant": "HOLDER", "contacts": (ContactLink("admin", "TECH"), ContactLink("tech", "TECH"))}
    await domain_create(world.as_(by), DomainCreate(name, Period(1), authinfo=SECRET, **parts))


async def _change(world: World) -> None:
    lock = DomainUpdate("one.test", add=DomainParts(statuses=("clientHold",)))
    await domain_update(world.as_("alpha"), lock)
    await contact_update(world.as_("alpha"), ContactUpdate("HOLDER", email="new@b.example"))
    await domain_delete(world.as_("alpha"), DomainDelete("deleted.test"))
    await domain_update(world.as_("alpha"), DomainUpdate("moved.test", authinfo=SECRET))
    await domain_transfer(world.as_("beta"), DomainTransfer("moved.test", "request", authinfo=SECRET))


async def _exported(world: World, tld: str, folder: Path) -> Good:
    offered = menu(world.registry.book, world.clock.now(), [each.namespace for each in EXTENSIONS])
    greeting = write_greeting("Namehouse", world.clock.now(), offered)
    deposit = await export_full(world.operator, tld, folder, greeting)
    return Good(deposit.path.name, deposit.path.read_bytes(), world.clock.now())


async def _thin(world: World, tld: str, folder: Path) -> Good:
    deposit = await export_thin(world.operator, tld, folder)
    return Good(deposit.path.name, deposit.path.read_bytes(), world.clock.now())


NNDN = "urn:ietf:params:xml:ns:rdeNNDN-1.0"
KEPT = (
    f'<n:NNDN xmlns:n="{NNDN}"><n:aName>{{}}.test</n:aName><n:nameState>blocked</n:nameState>'
    "<n:crDate>2026-03-02T00:00:00Z</n:crDate></n:NNDN>\n"
)


def _with_kept_names(good: Good) -> Good:
    """As of a TLD whose lists keep two."""
    content = good.content
    for old, new in (
        (b"</rde:rdeMenu>", f"<rde:objURI>{NNDN}</rde:objURI></rde:rdeMenu>"),
        (b"</rdeHeader:header>", f'<rdeHeader:count uri="{NNDN}">2</rdeHeader:count></rdeHeader:header>'),
        (b"</rde:contents>", KEPT.format("never") + KEPT.format("nowhere") + "</rde:contents>"),
    ):
        assert old in content
        content = content.replace(old, new.encode())
    return Good(good.name, content, good.now)


GONE = (
    "<rde:deletes><rdeDomain:delete><rdeDomain:name>a.test</rdeDomain:name><rdeDomain:name>b.test</rdeDomain:name>"
    "</rdeDomain:delete><rdeContact:delete><rdeContact:id>GONE</rdeContact:id></rdeContact:delete></rde:deletes>\n"
)


def _as_difference(good: Good) -> Good:
    """One name that changed since, and three things that are gone; the header counts all that there is."""
    lines = []
    for line in good.content.splitlines(keepends=True):
        if line.startswith(
            (b"<rdeContact:contact>", b"<rdeHost:host>", b"<rdeRegistrar:registrar>", b"<rdeEppParams:")
        ):
            continue
        if line.startswith(b"<rdeDomain:domain>") and b">one.test<" not in line:
            continue
        if line.startswith(b"<rde:contents>"):
            lines.append(GONE.encode())
        lines.append(line)
    content = b"".join(lines).replace(b'type="FULL"', b'type="DIFF" prevId="20260320001"')
    return Good(good.name.replace("_full_", "_diff_"), content, good.now)
