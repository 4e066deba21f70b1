"""Full deposits: what they hold, what they never hold, and that they are whole or not there."""

import ipaddress
import json
import stat
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree

from epp.extensions import EXTENSIONS
from epp.greeting import write_greeting
from epp.services import menu
from namehouse.cli import main
from rde.deposit import Deposit, export_full
from rde.verify import DepositInvalid, validate
from registry.actions.application_allocate import application_allocate
from registry.actions.contact_create import contact_create
from registry.actions.contact_transfer import contact_transfer
from registry.actions.contact_update import contact_update
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_transfer import domain_transfer
from registry.actions.domain_update import domain_update
from registry.actions.host_create import host_create
from registry.actions.registrar_accredit import registrar_accredit
from registry.actions.tld_create import tld_change, tld_create
from registry.clock import FakeClock
from registry.errors import ObjectMissing, PolicyForbids
from registry.model.change import DomainParts, NameServers
from registry.model.contact import Postal
from registry.model.dnssec import DnssecUpdate, DsData, KeyData
from registry.model.domain import ContactLink
from registry.model.host import NameServer
from registry.model.launch import LaunchCreate
from registry.model.names import canonical
from registry.model.period import Period, add_years
from registry.model.phases import NamedPhase, Phase
from registry.requests.application import ApplicationAllocate
from registry.requests.contact import ContactCreate, ContactTransfer, ContactUpdate
from registry.requests.domain import DomainCreate, DomainDelete, DomainTransfer, DomainUpdate
from registry.requests.host import HostCreate
from registry.requests.registrar import RegistrarAccredit
from registry.store import tlds
from tests.idn import give_table, offer, three_tables
from tests.tmch.launching import launch
from tests.world import BEGINNING, PASSWORD, TLDS, Clone, World, open_world

pytestmark = pytest.mark.slow  # seconds of real work: left out of `make quick`

CANARY = "canary-secret-0123456789"
URI = "urn:ietf:params:xml:ns:"
NAMESPACES = {
    "rde": URI + "rde-1.0",
    "header": URI + "rdeHeader-1.0",
    "domain": URI + "rdeDomain-1.0",
    "host": URI + "rdeHost-1.0",
    "contact": URI + "rdeContact-1.0",
    "registrar": URI + "rdeRegistrar-1.0",
    "idn": URI + "rdeIDN-1.0",
    "params": URI + "rdeEppParams-1.0",
    "policy": URI + "rdePolicy-1.0",
    "epp": URI + "epp-1.0",
    "d": URI + "domain-1.0",
    "sec": URI + "secDNS-1.1",
}


async def a_world(clone: Clone, clock: FakeClock) -> World:
    return await open_world(await clone.store(), clock)


async def people_of(world: World) -> None:
    for handle, by in (("HOLDER", "alpha"), ("TECH", "beta")):
        postal = Postal("loc", "Zoë <&> \\ Co", "Köln", "DE", street=("a\tb",))
        await contact_create(world.as_(by), ContactCreate(handle, (postal,), "a@b.example", authinfo=CANARY))


async def name(world: World, name: str, by: str = "alpha", **parts) -> None:
    if name.endswith(".test"):
        parts.setdefault("registrant", "HOLDER")
        parts.setdefault("contacts", (ContactLink("admin", "TECH"), ContactLink("tech", "TECH")))
    await domain_create(world.as_(by), DomainCreate(name, Period(1), authinfo=CANARY, **parts))


async def export(world: World, tld: str, folder: Path, progress=lambda done, total: None) -> Deposit:
    offered = menu(world.registry.book, world.clock.now(), [each.namespace for each in EXTENSIONS])
    greeting = write_greeting("Namehouse", world.clock.now(), offered)
    return await export_full(world.operator, tld, folder, greeting, progress)


class Read:
    """A deposit as a receiver reads it, whole; every deposit of these tests is held against the schemas first."""

    def __init__(self, path: Path) -> None:
        self.count = validate(path)
        self.bytes = path.read_bytes()
        self.root = etree.fromstring(self.bytes)

    def all(self, xpath: str) -> list:
        return self.root.xpath(xpath, namespaces=NAMESPACES)

    def texts(self, xpath: str) -> list[str]:
        return [element.text for element in self.all(xpath)]

    def domain(self, name: str) -> etree._Element:
        (found,) = self.all(f"//domain:domain[domain:name='{name}']")
        return found

    def child(self, name: str, child: str) -> list:
        elements = self.domain(name).findall(f"domain:{child}", NAMESPACES)
        return [element.get("s") or element.text for element in elements]


async def test_a_deposit_of_the_maximum_data_set_holds_all_that_its_names_refer_to(
    clone: Clone, clock: FakeClock, tmp_path: Path
) -> None:
    world = await a_world(clone, clock)
    await people_of(world)
    await host_create(world.as_("beta"), HostCreate("ns1.elsewhere.net"))
    await host_create(world.as_("beta"), HostCreate("unused.elsewhere.net"))
    await contact_create(world.as_("gamma"), ContactCreate("UNUSED", (Postal("int", "A", "B", "US"),), "a@b.example"))
    signed = (DsData(12345, 13, 2, "AB" * 32),)
    await name(world, "one.test", nameservers=NameServers(hosts=("ns1.elsewhere.net",)), dnssec=signed)
    await name(world, "xn--mnchen-3ya.test", by="beta")
    await name(world, "stranger.example", by="gamma")
    lock = DomainUpdate("one.test", add=DomainParts(statuses=("clientHold",)))
    await domain_update(world.as_("alpha"), lock)

    deposit = await export(world, "test", tmp_path)
    read = Read(deposit.path)

    assert deposit.path.name == "test_2026-03-01_full_S1_R0.xml"
    assert read.root.attrib == {"type": "FULL", "id": deposit.id, "resend": "0"}
    assert len(deposit.id) == 13 and deposit.id.isdigit()
    assert read.texts("rde:watermark") == ["2026-03-01T12:00:00Z"]
    assert read.texts("//domain:domain/domain:name") == ["one.test", "xn--mnchen-3ya.test"]
    assert read.texts("//host:host/host:name") == ["ns1.elsewhere.net"]
    assert sorted(read.texts("//contact:contact/contact:id")) == ["HOLDER", "TECH"]
    assert len(read.all("//registrar:registrar")) == 4  # all are accredited
    assert read.child("one.test", "status") == ["clientHold"]
    assert read.child("one.test", "rgpStatus") == ["addPeriod"]
    assert read.child("one.test", "upRr") == ["alpha"]
    assert read.child("one.test", "uName") == []
    assert read.child("xn--mnchen-3ya.test", "uName") == ["münchen.test"]
    assert read.child("xn--mnchen-3ya.test", "upDate") == []
    assert read.texts("//sec:digest") == ["AB" * 32]
    assert [element.attrib for element in read.all("//policy:policy")] == [
        {"scope": "//rde:deposit/rde:contents/rdeDomain:domain", "element": "rdeDomain:registrant"}
    ]


@pytest.mark.feature("REG-04", "REG-12")
async def test_a_deposit_names_the_idn_tables_of_its_names(clone: Clone, clock: FakeClock, tmp_path: Path) -> None:
    world = await a_world(clone, clock)
    await three_tables(world)
    await give_table(world, "unused", "latin.xml")
    for label in ("münchen", "молоко", "plain"):
        await name(world, canonical(f"{label}.example"))
    await offer(world, "de", "zh")
    await give_table(world, "ru", "cyrillic.xml")
    deposit = await export(world, "example", tmp_path)
    read = Read(deposit.path)
    assert read.child("xn--mnchen-3ya.example", "idnTableId") == ["de"]
    assert read.child(canonical("молоко.example"), "idnTableId") == ["ru"]
    assert read.child("plain.example", "idnTableId") == []
    assert sorted(each.get("id") for each in read.all("//idn:idnTableRef")) == ["de", "ru", "zh"]
    assert deposit.counts[URI + "rdeIDN-1.0"] == 3
    assert read.count == deposit.objects


async def test_counts_menu_and_contents_agree(clone: Clone, clock: FakeClock, tmp_path: Path) -> None:
    world = await a_world(clone, clock)
    await people_of(world)
    for number in range(5):
        await name(world, f"n{number}.test")
    deposit = await export(world, "test", tmp_path)
    read = Read(deposit.path)
    counts = {element.get("uri"): int(element.text) for element in read.all("//header:count")}
    assert list(counts) == read.texts("//rde:objURI")
    assert counts == deposit.counts
    found = dict.fromkeys(counts, 0)
    for element in read.all("rde:contents/*"):
        namespace = etree.QName(element).namespace
        if namespace in found:
            found[namespace] += 1
    assert found == counts
    assert read.count == deposit.objects == sum(counts.values()) - 1  # eppParams is a pseudo-object
    assert deposit.bytes == len(read.bytes)
    assert read.texts("//header:tld") == ["test"]


@pytest.mark.feature("REG-12", "REG-04")
async def test_a_deposit_holds_contacts_of_the_registrars_whose_names_have_them(
    clone: Clone, clock: FakeClock, tmp_path: Path
) -> None:
    world = await a_world(clone, clock)
    await people_of(world)
    await tld_create(world.operator, "mixed", replace(TLDS["example"], contacts="optional"))
    for handle, rule in (("alpha", "required"), ("beta", "forbidden")):
        await registrar_accredit(world.operator, RegistrarAccredit(handle, "mixed", contacts=rule))
    world.registry.book = await world.store.reading(tlds.book)
    links = (ContactLink("admin", "TECH"), ContactLink("tech", "TECH"))
    await name(world, "thick.mixed", registrant="HOLDER", contacts=links)
    await name(world, "thin.mixed", by="beta")

    deposit = await export(world, "mixed", tmp_path)
    read = Read(deposit.path)

    assert read.texts("//domain:domain/domain:name") == ["thick.mixed", "thin.mixed"]
    assert sorted(read.texts("//contact:contact/contact:id")) == ["HOLDER", "TECH"]
    assert read.child("thick.mixed", "registrant") == ["HOLDER"]
    assert sorted(read.child("thick.mixed", "contact")) == ["TECH", "TECH"]
    assert read.child("thin.mixed", "registrant") == read.child("thin.mixed", "contact") == []
    assert deposit.counts[URI + "rdeContact-1.0"] == 2
    assert deposit.counts[URI + "rdeDomain-1.0"] == 2
    assert [each.get("element") for each in read.all("//policy:policy")] == []


@pytest.mark.parametrize("tld", ["example", "invalid"])
async def test_a_deposit_of_the_minimum_data_set_has_no_contacts(
    clone: Clone, clock: FakeClock, tmp_path: Path, tld: str
) -> None:
    world = await a_world(clone, clock)
    glue = (ipaddress.ip_address("9.9.9.9"), ipaddress.ip_address("2620:fe::fe"))
    if tld == "invalid":
        servers = NameServers(attributes=(NameServer("ns1.one.invalid", glue), NameServer("ns.elsewhere.net")))
    else:
        await host_create(world.as_("alpha"), HostCreate("ns.elsewhere.net"))
        servers = NameServers(hosts=("ns.elsewhere.net",))
    await name(world, f"one.{tld}", nameservers=servers)
    read = Read((await export(world, tld, tmp_path)).path)
    assert URI + "rdeContact-1.0" not in read.texts("//rde:objURI")
    assert not read.all("//policy:policy")
    assert (URI + "rdeHost-1.0" in read.texts("//rde:objURI")) == (tld == "example")
    if tld == "invalid":
        assert read.texts("//d:hostName") == ["ns.elsewhere.net", "ns1.one.invalid"]
        assert {each.get("ip"): each.text for each in read.all("//d:hostAddr")} == {
            "v4": "9.9.9.9",
            "v6": "2620:fe::fe",
        }
    else:
        assert read.texts("//d:hostObj") == ["ns.elsewhere.net"]


async def test_an_empty_tld_has_a_deposit_too(clone: Clone, clock: FakeClock, tmp_path: Path) -> None:
    world = await a_world(clone, clock)
    deposit = await export(world, "test", tmp_path)
    assert deposit.counts[URI + "rdeDomain-1.0"] == 0
    assert Read(deposit.path).count == 4


async def test_a_name_that_is_only_applied_for_is_not_deposited(clone: Clone, clock: FakeClock, tmp_path: Path) -> None:
    world = await a_world(clone, clock)
    await launch(world, Phase("landrush", creates="application", first_status="validated"))
    said = LaunchCreate(NamedPhase("landrush"), "application")
    numbers = []
    for label in ("wanted", "won"):
        made = await domain_create(world.as_("alpha"), DomainCreate(f"{label}.example", launch=said, authinfo=CANARY))
        numbers.append(made.application.application)
    await application_allocate(world.operator, ApplicationAllocate(numbers[1]))
    deposit = Read((await export(world, "example", tmp_path)).path)
    assert deposit.texts("//domain:domain/domain:name") == ["won.example"]
    assert CANARY.encode() not in deposit.bytes


@pytest.mark.feature("REG-04", "REG-07")
async def test_names_signed_in_the_form_of_an_earlier_policy_keep_it_whole_and_the_deposit_stays_valid(
    clone: Clone, clock: FakeClock, tmp_path: Path
) -> None:
    """DS data, then keys, then DS data again: no name ever has both, in no order of updates."""
    world = await a_world(clone, clock)
    ds, key = DsData(12345, 13, 2, "AB" * 32), KeyData(257, 3, 13, "AwEAAQ==")
    for number in range(3):
        await name(world, f"n{number}.example", dnssec=(ds,))

    async def rule(interface: str) -> None:
        world.clock.advance(days=1)
        rules = replace(TLDS["example"], dnssec_interface=interface)
        await tld_change(world.operator, "example", rules, world.clock.now())
        world.registry.book = await world.store.reading(tlds.book)

    async def resign(name: str, **change) -> None:
        await domain_update(world.as_("alpha"), DomainUpdate(name, dnssec=DnssecUpdate(**change)))

    await rule("key")
    for added in (ds, key):
        with pytest.raises(PolicyForbids):
            await resign("n0.example", add=(replace(added, algorithm=14),))
    await resign("n1.example", add=(key,), remove=(ds,))
    await resign("n2.example", add=(key,), remove_all=True)
    await rule("ds")
    with pytest.raises(PolicyForbids, match="key data"):
        await resign("n1.example", add=(ds,))
    await resign("n2.example", add=(ds,), remove_all=True)
    await domain_update(world.as_("alpha"), DomainUpdate("n1.example", add=DomainParts(statuses=("clientHold",))))

    read = Read((await export(world, "example", tmp_path)).path)
    signed = [[etree.QName(each).localname for each in read.domain(f"n{n}.example").find("domain:secDNS", NAMESPACES)]
              for n in range(3)]  # fmt: skip
    assert signed == [["dsData"], ["keyData"], ["dsData"]]


async def test_what_fell_due_is_true_in_the_deposit_although_no_job_wrote_it(
    clone: Clone, clock: FakeClock, tmp_path: Path
) -> None:
    world = await a_world(clone, clock)
    await people_of(world)
    for label in ("renewed", "moved", "deleted", "purged"):
        await name(world, f"{label}.test")
    world.clock.advance(days=330)
    await domain_delete(world.as_("alpha"), DomainDelete("purged.test"))
    world.clock.advance(days=34)  # expiry is near
    await domain_delete(world.as_("alpha"), DomainDelete("deleted.test"))
    await domain_update(world.as_("alpha"), DomainUpdate("moved.test", authinfo=CANARY))
    await contact_update(world.as_("alpha"), ContactUpdate("HOLDER", authinfo=CANARY))
    await domain_transfer(world.as_("beta"), DomainTransfer("moved.test", "request", authinfo=CANARY))
    await contact_transfer(world.as_("gamma"), ContactTransfer("HOLDER", "request", authinfo=CANARY))
    pending = Read((await export(world, "test", tmp_path)).path)
    assert pending.child("moved.test", "status") == ["inactive", "pendingTransfer"]
    assert [element.text for element in pending.domain("moved.test").find("domain:trnData", NAMESPACES)[:2]] == [
        "pending",
        "beta",
    ]
    assert pending.texts("//contact:contact[contact:id='HOLDER']/contact:trnData/contact:trStatus") == ["pending"]
    assert pending.child("deleted.test", "rgpStatus") == ["redemptionPeriod"]
    world.clock.advance(days=6)
    read = Read((await export(world, "test", tmp_path)).path)
    assert read.texts("//domain:domain/domain:name") == ["renewed.test", "moved.test", "deleted.test"]
    assert read.child("renewed.test", "exDate") == [f"{add_years(BEGINNING, 2):%Y-%m-%dT%H:%M:%S}Z"]
    assert read.child("renewed.test", "rgpStatus") == ["autoRenewPeriod"]
    assert read.child("moved.test", "clID") == ["beta"]
    assert read.child("moved.test", "trnData") == []
    assert len(read.child("moved.test", "trDate")) == 1
    assert read.texts("//contact:contact[contact:id='HOLDER']/contact:clID") == ["gamma"]


class HastyClock(FakeClock):
    """Leaps over an expiry at one of the looks that an export takes at it."""

    def __init__(self, instant: datetime, at_look: int, leap: timedelta) -> None:
        super().__init__(instant)
        self.looks = 0
        self.at_look = at_look
        self.leap = leap

    def now(self) -> datetime:
        self.looks += 1
        if self.looks == self.at_look:
            self.instant += self.leap
        return self.instant


@pytest.mark.parametrize("at_look", range(1, 6))
async def test_a_name_that_falls_due_while_the_snapshot_is_taken_is_not_missed(
    clone: Clone, clock: FakeClock, tmp_path: Path, at_look: int
) -> None:
    world = await a_world(clone, clock)
    await name(world, "one.example")
    world.clock.move_to(add_years(BEGINNING, 1) - timedelta(seconds=1))
    world.registry.clock = HastyClock(clock.now(), at_look, timedelta(seconds=2))
    read = Read((await export(world, "example", tmp_path)).path)
    due = read.texts("rde:watermark")[0] >= "2027-03-01T12:00:00Z"
    assert read.child("one.example", "exDate") == ["2028-03-01T12:00:00Z" if due else "2027-03-01T12:00:00Z"]


async def test_no_secret_is_ever_deposited(clone: Clone, clock: FakeClock, tmp_path: Path) -> None:
    world = await a_world(clone, clock)
    await people_of(world)
    await name(world, "one.test")
    read = Read((await export(world, "test", tmp_path)).path)
    secrets = [CANARY, PASSWORD, "$argon2", "authInfo", "password"]
    for table in ("domain", "contact"):
        secrets += [row[0] for row in await world.fetch(f"SELECT authinfo FROM registry.{table} WHERE authinfo <> ''")]
    secrets += [row[0] for row in await world.fetch("SELECT password_hash FROM registry.registrar")]
    assert len(secrets) == 5 + 3 + 4
    for secret in secrets:
        assert secret.encode() not in read.bytes


async def test_the_parameters_of_epp_are_those_of_the_greeting(clone: Clone, clock: FakeClock, tmp_path: Path) -> None:
    read = Read((await export(await a_world(clone, clock), "test", tmp_path)).path)
    assert len(read.all("//params:eppParams")) == 1
    assert read.texts("//params:objURI") == [URI + each for each in ("domain-1.0", "contact-1.0", "host-1.0")]
    assert {URI + "secDNS-1.1", URI + "rgp-1.0"} <= set(read.texts("//params:svcExtension/epp:extURI"))
    assert len(read.all("//params:dcp/epp:statement/epp:retention/*")) == 1


async def test_a_deposit_is_whole_or_not_there(clone: Clone, clock: FakeClock, tmp_path: Path) -> None:
    world = await a_world(clone, clock)

    def stumble(done: int, total: int) -> None:
        raise RuntimeError("the power is gone")

    with pytest.raises(RuntimeError):
        await export(world, "test", tmp_path / "new", stumble)
    assert list((tmp_path / "new").iterdir()) == []
    deposit = await export(world, "test", tmp_path / "new")
    assert [deposit.path] == list((tmp_path / "new").iterdir())
    assert stat.S_IMODE(deposit.path.stat().st_mode) == 0o600  # it holds personal data


async def test_the_same_data_give_the_same_bytes(clone: Clone, clock: FakeClock, tmp_path: Path) -> None:
    world = await a_world(clone, clock)
    await people_of(world)
    for number in range(9, 0, -1):
        await name(world, f"n{number}.test")
    await domain_update(world.as_("alpha"), DomainUpdate("n9.test", add=DomainParts(statuses=("clientHold",))))
    first = (await export(world, "test", tmp_path / "first")).path.read_bytes()
    await world.fetch("VACUUM FULL registry.domain")
    assert (await export(world, "test", tmp_path / "second")).path.read_bytes() == first
    assert Read(tmp_path / "second" / "test_2026-03-01_full_S1_R0.xml").texts("//domain:name")[0] == "n9.test"


async def test_ids_of_deposits_rise(clone: Clone, clock: FakeClock, tmp_path: Path) -> None:
    world = await a_world(clone, clock)
    first = await export(world, "test", tmp_path)
    world.clock.advance(milliseconds=1)
    assert (await export(world, "test", tmp_path)).id > first.id


async def test_a_tld_of_others_is_refused(clone: Clone, clock: FakeClock, tmp_path: Path) -> None:
    with pytest.raises(ObjectMissing):
        await export(await a_world(clone, clock), "com", tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        (b"</rde:deposit>", b""),
        (b"<rdeDomain:roid>", b"<rdeDomain:roid>!"),
        (b"<rde:contents>", b"<rde:contents><rde:contents/>"),
        (b'id="', b'id="-'),
        (b"rde:deposit", b"rde:watermark"),
        (b"", b"\x00"),
    ],
)
async def test_a_deposit_that_breaks_the_schemas_is_invalid(
    clone: Clone, clock: FakeClock, tmp_path: Path, change: tuple[bytes, bytes]
) -> None:
    world = await a_world(clone, clock)
    await name(world, "one.example")
    path = (await export(world, "example", tmp_path)).path
    path.write_bytes(path.read_bytes().replace(*change))
    with pytest.raises(DepositInvalid):
        validate(path)


# --- the command -----------------------------------------------------------------------------------------------------


def called(clone: Clone, *arguments: str):
    return CliRunner().invoke(main, ["rde", "export", *arguments], env={"DATABASE_URL": clone.url})


@pytest.mark.feature("REG-04")
def test_an_operator_exports_a_valid_deposit_of_a_tld(clone: Clone, loop, clock: FakeClock, tmp_path: Path) -> None:
    async def life() -> None:
        world = await a_world(clone, clock)
        await people_of(world)
        await name(world, "one.test")

    loop.run_until_complete(life())
    result = called(clone, "--tld", "test", "--out", str(tmp_path), "--validate", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    read = Read(Path(told["path"]))
    assert read.texts("//domain:domain/domain:name") == ["one.test"]
    assert read.child("one.test", "exDate")[0] > told["watermark"]  # whenever this runs: renewed by time
    assert (told["domains"], told["hosts"], told["contacts"]) == (1, 0, 2)
    assert told["objects"] == 3 + told["registrars"] and told["valid"] and told["bytes"] == len(read.bytes)
    assert {"seconds", "objects_per_second", "id", "tld", "watermark"} <= set(told)
    thin = json.loads(
        called(clone, "--tld", "test", "--out", str(tmp_path), "--kind", "thin", "--validate", "--json").output
    )
    assert (thin["domains"], "contacts" in thin, "_thin_" in thin["path"]) == (1, False, True)
    assert called(clone, "--tld", "test", "--out", str(tmp_path), "--kind", "brda").exit_code == 2


def test_an_export_that_cannot_be_is_exit_code_1(clone: Clone, loop, clock: FakeClock, tmp_path: Path) -> None:
    loop.run_until_complete(a_world(clone, clock))
    unknown = called(clone, "--tld", "com", "--out", str(tmp_path))
    assert unknown.exit_code == 1 and "not a TLD of this registry" in unknown.output
    (tmp_path / "file").write_text("")
    blocked = called(clone, "--tld", "test", "--out", str(tmp_path / "file" / "folder"))
    assert blocked.exit_code == 1 and "cannot be written" in blocked.output
    assert called(clone, "--tld", "test").exit_code == 2
