"""ICANN gets the names of a TLD and their registrars every week, on its day, as of the day before, and nothing else."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from lxml import etree

from rde.seal.unseal import Opening, unseal
from rde.thin import export_thin
from registry.actions.deposit_plan import deposit_go_on, deposit_plan_thin, deposit_resend
from registry.actions.domain_create import domain_create
from registry.clock import FakeClock
from registry.errors import PolicyForbids
from registry.jobs.deposit_daily import HELD_UP, deposit_daily
from registry.jobs.sweep_deposits import sweep_deposits
from registry.model.deposit import Deposit
from registry.model.period import Period
from registry.requests.domain import DomainCreate
from registry.settings import SettingsError
from registry.store import deposits
from schemas.xml_schemas import rde_schema
from tests.rde.agent import depositing
from tests.rde.conftest import Person
from tests.rde.test_deposit import CANARY, Read, name, people_of
from tests.world import Clone, World, open_world

pytestmark = pytest.mark.slow  # deposits are made, sealed and brought by programs

STEM = "example_2026-03-08_thin_S1_R0"
WEEKLY = {"NAMEHOUSE_ESCROW_BRDA_DAYS": "example:monday"}


@pytest.fixture
def world(loop: asyncio.AbstractEventLoop, clone: Clone, clock: FakeClock) -> Iterator[World]:
    """A registry with a name of Saturday's and one of Sunday's, on Monday."""
    clock.move_to(datetime(2026, 3, 7, 12, 0, tzinfo=UTC))
    world = loop.run_until_complete(_world(clone, clock))
    clock.move_to(datetime(2026, 3, 9, 0, 5, tzinfo=UTC))
    yield world


async def _world(clone: Clone, clock: FakeClock) -> World:
    world = await open_world(await clone.store(), clock)
    await domain_create(world.as_("alpha"), DomainCreate("saturdays.example", Period(1)))
    clock.move_to(datetime(2026, 3, 8, 12, 0, tzinfo=UTC))
    await domain_create(world.as_("alpha"), DomainCreate("sundays.example", Period(1)))
    return world


async def thin(world: World) -> list[Deposit]:
    found = await world.store.reading(lambda db: deposits.since(db, "example", date(2026, 1, 1), 100))
    return [each for each in found if each.kind == "thin"]


@pytest.mark.feature("REG-04")
async def test_names_and_their_registrars_are_told_and_nothing_else(
    clone: Clone, clock: FakeClock, tmp_path: Path
) -> None:
    world = await open_world(await clone.store(), clock)
    await people_of(world)
    await name(world, "one.test")
    deposit = await export_thin(world.operator, "test", tmp_path)
    assert deposit.path.name == "test_2026-03-01_thin_S1_R0.xml"
    read = Read(deposit.path)
    rde_schema().assertValid(read.root)
    assert read.root.get("type") == "FULL"
    assert [etree.QName(each).localname for each in read.domain("one.test")] == [
        "name", "roid", "status", "clID", "crDate", "exDate"
    ]  # fmt: skip
    registrars = read.all("//registrar:registrar")
    assert {etree.QName(each).localname for one in registrars for each in one} <= {
        "id", "name", "gurid", "url", "whoisInfo"
    }  # fmt: skip
    assert {each.rpartition(":")[2] for each in read.texts("//rde:objURI")} == {"rdeDomain-1.0", "rdeRegistrar-1.0"}
    assert len(read.all("rde:contents/*")) == 2 + len(registrars)
    assert b"HOLDER" not in read.bytes and CANARY.encode() not in read.bytes


@pytest.mark.feature("REG-04")
async def test_on_its_day_icann_gets_what_was_true_at_the_midnight_before(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people, **WEEKLY) as agent:
        await deposit_daily(world.registry)
        (found,) = await thin(world)
        assert (found.state, found.day, found.stopped) == ("uploaded", date(2026, 3, 8), False)
        place = agent.sftp.folder / "for-icann"
        assert sorted(path.name for path in place.iterdir()) == [f"{STEM}.ryde", f"{STEM}.sig"]
        assert not any("thin" in each for each in agent.received()), "the agent gets its own alone"
        opening = Opening(agent.escrow.signing_key, people["stranger"].own, "", 1 << 30)
        (document,) = unseal([place / f"{STEM}.ryde"], tmp_path / "opened", opening)
        assert b"saturdays.example" in document.read_bytes() and b"sundays.example" not in document.read_bytes()
        assert len(agent.rri.reports) == 1, "the agent's deposit is reported, this one is not"
        asked = len(agent.rri.asked)
        clock.advance(hours=20)
        await deposit_daily(world.registry)
        assert len(await thin(world)) == 1 and not any("thin" in str(each) for each in agent.rri.asked[asked:])
        clock.advance(days=7)
        await deposit_daily(world.registry)
        assert [each.day for each in await thin(world)] == [date(2026, 3, 15), date(2026, 3, 8)]
        await sweep_deposits(world.registry)
        kept = {path.name for path in agent.escrow.folder.glob("*.ryde") if "_thin_" in path.name}
        assert kept == {STEM.replace("03-08", "03-15") + ".ryde"}, "a week after it was brought it goes"


async def test_weeks_that_were_missed_are_made_up_for_and_no_others(world: World, clock: FakeClock) -> None:
    assert await deposit_plan_thin(world.operator, "example", 1) == [], "on Monday Tuesday's is not owed yet"
    assert [each.day.day for each in await deposit_plan_thin(world.operator, "example", 0)] == [8]
    assert await deposit_plan_thin(world.operator, "example", 0) == []
    clock.advance(days=22)
    planned = await deposit_plan_thin(world.operator, "example", 0)
    assert [each.day.day for each in planned] == [15, 22, 29]
    clock.advance(days=200)
    planned = await deposit_plan_thin(world.operator, "example", 0)
    assert 4 <= len(planned) <= 5


async def test_icanns_own_server_being_away_holds_up_nothing_else(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people, **WEEKLY) as agent:
        (agent.sftp.folder / "for-icann").rmdir()
        await deposit_daily(world.registry)
        (held,) = await thin(world)
        assert held.stopped and "for-icann" in (held.reason or "") and HELD_UP.labels("example")._value.get() == 1
        assert len(agent.rri.reports) == 1
        (agent.sftp.folder / "for-icann").mkdir()
        await deposit_go_on(world.operator, held.id)
        await deposit_daily(world.registry)
        (brought,) = await thin(world)
        assert brought.state == "uploaded"
        with pytest.raises(PolicyForbids, match="nothing more"):
            await deposit_go_on(world.operator, held.id)
        again = await deposit_resend(world.operator, held.id)
        assert (again.kind, again.revision) == ("thin", 1), "ICANN may ask for it once more"


async def test_icann_alone_may_get_something(world: World, people: dict[str, Person], tmp_path: Path) -> None:
    async with depositing(world, tmp_path, people, **WEEKLY, NAMEHOUSE_ESCROW_TLDS=""):
        await deposit_daily(world.registry)
        assert [each.state for each in await thin(world)] == ["uploaded"]
        assert len(await world.store.reading(lambda db: deposits.since(db, None, date(2026, 1, 1), 9))) == 1


@pytest.mark.parametrize("said", ["example", "example:someday", ":monday"])
async def test_a_day_that_is_none_does_not_open(
    world: World, people: dict[str, Person], tmp_path: Path, said: str
) -> None:
    with pytest.raises(SettingsError, match="brda_days"):
        async with depositing(world, tmp_path, people, NAMEHOUSE_ESCROW_BRDA_DAYS=said):
            pass
