"""A registrar's deposit of every day: it meets all that can befall one on its way, and arrives once and whole."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rde import depository
from rde.depository import AgentDepository
from rde.registrar.depository import RegistrarDepository
from rde.registrar.layout import LAYOUTS
from rde.registrar.verify import verify_registrar
from rde.seal.unseal import Opening, unseal
from rde.simulator.sftp import Mishap, SimulatedSftp
from rde.verify.findings import Findings
from registry.actions.deposit_advance import deposit_advance
from registry.actions.deposit_plan import deposit_go_on, deposit_plan_of_registrar, deposit_resend
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.clock import FakeClock
from registry.errors import ObjectMissing, PolicyForbids
from registry.jobs.deposit_daily import HELD_UP_OF_REGISTRAR, OF_REGISTRAR, deposit_daily
from registry.jobs.sweep_deposits import sweep_deposits
from registry.model.deposit import Deposit, SealedFile, kind_of_registrar
from registry.model.period import Period
from registry.requests.domain import DomainCreate, DomainDelete
from registry.settings import Settings
from registry.store import deposits
from tests.rde.agent import OURS, greeting, settings_of
from tests.rde.conftest import Person
from tests.rde.dying import Dying, Killed
from tests.rde.registrar.received import Received
from tests.world import Clone, World, open_world

pytestmark = pytest.mark.slow  # deposits are made, sealed and brought by programs

DAY = date(2026, 3, 2)  # a Monday
STEM = "9990_RDE_2026-03-02_full_0"
SEALED = [f"{STEM}.ryde", f"{STEM}.sig"]


@pytest.fixture
def world(loop: asyncio.AbstractEventLoop, clone: Clone, clock: FakeClock) -> Iterator[World]:
    """A registry whose commands commit, with a name of alpha."""
    clock.move_to(datetime(2026, 3, 1, 23, 0, tzinfo=UTC))
    world = loop.run_until_complete(_world(clone, clock))
    clock.move_to(datetime(2026, 3, 2, 0, 5, tzinfo=UTC))
    yield world


async def _world(clone: Clone, clock: FakeClock) -> World:
    world = await open_world(await clone.store(), clock)
    await create(world, "welcome")
    await world.fetch("UPDATE registry.registrar SET created_at = '2026-01-01Z' RETURNING 1")
    return world


async def create(world: World, label: str) -> None:
    wish = DomainCreate(f"{label}.example", Period(1), authinfo="canary-Secret-5501-xyz")
    await domain_create(world.as_("alpha"), wish)


@dataclass
class Agent:
    """The agent's server, or the folder of its client, and what the registry keeps of its own."""

    sftp: SimulatedSftp
    settings: Settings
    key: Person
    client: Path

    @property
    def own(self) -> Path:
        return self.settings.escrow.folder / "registrars" / "of-alpha"

    def received(self) -> list[str]:
        return sorted(os.listdir(self.sftp.folder / "in"))

    def opened(self, folder: Path, stem: str = STEM) -> Path:
        opening = Opening(self.settings.escrow.signing_key, self.key.own, "", 1 << 30)
        unseal([self.sftp.folder / "in" / f"{stem}.ryde"], folder, opening)
        return folder


@asynccontextmanager
async def depositing(
    world: World, folder: Path, people: dict[str, Person], said: str = "", **more: str
) -> AsyncIterator[Agent]:
    (folder / "there" / "in").mkdir(parents=True)
    sftp = SimulatedSftp(folder / "there", [OURS.convert_to_public()])
    async with sftp.serving() as port:
        quiet = {"NAMEHOUSE_ESCROW_TLDS": "", "NAMEHOUSE_ESCROW_RRI_CA": "none"}
        chosen = settings_of(folder, people, port, sftp.public_key(), "", **quiet, **more)
        chosen.escrow.registrars.write_text(f'[alpha]\nspecification = "2007"\n{said}')
        async with depository.opened(world.registry, chosen.escrow, greeting) as world.registry.depository:
            yield Agent(sftp, chosen, people["agent"], chosen.escrow.registrars.parent / "client")
        world.registry.depository = None


async def every(world: World) -> list[Deposit]:
    found = await world.store.reading(lambda db: deposits.since(db, None, DAY, 100, registrar="alpha"))
    return sorted(found, key=lambda each: (each.day, each.revision))


async def only(world: World) -> Deposit:
    (found,) = await every(world)
    return found


async def run(world: World) -> None:
    with suppress(Exception):  # it is written beside the deposit
        await deposit_daily(world.registry)


@pytest.mark.feature("REG-04")
async def test_a_registrars_deposit_is_made_sealed_and_brought_and_rests_there(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        await deposit_daily(world.registry)
        done = await only(world)
        assert (done.state, done.name, done.stopped) == ("uploaded", "alpha_2026-03-02_full_R0", False)
        assert (done.watermark, done.counts) == (
            datetime(2026, 3, 2, tzinfo=UTC),
            {"names": 1, "handles": 0, "gone": 0},
        )
        assert agent.received() == SEALED
        received = Received()
        received.take(agent.opened(tmp_path / "opened"), "2026-03-02")
        assert list(received.names) == ["welcome.example"]
        held = b"".join(path.read_bytes() for path in (tmp_path / "opened").iterdir())
        assert b"canary" not in held and b"argon2" not in held
        findings = Findings()
        verify_registrar((tmp_path / "opened").iterdir(), LAYOUTS["2007"], clock.now(), findings)
        assert set(findings.by_code) == {"REGISTRAR_CONTACT_MISSING"}, "a TLD without contacts"
        assert sorted(os.listdir(agent.own)) == SEALED
        clock.advance(hours=2)
        await deposit_daily(world.registry)
        assert (
            len(await every(world)) == 1 and await world.store.reading(lambda db: deposits.due(db, clock.now())) == []
        )
        assert OF_REGISTRAR.labels("alpha")._value.get() == pytest.approx(7500, abs=5)
        assert HELD_UP_OF_REGISTRAR.labels("alpha")._value.get() == 0


@pytest.mark.parametrize("encrypted", ["false", "true"])
async def test_an_encrypted_spool_holds_nothing_of_a_registrar_that_is_not_sealed(
    world: World, people: dict[str, Person], tmp_path: Path, encrypted: str
) -> None:
    """Whoever looks into the folder while the deposit is made finds names, or no word of them."""
    seen: list[bytes] = []

    class Looking(RegistrarDepository):
        def _finished(self, *rest) -> tuple[SealedFile, ...]:
            seen.extend(path.read_bytes() for path in self._folder.rglob("*") if path.is_file())
            return super()._finished(*rest)

    async with depositing(world, tmp_path, people, NAMEHOUSE_ESCROW_SPOOL_ENCRYPTED=encrypted) as agent:
        house = world.registry.depository
        assert isinstance(house, AgentDepository)
        ways = house._registrars
        house._registrars = Looking(ways._registry, ways._folder, ways._depositors)
        await deposit_daily(world.registry)
        assert (await only(world)).state == "uploaded" and any(seen)
        assert any(b"welcome.example" in each for each in seen) is (encrypted == "false")
        opened = b"".join(path.read_bytes() for path in agent.opened(tmp_path / "opened").iterdir())
        assert b"welcome.example" in opened and sorted(os.listdir(agent.own)) == SEALED


@pytest.mark.feature("REG-04")
async def test_missed_days_are_made_up_for_each_as_of_its_midnight(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        await run(world)
        for label in ("second", "third"):
            await create(world, label)
            clock.advance(days=1)
        await run(world)
        made = await every(world)
        assert [(each.day.day, each.state, each.counts["names"]) for each in made] == [
            (2, "uploaded", 1), (3, "uploaded", 2), (4, "uploaded", 3)
        ]  # fmt: skip
        assert len(agent.received()) == 6


@pytest.mark.feature("REG-04")
async def test_by_the_incremental_schedule_sundays_are_full_and_the_rest_makes_them(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people, 'schedule = "incremental"') as agent:
        await run(world)
        for number in range(3, 10):
            await create(world, f"before-{number}")
            clock.advance(days=1)
            if number == 6:
                await domain_delete(world.as_("alpha"), DomainDelete("before-5.example"))
            if number != 4:  # a day is missed
                await run(world)
        made = await every(world)
        assert [(each.day.day, each.kind, each.state) for each in made] == [
            (day, "full" if day in (2, 8) else "inc", "uploaded") for day in range(2, 10)
        ]
        rebuilt, whole = Received(), Received()
        for deposit in made:
            folder = agent.opened(tmp_path / deposit.name, f"9990_RDE_{deposit.day}_{deposit.kind}_0")
            if deposit.kind == "full":
                whole.take(folder, deposit.day.isoformat())
            if deposit.day.day == 8:
                assert {*rebuilt.names, "before-8.example"} == set(
                    whole.names
                ) and "before-5.example" not in rebuilt.names
            rebuilt.take(folder, deposit.day.isoformat())
        assert len(rebuilt.names) == 7


async def test_by_the_weekly_schedule_there_is_one_at_the_beginning_and_then_on_sundays(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people, 'schedule = "weekly"'):
        for _ in range(14):
            await run(world)
            clock.advance(days=1)
        assert [each.day.day for each in await every(world)] == [2, 8, 15]


async def test_one_that_cannot_be_made_holds_up_no_later_one(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    """What has changed since the last that was made is in the next."""
    async with depositing(world, tmp_path, people, 'schedule = "incremental"'):
        await run(world)
        clock.advance(days=1)
        key = tmp_path / "var" / "escrow" / "signing.asc"
        key.rename(key.with_suffix(".away"))
        await run(world)
        held = (await every(world))[-1]
        assert (held.kind, held.state, held.stopped) == ("inc", "rendering", True)
        key.with_suffix(".away").rename(key)
        clock.advance(days=1)
        await run(world)
        assert [(each.kind, each.state) for each in await every(world)] == [
            ("full", "uploaded"),
            ("inc", "rendering"),
            ("inc", "uploaded"),
        ]


@pytest.mark.parametrize(("schedule", "monday"), [("daily", "full"), ("weekly", None), ("incremental", "inc")])
def test_a_schedule_says_what_is_due(schedule: str, monday: str | None) -> None:
    before = Deposit(**dict.fromkeys(Deposit.__dataclass_fields__))  # type: ignore[arg-type]
    for day, kind in ((DAY, monday), (date(2026, 3, 8), "full")):
        assert kind_of_registrar(day, before, schedule) == kind  # type: ignore[arg-type]
        assert kind_of_registrar(day, None, schedule) == "full"  # type: ignore[arg-type]


@pytest.mark.feature("REG-04")
async def test_for_an_agents_client_files_are_laid_in_the_open_and_their_digests_last(
    world: World, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people, 'place = "folder"\nfolder = "client"') as agent:
        await deposit_daily(world.registry)
        done = await only(world)
        assert done.state == "uploaded" and agent.received() == []
        assert [each.name for each in done.files] == [
            f"9990_RDE_2026-03-02_{kind}_0.csv" for kind in ("full", "hdl", "hash")
        ]
        received = Received()
        received.take(agent.client, "2026-03-02")
        assert list(received.names) == ["welcome.example"]


async def test_a_folder_that_cannot_be_written_to_is_tried_again(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people, 'place = "folder"\nfolder = "client"') as agent:
        agent.client.write_text("in the way")
        await run(world)
        assert "does not take" in ((await only(world)).reason or "")
        agent.client.unlink()
        clock.advance(minutes=1)
        await run(world)
        assert (await only(world)).state == "uploaded"


@pytest.mark.parametrize("mishap", ["cut", "full", "norename", "shortened", "busy"])
async def test_whatever_befalls_it_on_its_way_it_arrives_whole(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path, mishap: Mishap
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        agent.sftp.mishaps.append(mishap)
        for _ in range(4):
            await run(world)
            done = await only(world)
            if done.stopped:  # nobody is let in: people see to it
                await deposit_go_on(world.operator, done.id)
            clock.advance(minutes=10)
        assert (await only(world)).state == "uploaded"
        assert set(SEALED) <= set(agent.received())
        received = Received()
        received.take(agent.opened(tmp_path / "opened"), "2026-03-02")
        assert list(received.names) == ["welcome.example"]


@pytest.mark.parametrize("place", ["sftp", "folder"])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("verb", ["make", "deliver"])
async def test_who_dies_at_any_line_leaves_a_deposit_that_the_next_one_brings_on(
    world: World, people: dict[str, Person], tmp_path: Path, verb: str, when: str, place: str
) -> None:
    async with depositing(world, tmp_path, people, f'place = "{place}"\nfolder = "client"') as agent:
        house = world.registry.depository
        assert isinstance(house, AgentDepository)
        (planned,) = await deposit_plan_of_registrar(world.operator, "alpha")
        with pytest.raises(Killed):
            await deposit_advance(world.operator, Dying(house, verb, when), planned.id)  # type: ignore[arg-type]
        await run(world)
        assert (await only(world)).state == "uploaded"
        there = agent.client if place == "folder" else agent.opened(tmp_path / "opened")
        received = Received()
        received.take(there, "2026-03-02")
        assert list(received.names) == ["welcome.example"]


async def test_sealed_files_that_were_lost_are_made_again_and_old_ones_go(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        agent.sftp.lasting.add("full")
        await run(world)
        (agent.own / f"{STEM}.ryde").unlink()
        agent.sftp.lasting.clear()
        clock.advance(minutes=1)
        await run(world)
        assert (await only(world)).state == "uploaded"
        (agent.own / "left-behind.csv").touch()
        await sweep_deposits(world.registry)
        assert sorted(path.name for path in agent.own.glob("*.*")) == SEALED
        clock.advance(days=8)
        await sweep_deposits(world.registry)
        assert list(agent.own.glob("*.*")) == []


async def test_what_the_agent_refuses_people_send_anew_and_it_says_the_same(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        await run(world)
        first = await only(world)
        with pytest.raises(PolicyForbids):
            await deposit_go_on(world.operator, first.id)
        await create(world, "later")
        fresh = await deposit_resend(world.operator, first.id)
        await run(world)
        assert [(each.revision, each.state) for each in await every(world)] == [(0, "uploaded"), (1, "uploaded")]
        assert fresh.revision == 1 and len(agent.received()) == 4
        once, again = (agent.opened(tmp_path / f"o{n}", STEM + anew) for n, anew in enumerate(("", "_R1")))
        assert [path.read_bytes() for path in sorted(once.iterdir())] == [
            path.read_bytes() for path in sorted(again.iterdir())
        ]
        with pytest.raises(PolicyForbids):
            await deposit_resend(world.operator, first.id)


async def test_nothing_leaves_the_house_in_which_something_is_found(
    world: World, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people, "iana_id = 1") as agent:
        await run(world)
        assert "9990" in ((await only(world)).reason or "") and (await only(world)).stopped
        assert agent.received() == []
    async with depositing(world, tmp_path / "again", people) as agent:
        await world.fetch("UPDATE registry.deposit SET stopped = false RETURNING 1")
        await world.fetch(
            "UPDATE registry.domain SET expires_at = '0999-01-01Z', created_at = '0998-01-01Z' RETURNING 1"
        )
        await world.fetch(
            "UPDATE registry.history SET state = jsonb_set(state, '{expires_at}', '\"0999-01-01T00:00:00+00:00\"')"
            " WHERE kind = 'domain' RETURNING 1"
        )
        await run(world)
        held = await only(world)
        assert held.stopped and "REGISTRAR_DATE_INVALID" in (held.reason or "") and agent.received() == []


async def test_a_registrar_that_there_is_not_holds_up_nobody(
    world: World, people: dict[str, Person], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with depositing(world, tmp_path, people, '[nobody]\nspecification = "2007"'):
        await deposit_daily(world.registry)
        assert (await only(world)).state == "uploaded" and "nobody" in caplog.text
        with pytest.raises(ObjectMissing):
            await deposit_plan_of_registrar(world.operator, "nobody")
