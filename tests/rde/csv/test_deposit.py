"""Deposits whose objects lie in CSV files tell what those in XML tell."""

from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

from rde.csv.models import KINDS
from rde.deposit import Deposit, export_full
from rde.diff import export_diff
from rde.plan import deposit_id
from rde.seal.unseal import Opening, unseal
from registry.actions.domain_create import domain_create
from registry.actions.host_create import host_create
from registry.actions.registrar_profile import registrar_profile
from registry.clock import FakeClock
from registry.jobs.deposit_daily import deposit_daily
from registry.model.period import Period
from registry.requests.domain import DomainCreate
from registry.requests.host import HostCreate
from registry.requests.registrar import RegistrarProfile
from registry.settings import SettingsError
from registry.store import deposits
from schemas.xml_schemas import rde_schema
from tests.idn import three_tables
from tests.rde.agent import depositing, greeting
from tests.rde.conftest import Person
from tests.rde.csv.facts import RDE_CSV, Facts, csv_facts, rows, xml_facts
from tests.rde.lives import Life
from tests.rde.test_midnight import TLDS
from tests.schemas.test_xml_oracle import PUBLISHED, RDE_NAMESPACES, published
from tests.world import Clone, World, open_world

pytestmark = pytest.mark.slow  # lives take time

EVERY = tuple(KINDS.values())


async def export(world: World, tld: str, folder: Path, csv: tuple[str, ...], **more) -> Deposit:
    return await export_full(world.operator, tld, folder, greeting(world.operator), csv=csv, **more)


def valid(path: Path) -> etree._Element:
    root = etree.parse(path).getroot()
    rde_schema().assertValid(root)
    if PUBLISHED.is_dir():
        published(RDE_NAMESPACES).assertValid(root)
    return root


def whole(path: Path) -> Facts:
    """What a deposit in any mixture of models tells."""
    in_xml, in_files = xml_facts(valid(path)), csv_facts(path)
    assert not in_xml.keys() & in_files.keys(), "a kind lies in one model alone"
    return {kind: objects for kind, objects in {**in_xml, **in_files}.items() if objects}


def differences(one: Facts, other: Facts) -> list[object]:
    """What two deposits tell differently, and how."""
    return [
        (
            kind,
            key,
            {
                **{f"one {k}": v for k, v in mine.items() if theirs.get(k) != v},
                **{f"other {k}": v for k, v in theirs.items() if mine.get(k) != v},
            },
        )
        for kind in one.keys() | other.keys()
        for key in one.get(kind, {}).keys() | other.get(kind, {}).keys()
        if (mine := one.get(kind, {}).get(key, {})) != (theirs := other.get(kind, {}).get(key, {}))
    ]


@pytest.mark.feature("REG-04")
@pytest.mark.parametrize("number", range(20, 23))
async def test_a_deposit_in_csv_files_tells_what_one_in_xml_tells(
    clone: Clone, clock: FakeClock, tmp_path: Path, number: int
) -> None:
    world = await open_world(await clone.store(), clock)
    await three_tables(world, lists=("kept",), variants="same_registrar")
    await registrar_profile(
        world.operator, RegistrarProfile("gamma", {"city": "Köln", "country": "DE", "street": ["a, b"]})
    )
    life, names = Life(world, number), 0
    for _ in range(3):
        await life.live(60)
        for tld in TLDS:
            in_xml = await export(world, tld, tmp_path / "xml", ())
            in_files = await export(world, tld, tmp_path / "csv", EVERY, workers=2)
            told = whole(in_files.path)
            assert differences(told, whole(in_xml.path)) == []
            names += len(told.get("Domain", {}))
            assert in_files.objects == in_xml.objects
            assert [each.replace("csv", "rde") for each in in_files.counts] == list(in_xml.counts)
            assert list(in_files.counts.values()) == list(in_xml.counts.values())
        clock.advance(seconds=1)
    assert names > 5


@pytest.mark.feature("REG-04")
@pytest.mark.parametrize("number", range(30, 32))
async def test_a_full_deposit_in_csv_files_and_the_changes_since_are_the_full_deposit_of_today(
    clone: Clone, clock: FakeClock, tmp_path: Path, number: int
) -> None:
    world = await open_world(await clone.store(), clock)
    await three_tables(world, lists=("kept",))
    life = Life(world, number)
    await life.live(80)
    instants = [clock.now()]
    for _ in range(4):
        await life.live(25)
        instants.append(clock.now())
    clock.advance(milliseconds=1)
    for tld in TLDS:
        rebuilt = whole((await export(world, tld, tmp_path / "0", EVERY, at=instants[0])).path)
        for since, at in pairwise(instants):
            told = {"since": since, "previous": deposit_id(since, 0), "at": at, "csv": EVERY}
            diff = await export_diff(world.operator, tld, tmp_path / str(at), greeting(world.operator), **told)
            gone = list(rows(diff.path, "deletes"))
            hosts = {each.get("roid"): name for name, each in rebuilt.get("Host", {}).items()}
            for name, row in gone:
                (known,) = row.values()
                kind = name.partition("/")[0].removeprefix("csv")
                del rebuilt[kind][hosts[known] if kind == "Host" else known]
            for kind, objects in whole(diff.path).items():
                for name in [hosts.get(each.get("roid")) for each in objects.values() if kind == "Host"]:
                    rebuilt.get("Host", {}).pop(name or "", None)  # it may have been renamed
                rebuilt.setdefault(kind, {}).update(objects)
            today = whole((await export(world, tld, tmp_path / "full", EVERY, at=at)).path)
            assert differences(rebuilt, today) == []


async def test_kinds_are_chosen_one_by_one_and_what_is_mandatory_is_said_of_the_field(
    clone: Clone, clock: FakeClock, tmp_path: Path
) -> None:
    world = await open_world(await clone.store(), clock)
    await Life(world, 1).live(60)
    deposit = await export(world, "test", tmp_path, (KINDS["domain"], KINDS["contact"]))
    assert deposit.path.parent.name == deposit.path.stem, "CSV files of several deposits have the same names"
    root = valid(deposit.path)
    uris = {each.text.rpartition(":")[2] for each in root.iterfind("{*}rdeMenu/{*}objURI")}
    assert {"csvDomain-1.0", "csvContact-1.0", "rdeHost-1.0", "rdeRegistrar-1.0", "rdeEppParams-1.0"} <= uris
    assert not {"rdeDomain-1.0", "rdeContact-1.0"} & uris
    names = sorted(path.name for path in deposit.path.parent.glob("*.csv"))
    assert {"domain-20260301.csv", "contactPostal-20260301.csv"} <= {
        f"{each.partition('-')[0]}-20260301.csv" for each in names
    }
    assert not list(root.iter("{*}policy"))
    (registrant,) = root.iter(f"{RDE_CSV}fRegistrant")
    assert registrant.get("isRequired") == "true"
    for parent in root.iter(f"{RDE_CSV}fields"):
        main = parent.getparent().get("name") in ("domain", "contact")
        assert main == (not [each for each in parent if each.get("parent") == "true"])
    minimum = await export(world, "example", tmp_path, EVERY)
    assert not list(valid(minimum.path).iter(f"{RDE_CSV}fRegistrant"))


@pytest.mark.feature("REG-04")
async def test_the_agent_gets_the_files_in_one_sealed_message(
    clone: Clone, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    world = await open_world(await clone.store(), clock)
    await domain_create(world.as_("alpha"), DomainCreate("one.example", Period(1), authinfo="canary-Secret-5501-xyz"))
    clock.move_to(datetime(2026, 3, 2, 0, 5, tzinfo=UTC))
    chosen = {"NAMEHOUSE_ESCROW_CSV": "domain, example:registrar, test:host"}
    async with depositing(world, tmp_path, people, **chosen) as agent:
        await deposit_daily(world.registry)
        (deposit,) = await world.store.reading(lambda db: deposits.since(db, "example", date(2026, 3, 1), 9))
        assert (deposit.state, deposit.reason) == ("reported", None)
        opening = Opening(agent.escrow.signing_key, agent.key.own, "", 1 << 30)
        files = unseal([agent.sftp.folder / "in" / deposit.files[0].name], tmp_path / "opened", opening)
        assert {path.name for path in files} >= {"domain-20260302.csv", "registrar-20260302.csv"}
        (xml,) = (path for path in files if path.suffix == ".xml")
        assert list(whole(xml)["Domain"]) == ["one.example"] and b"canary" not in b"".join(map(Path.read_bytes, files))
        ((_, told),) = agent.rri.reports.items()
        assert b"csvDomain-1.0" in told and b"csvRegistrar-1.0" in told and b"rdeDomain" not in told
    with pytest.raises(SettingsError, match="there are domain, host"):
        async with depositing(world, tmp_path / "2", people, NAMEHOUSE_ESCROW_CSV="example:domains"):
            pass


async def test_files_take_no_more_than_a_few_times_what_xml_takes(
    clone: Clone, clock: FakeClock, tmp_path: Path
) -> None:
    world = await open_world(await clone.store(), clock)
    for name in ("ns1.dns.net", "ns2.dns.net"):
        await host_create(world.as_("alpha"), HostCreate(name))
    await world.fetch("""
        WITH fresh AS (
            INSERT INTO registry.domain (id, roid, name, tld_id, registrar_id, created_by, created_at, expires_at, next_due)
            SELECT n, 'D' || n || '-NAMEHSE', 'name' || n || '.example', t.id, 1, 1, now(), '2035-01-01', '2035-01-01'
              FROM generate_series(1000000, 1019999) AS n, registry.tld t
             WHERE t.name = 'example'
         RETURNING id)
        INSERT INTO registry.domain_host (domain_id, host_id) SELECT fresh.id, h.id FROM fresh, registry.host h""")
    await world.fetch("ANALYZE registry.domain, registry.domain_host")
    clock.move_to(datetime(2030, 1, 1, tzinfo=UTC))
    took = {
        csv: min([(await export(world, "example", tmp_path, csv)).seconds for _ in range(3)])
        for csv in ((), (KINDS["domain"],))
    }
    assert took[KINDS["domain"],] < 4 * took[()], took
