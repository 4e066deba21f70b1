"""A deposit of every day: on its way it meets all that can befall it, and arrives once, whole and told."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from rde.deposit import Written, export_full
from rde.depository import AgentDepository
from rde.seal.seal import Part
from rde.spool import Document
from registry.actions.deposit_advance import MOST_REVISIONS, deposit_advance
from registry.actions.deposit_plan import MOST_MISSED, deposit_go_on, deposit_plan, deposit_resend
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.tld_create import tld_create
from registry.clock import FakeClock
from registry.depository import DepositoryDeclines
from registry.errors import NotAuthorized, ObjectMissing, PolicyForbids
from registry.jobs.deposit_daily import AGE, HELD_UP, deposit_daily
from registry.jobs.sweep_deposits import sweep_deposits
from registry.jobs.watch_escrow_keys import LEFT, watch_escrow_keys
from registry.model.deposit import ASKED_EVERY, NEXT, STATES, Deposit, kind_of, midnight, pause_after
from registry.model.period import Period
from registry.requests.domain import DomainCreate, DomainDelete
from registry.store import deposits, tlds
from tests.rde.agent import Agent, depositing, greeting
from tests.rde.conftest import Person
from tests.rde.dying import Dying, Killed
from tests.rde.iana import registry_of
from tests.rde.rebuilt import Rebuilt
from tests.world import TLDS, Clone, World, open_world

pytestmark = pytest.mark.slow  # deposits are made, sealed and brought by programs

DAY = date(2026, 3, 2)
STEM = "example_2026-03-02_full_S1_R0"


@pytest.fixture
def world(loop: asyncio.AbstractEventLoop, clone: Clone, clock: FakeClock) -> Iterator[World]:
    """A registry whose commands commit, with a name."""
    clock.move_to(datetime(2026, 3, 1, 23, 0, tzinfo=UTC))
    world = loop.run_until_complete(_world(clone, clock))
    clock.move_to(datetime(2026, 3, 2, 0, 5, tzinfo=UTC))
    yield world


async def _world(clone: Clone, clock: FakeClock) -> World:
    world = await open_world(await clone.store(), clock)
    wish = DomainCreate("welcome.example", Period(1), authinfo="canary-Secret-5501-xyz")
    await domain_create(world.as_("alpha"), wish)
    return world


async def every(world: World) -> list[Deposit]:
    return await world.store.reading(lambda db: deposits.since(db, None, DAY, 100))


async def only(world: World) -> Deposit:
    (found,) = await every(world)
    return found


async def run(world: World) -> None:
    """The worker's minute; what a deposit failed of, the job's failure is not asked for here."""
    with suppress(Exception):  # it is written beside the deposit
        await deposit_daily(world.registry)


@pytest.mark.feature("REG-04")
async def test_a_deposit_is_made_sealed_brought_reported_and_confirmed(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        await deposit_daily(world.registry)
        reported = await only(world)
        assert (reported.state, reported.name, reported.stopped) == ("reported", "example_2026-03-02_full_R0", False)
        assert agent.received() == [f"{STEM}.ryde", f"{STEM}.sig"]
        document = agent.opened(tmp_path / "opened", STEM)
        assert b"<rdeDomain:name>welcome.example</rdeDomain:name>" in document and b"canary" not in document
        assert f'id="{reported.deposit_id}"'.encode() in document
        ((tld, number), told), *_ = agent.rri.reports.items()
        assert (tld, number) == ("example", reported.deposit_id) and len(agent.rri.reports) == 1
        assert all(f">{count}<".encode() in told for count in reported.counts.values())

        agent.rri.notify("example", DAY.isoformat(), "DVPN")
        await deposit_daily(world.registry)
        assert (await only(world)).state == "reported"  # nobody is asked before it is time
        clock.advance(seconds=ASKED_EVERY.total_seconds())
        await deposit_daily(world.registry)
        confirmed = await only(world)
        assert (confirmed.state, confirmed.answered_at) == ("confirmed", clock.now())
        assert sorted(path.name for path in agent.escrow.folder.iterdir()) == [f"{STEM}.ryde", f"{STEM}.sig"]


@pytest.mark.parametrize("encrypted", ["false", "true"])
async def test_an_encrypted_spool_holds_nothing_that_is_not_sealed(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path, encrypted: str
) -> None:
    """Whoever looks into the folder while the deposit is made finds names and people, or no word of them."""
    async with depositing(world, tmp_path, people, NAMEHOUSE_ESCROW_SPOOL_ENCRYPTED=encrypted) as agent:
        seen: list[bytes] = []
        house = world.registry.depository
        assert isinstance(house, AgentDepository)
        world.registry.depository = Looking(house, lambda: seen.extend(files_in(agent.escrow.folder)))
        await run(world)
        assert (await only(world)).state == "reported"
        assert seen and any(seen)
        assert any(b"welcome.example" in each for each in seen) is (encrypted == "false")
        assert any(b"Alpha" in each for each in seen) is (encrypted == "false")
        assert b"welcome.example" in agent.opened(tmp_path / "opened", STEM)
        assert sorted(path.name for path in agent.escrow.folder.iterdir()) == [f"{STEM}.ryde", f"{STEM}.sig"]


def files_in(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


class Looking(AgentDepository):
    """A depository into whose folder somebody looks before what is written is sealed."""

    def __init__(self, house: AgentDepository, look: Callable[[], None]) -> None:
        super().__init__(house._registry, house._escrow, house._greeting, house._rri)
        self._look = look

    def _sealed(self, deposit: Deposit, document: Document) -> tuple[Part, ...]:
        self._look()
        return super()._sealed(deposit, document)


async def test_a_day_has_one_deposit_however_often_it_is_come_to(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        await asyncio.gather(*(run(world) for _ in range(3)))
        await run(world)
        assert len(await every(world)) == 1 and len(agent.rri.reports) == 1
        clock.advance(days=1)
        await run(world)
        assert [each.day for each in await every(world)] == [date(2026, 3, 3), DAY]
        assert len(agent.received()) == 4


async def test_a_day_is_not_deposited_before_what_began_the_day_before_is_done(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people):
        await run(world)
        clock.move_to(datetime(2026, 3, 3, 0, 1, 59, tzinfo=UTC))
        await run(world)
        assert [each.day for each in await every(world)] == [DAY]
        clock.advance(seconds=1)
        await run(world)
        assert [each.day for each in await every(world)] == [date(2026, 3, 3), DAY]


@pytest.mark.feature("REG-04")
async def test_after_an_outage_every_missed_day_has_its_deposit_of_its_own_midnight(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        await run(world)
        for label in ("second", "third", "fourth"):
            await domain_create(world.as_("alpha"), DomainCreate(f"{label}.example", Period(1)))
            clock.advance(days=1)
        await domain_delete(world.as_("alpha"), DomainDelete("welcome.example"))
        await run(world)
        made = sorted(await every(world), key=lambda each: each.day)
        assert [each.day.day for each in made] == [2, 3, 4, 5]
        for number, deposit in enumerate(made):
            assert deposit.watermark == datetime(2026, 3, 2 + number, tzinfo=UTC) and deposit.state == "reported"
            document = agent.opened(tmp_path / f"opened{number}", f"example_2026-03-0{2 + number}_full_S1_R0")
            assert document.count(b"<rdeDomain:domain>") == 1 + number and b"welcome.example" in document
            assert f"<rde:watermark>2026-03-0{2 + number}T00:00:00Z</rde:watermark>".encode() in document
        clock.advance(days=MOST_MISSED + 10)
        await deposit_plan(world.operator, "example")
        days = [each.day for each in await every(world)]
        assert len(days) == 4 + MOST_MISSED + 1 and days[0] == clock.now().date()


@pytest.mark.feature("REG-04")
async def test_with_diffs_sundays_are_full_and_other_days_hold_what_changed(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    """From Monday the 2nd to Monday the 9th: the first ever is full, too."""
    async with depositing(world, tmp_path, people, NAMEHOUSE_ESCROW_DIFFS="true") as agent:
        await run(world)
        for number in range(3, 10):
            await domain_create(world.as_("alpha"), DomainCreate(f"before-{number}.example", Period(1)))
            clock.advance(days=1)
            if number != 5:  # a day is missed
                await run(world)
        await run(world)
        made = sorted(await every(world), key=lambda each: each.day)
        assert [(each.day.day, each.kind) for each in made] == [
            (2, "full"), (3, "diff"), (4, "diff"), (5, "diff"), (6, "diff"), (7, "diff"), (8, "full"), (9, "diff")
        ]  # fmt: skip
        documents = []
        for deposit in made:
            assert deposit.state == "reported"
            stem = f"example_{deposit.day}_{deposit.kind}_S1_R0"
            (tmp_path / f"{stem}.xml").write_bytes(agent.opened(tmp_path / stem, stem))
            documents.append(tmp_path / f"{stem}.xml")
            told = agent.rri.reports["example", deposit.deposit_id or ""]
            assert f"kind>{deposit.kind.upper()}<".encode() in told
        rebuilt = Rebuilt(documents[0])
        for path in documents[1:6]:
            rebuilt.apply(path)
        await export_full(
            world.operator, "example", tmp_path / "whole", greeting(world.operator), at=midnight(date(2026, 3, 7))
        )
        (whole,) = (tmp_path / "whole").iterdir()
        assert rebuilt.objects == Rebuilt(whole).objects and rebuilt.counts == Rebuilt(whole).counts
        last = Rebuilt(documents[6])
        last.apply(documents[7])
        assert last.counts["urn:ietf:params:xml:ns:rdeDomain-1.0"] == 8


async def test_a_deposit_of_what_changed_waits_for_the_one_that_it_follows(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people, NAMEHOUSE_ESCROW_DIFFS="true"):
        house = world.registry.depository
        assert house
        await deposit_plan(world.operator, "example", diffs=True)
        clock.advance(days=1)
        (diff,) = await deposit_plan(world.operator, "example", diffs=True)
        early = await deposit_advance(world.operator, house, diff.id)
        assert (
            early and (early.state, early.stopped) == ("rendering", False) and "not sealed yet" in (early.reason or "")
        )
        clock.advance(minutes=1)
        await run(world)
        clock.advance(minutes=2)
        await run(world)
        assert [each.state for each in await every(world)] == ["reported", "reported"]


@pytest.mark.parametrize(
    ("day", "before", "kind"),
    [
        (date(2026, 3, 3), (DAY, "reported"), "diff"),
        (date(2026, 3, 3), (DAY, "planned"), "diff"),
        (date(2026, 3, 3), (DAY, "rejected"), "full"),
        (date(2026, 3, 4), (DAY, "confirmed"), "full"),
        (date(2026, 3, 8), (date(2026, 3, 7), "confirmed"), "full"),
        (date(2026, 3, 3), None, "full"),
    ],
)
def test_the_kind_of_a_days_deposit_follows_from_the_day_before(day: date, before: tuple | None, kind: str) -> None:
    fields = dict.fromkeys(Deposit.__dataclass_fields__)
    known = before and replace(Deposit(**fields), day=before[0], state=before[1])  # type: ignore[arg-type]
    assert kind_of(day, known, diffs=True) == kind
    assert kind_of(day, known, diffs=False) == "full"


@pytest.mark.feature("REG-04")
async def test_a_deposit_that_is_sent_anew_has_the_same_data(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        await run(world)
        agent.rri.notify("example", DAY.isoformat(), "DVFN")
        clock.advance(hours=20)
        await domain_delete(world.as_("alpha"), DomainDelete("welcome.example"))
        await domain_create(world.as_("beta"), DomainCreate("since.example", Period(1)))
        await run(world)
        await run(world)
        again, first = await every(world)
        assert (first.state, again.state, again.revision) == ("rejected", "reported", 1)
        assert again.deposit_id != first.deposit_id and again.watermark == first.watermark
        then = agent.opened(tmp_path / "first", STEM)
        now = agent.opened(tmp_path / "again", f"{STEM[:-1]}1")
        assert first.deposit_id and again.deposit_id
        told = (f'id="{first.deposit_id}" resend="0"', f'id="{again.deposit_id}" resend="1"')
        assert now == then.replace(*(each.encode() for each in told)) != then


async def test_a_tld_is_first_deposited_at_a_midnight_that_it_has_seen(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people, NAMEHOUSE_ESCROW_TLDS="fresh"):
        await tld_create(world.operator, "fresh", TLDS["example"])
        world.registry.book = await world.store.reading(tlds.book)
        assert await deposit_plan(world.operator, "fresh") == []
        clock.advance(days=1)
        assert [each.day for each in await deposit_plan(world.operator, "fresh")] == [date(2026, 3, 3)]


@pytest.mark.parametrize(
    ("befalls", "waits_in"),
    [
        ("sftp cut", "sealed"),
        ("sftp full", "sealed"),
        ("sftp shortened", "sealed"),
        ("rri error", "uploaded"),
        ("rri silent", "uploaded"),
        ("rri garbled", "uploaded"),
        ("rri unheard", "uploaded"),
        ("rri 200:2007", "uploaded"),
    ],
)
async def test_what_may_pass_is_tried_again_by_itself(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path, befalls: str, waits_in: str
) -> None:
    whom, mishap = befalls.split()
    async with depositing(world, tmp_path, people) as agent:
        if whom == "sftp":
            agent.sftp.mishaps.append(mishap)
            await noisy(world, clock)  # so that there is something to be cut
        else:
            agent.rri.befall("registry-escrow-report", mishap)
        await run(world)
        held = await only(world)
        assert (held.state, held.stopped, held.attempts) == (waits_in, False, 1) and held.reason
        assert held.retry_at == clock.now() + pause_after(1)
        await run(world)
        assert (await only(world)).attempts == 1  # not before it is time
        clock.advance(minutes=1)
        await run(world)
        arrived = await only(world)
        assert (arrived.state, arrived.reason, arrived.attempts) == ("reported", None, 0)
        assert list(agent.rri.reports) == [("example", arrived.deposit_id)]
        assert agent.opened(tmp_path / "opened", STEM)


async def noisy(world: World, clock: FakeClock) -> None:
    """Enough names before midnight to fill more than one block."""
    now = clock.now()
    clock.move_to(now - timedelta(minutes=30))
    for number in range(60):
        await domain_create(world.as_("beta"), DomainCreate(f"name{number}.example", Period(1)))
    clock.move_to(now)


@pytest.mark.parametrize("code", [2001, 2004, 2101, 2205])
async def test_what_does_not_pass_by_itself_waits_for_people(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path, code: int
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        agent.rri.befall("registry-escrow-report", f"200:{code}")
        await run(world)
        held = await only(world)
        assert (held.state, held.stopped) == ("uploaded", True) and held.reason and str(code) in held.reason
        assert HELD_UP.labels("example")._value.get() == 1
        clock.advance(days=1)
        await run(world)
        assert [each.state for each in await every(world)] == ["reported", "uploaded"]
        with pytest.raises(NotAuthorized):
            await deposit_go_on(world.as_("alpha"), held.id)
        await deposit_go_on(world.operator, held.id)
        await run(world)
        assert [each.state for each in await every(world)] == ["reported", "reported"]
        assert HELD_UP.labels("example")._value.get() == 0


@pytest.mark.parametrize("missing", ["agent.asc", "signing.asc", "ssh", "ssh_host_keys"])
async def test_a_missing_key_is_told_and_the_deposit_goes_on_when_it_is_there(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path, missing: str
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        path = tmp_path / "var" / "escrow" / missing
        content = path.read_bytes()
        path.unlink()
        await run(world)
        held = await only(world)
        assert held.stopped and held.reason and missing in held.reason and agent.received() == []
        path.write_bytes(content)
        found = await deposit_go_on(world.operator, held.id)
        assert not found.stopped
        await run(world)
        assert (await only(world)).state == "reported"


@pytest.mark.parametrize(
    ("ids", "reason"),
    [("<a/>", "is not IANA's registry"), (registry_of("OTHERS"), "RDE_DOMAIN_HAS_UNREGISTERED_ROID")],
)
async def test_a_deposit_of_a_repository_that_iana_does_not_know_stays_in_the_house(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path, ids: str, reason: str
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        path = tmp_path / "var" / "escrow" / "epp-repository-ids.xml"
        path.write_text(ids)
        await run(world)
        held = await only(world)
        assert held.stopped and held.reason and reason in held.reason and agent.received() == []
        path.write_text(registry_of("OTHERS", "NAMEHSE"))
        await deposit_go_on(world.operator, held.id)
        await run(world)
        assert (await only(world)).state == "reported"


async def test_a_refused_deposit_is_made_anew_as_the_next_revision(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        await run(world)
        first = await only(world)
        agent.rri.notify("example", DAY.isoformat(), "DVFN")
        clock.advance(minutes=15)
        await run(world)
        second, refused = await every(world)
        assert (refused.id, refused.state, refused.reason) == (
            first.id,
            "rejected",
            "the agent found the deposit invalid",
        )
        assert (second.revision, second.state) == (1, "planned")
        await run(world)
        assert f"{STEM[:-1]}1.ryde" in agent.received()
        assert b'resend="1"' in agent.opened(tmp_path / "opened", f"{STEM[:-1]}1")
        told = agent.rri.reports["example", (await every(world))[0].deposit_id]
        assert b"resend>1<" in told
        clock.advance(minutes=15)
        await run(world)  # the agent's word is still that on the first
        assert (await every(world))[0].state == "reported"
        agent.rri.notify("example", DAY.isoformat(), "DVPN")
        clock.advance(minutes=15)
        await run(world)
        assert [each.state for each in await every(world)] == ["confirmed", "rejected"]


async def test_after_some_revisions_people_decide(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        for revision in range(MOST_REVISIONS + 1):
            await run(world)
            assert (await every(world))[0].revision == revision
            agent.rri.notify("example", DAY.isoformat(), "DVFN")
            clock.advance(minutes=15)
            await run(world)
        last, *_ = await every(world)
        assert (last.revision, last.state) == (MOST_REVISIONS, "rejected")
        again = await deposit_resend(world.operator, last.id)
        assert (again.revision, again.state) == (MOST_REVISIONS + 1, "planned")
        with pytest.raises(PolicyForbids, match="later revision"):
            await deposit_resend(world.operator, last.id)
        with pytest.raises(PolicyForbids, match="refused is sent anew"):
            await deposit_resend(world.operator, again.id)


@pytest.mark.parametrize("come_to", ["planned", "rendering", "sealed"])
async def test_what_follows_a_day_that_was_refused_for_good_is_a_full_one(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path, come_to: str
) -> None:
    async with depositing(world, tmp_path, people, NAMEHOUSE_ESCROW_DIFFS="true") as agent:
        await run(world)
        for _ in range(MOST_REVISIONS):
            await refuse_the_last(world, clock, agent, DAY)
        clock.move_to(datetime(2026, 3, 3, 0, 2, tzinfo=UTC))
        house = world.registry.depository
        assert house
        (diff,) = await deposit_plan(world.operator, "example", diffs=True)
        assert diff.kind == "diff"
        if come_to != "planned":
            agent.sftp.lasting.add("full")
            made = Dying(house, "make", "before") if come_to == "rendering" else house  # type: ignore[arg-type]
            with suppress(Killed):
                await deposit_advance(world.operator, made, diff.id)  # type: ignore[arg-type]
            agent.sftp.lasting.clear()
        assert [each.state for each in await every(world) if each.id == diff.id] == [come_to]
        await refuse_the_last(world, clock, agent, DAY)
        await run(world)
        clock.advance(minutes=2)
        await run(world)
        found = next(each for each in await every(world) if each.id == diff.id)
        assert (found.kind, found.state, found.revision) == ("full", "reported", 0)
        document = agent.opened(tmp_path / "full", "example_2026-03-03_full_S1_R0")
        assert b'type="FULL"' in document and b"welcome.example" in document
        clock.advance(days=1)
        await run(world)
        assert (await every(world))[0].kind == "diff"  # of a day whose deposit the agent has


async def test_what_follows_a_day_that_cannot_be_made_is_a_full_one(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    """What the next days hold is with the agent, whatever is found in the one that waits for people."""
    async with depositing(world, tmp_path, people, NAMEHOUSE_ESCROW_DIFFS="true") as agent:
        await run(world)
        house = world.registry.depository
        assert isinstance(house, AgentDepository)
        world.registry.depository = Finding(house, "OBJECT_BROKEN domain one.example: it is not as it should be")
        clock.advance(days=1)
        await run(world)
        held, _ = await every(world)
        assert (held.kind, held.state, held.stopped) == ("diff", "rendering", True)
        assert held.reason and held.reason.startswith("OBJECT_BROKEN")
        world.registry.depository = house
        clock.advance(days=1)
        await run(world)
        clock.advance(days=1)
        await run(world)
        days = [(each.day.day, each.kind, each.state) for each in await every(world)]
        assert days[:3] == [(5, "diff", "reported"), (4, "full", "reported"), (3, "diff", "rendering")]
        await deposit_go_on(world.operator, held.id)
        await run(world)
        assert [each.state for each in await every(world)] == ["reported"] * 4 and len(agent.rri.reports) == 4


class Finding(AgentDepository):
    """A depository in whose deposits something is found before they are sealed."""

    def __init__(self, house: AgentDepository, found: str) -> None:
        super().__init__(house._registry, house._escrow, house._greeting, house._rri)
        self._found = found

    def _sealed(self, deposit: Deposit, written: Written) -> tuple[Part, ...]:
        raise DepositoryDeclines(self._found)


async def test_nothing_leaves_the_house_in_which_something_is_found(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    """Here e-mail addresses that came into the database behind the back of every rule: it is told, and not brought."""
    await world.store.transaction(lambda db: db.execute("UPDATE registry.registrar SET email = 'nobody'"))
    async with depositing(world, tmp_path, people) as agent:
        await run(world)
        held = await only(world)
        assert held.stopped and held.state == "rendering" and agent.received() == [] and agent.rri.asked == []
        assert held.reason and held.reason.startswith("RDE_REGISTRAR_HAS_INVALID_EMAIL registrar alpha")
        assert len(held.reason.splitlines()) == len(world.numbers), "each of them is told"
        assert not list(agent.escrow.folder.glob("*.ryde"))


async def refuse_the_last(world: World, clock: FakeClock, agent: Agent, day: date) -> None:
    """The agent finds the last revision of a day invalid, and the day is made anew while there are revisions left."""
    agent.rri.notify("example", day.isoformat(), "DVFN")
    clock.advance(minutes=15)
    await run(world)
    await run(world)


async def test_changes_since_a_day_that_was_refused_when_they_had_left_are_made_good_by_the_next(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people, NAMEHOUSE_ESCROW_DIFFS="true") as agent:
        await run(world)
        for _ in range(MOST_REVISIONS):
            await refuse_the_last(world, clock, agent, DAY)
        clock.move_to(datetime(2026, 3, 3, 0, 5, tzinfo=UTC))
        await run(world)
        await refuse_the_last(world, clock, agent, DAY)
        clock.advance(days=1)
        await run(world)
        newest, following, *_ = await every(world)
        assert [(each.day.day, each.kind, each.state) for each in (newest, following)] == [
            (4, "full", "reported"),
            (3, "diff", "reported"),
        ]


async def test_the_agent_may_say_that_nothing_came(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        await run(world)
        agent.rri.notify("example", DAY.isoformat(), "DRFN")
        clock.advance(minutes=15)
        await run(world)
        assert (await every(world))[1].reason == "the agent received no deposit of that day"


@pytest.mark.parametrize("status", ["DRFN", "DVFN"])
async def test_a_word_that_names_no_deposit_is_about_one_revision_of_the_day(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path, status: str
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        await run(world)
        agent.rri.notify("example", DAY.isoformat(), status, naming=False)
        for _ in range(6):
            clock.advance(minutes=15)
            await run(world)
        assert [(each.revision, each.state) for each in await every(world)] == [(1, "reported"), (0, "rejected")]
        agent.rri.notify("example", DAY.isoformat(), "DVPN", naming=False)
        clock.advance(minutes=15)
        await run(world)
        assert [(each.revision, each.state) for each in await every(world)] == [(1, "confirmed"), (0, "rejected")]


# --- death at every line ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("verb", ["make", "deliver", "report", "verdict"])
async def test_who_dies_at_any_line_leaves_a_deposit_that_the_next_one_brings_on(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path, verb: str, when: str
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        house = world.registry.depository
        assert isinstance(house, AgentDepository)
        agent.rri.notify("example", DAY.isoformat(), "DVPN")
        await deposit_plan(world.operator, "example")
        planned = await only(world)
        with pytest.raises(Killed):
            await deposit_advance(world.operator, Dying(house, verb, when), planned.id)  # type: ignore[arg-type]
        await run(world)
        clock.advance(minutes=15)
        await run(world)
        assert (await only(world)).state == "confirmed"
        assert len(agent.rri.reports) == 1 and agent.received() == [f"{STEM}.ryde", f"{STEM}.sig"]


async def test_sealed_files_that_were_lost_are_made_again(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        agent.sftp.lasting.add("full")
        await run(world)
        assert (await only(world)).state == "sealed"
        for path in agent.escrow.folder.glob("*.ryde"):
            path.unlink()
        agent.sftp.lasting.clear()
        clock.advance(minutes=1)
        await run(world)
        assert (await only(world)).state == "reported" and agent.opened(tmp_path / "opened", STEM)


async def test_what_was_brought_of_lost_files_is_not_mixed_with_what_is_made_anew(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    """The message that is sealed anew is another: it must not go on where the first was cut off, nor be taken for it."""
    async with depositing(world, tmp_path, people) as agent:
        await noisy(world, clock)
        agent.sftp.mishaps.append("cut")
        await run(world)
        assert (await only(world)).state == "sealed"
        (part,) = (agent.sftp.folder / "in").iterdir()
        assert part.stat().st_size > 0, "something of the first is there"
        for path in agent.escrow.folder.glob("*.ryde"):
            path.unlink()
        clock.advance(minutes=1)
        await run(world)
        assert (await only(world)).state == "reported" and b"name59.example" in agent.opened(tmp_path / "opened", STEM)


async def test_a_silence_that_is_over_is_forgotten(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        await run(world)
        agent.rri.befall("escrow-agent-notification", "error")
        clock.advance(minutes=15)
        await run(world)
        assert (await only(world)).attempts == 1
        clock.advance(minutes=15)
        await run(world)
        waits = await only(world)
        assert (waits.state, waits.reason, waits.attempts) == ("reported", None, 0)


async def test_nobody_works_on_a_deposit_that_another_works_on(
    world: World, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people):
        house = world.registry.depository
        assert house
        await deposit_plan(world.operator, "example")
        planned = await only(world)
        async with world.store._pool.acquire() as db, db.transaction():
            assert await deposits.alone(db, deposit_id=planned.id)
            assert await deposit_advance(world.operator, house, planned.id) is None
        done = await deposit_advance(world.operator, house, planned.id)
        assert done and done.state == "reported"


# --- the rest ---------------------------------------------------------------------------------------------------------


async def test_without_icann_a_deposit_rests_when_it_is_brought(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people, NAMEHOUSE_ESCROW_RRI_URL="") as agent:
        await run(world)
        clock.advance(hours=3)
        await run(world)
        rests = await only(world)
        assert rests.state == "uploaded" and not rests.is_reported and agent.rri.asked == []
        assert await world.store.reading(lambda db: deposits.due(db, clock.now())) == [], "nothing is left to be done"
        age = timedelta(hours=3, minutes=5)  # since midnight
        assert AGE.labels("example")._value.get() == pytest.approx(age.total_seconds(), abs=5)
        with pytest.raises(PolicyForbids, match="nothing more"):
            await deposit_go_on(world.operator, rests.id)
        again = await deposit_resend(world.operator, rests.id)
        assert again.revision == 1, "an agent that lost it may be sent it again"


async def test_without_icann_sealed_files_go_a_week_after_they_were_brought(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people, NAMEHOUSE_ESCROW_RRI_URL="") as agent:
        await run(world)
        clock.advance(days=6)
        await sweep_deposits(world.registry)
        assert sorted(path.name for path in agent.escrow.folder.glob("*.*")) == [f"{STEM}.ryde", f"{STEM}.sig"]
        clock.advance(days=2)
        await sweep_deposits(world.registry)
        assert list(agent.escrow.folder.glob("*.*")) == []


async def test_a_deposit_that_was_to_be_reported_says_so_when_the_interface_is_gone(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        await run(world)
        assert (await only(world)).state == "reported" and agent.rri.reports
    clock.advance(seconds=ASKED_EVERY.total_seconds())
    async with depositing(world, tmp_path / "later", people, NAMEHOUSE_ESCROW_RRI_URL=""):
        await run(world)
        held = await only(world)
        assert held.stopped and "escrow.rri_url" in (held.reason or "")


async def test_sealed_files_go_a_week_after_the_answer(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        await run(world)
        agent.rri.notify("example", DAY.isoformat(), "DVPN")
        clock.advance(minutes=15)
        await run(world)
        (agent.escrow.folder / "left-behind_S1_R0.ryde").touch()
        await sweep_deposits(world.registry)
        assert sorted(path.name for path in agent.escrow.folder.glob("*.*")) == [f"{STEM}.ryde", f"{STEM}.sig"]
        clock.advance(days=8)
        await sweep_deposits(world.registry)
        assert list(agent.escrow.folder.glob("*.*")) == []


async def test_the_keys_are_watched(
    world: World, people: dict[str, Person], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        (ours, theirs) = (str(agent.escrow.signing_key), str(agent.escrow.agent_key))
        keys = world.registry.depository.keys()  # type: ignore[union-attr]
        assert set(keys) == {ours, theirs}
        agent.escrow.agent_key.unlink()
        await watch_escrow_keys(world.registry)
        assert "no deposit can be sealed" in caplog.text


async def test_a_key_that_ends_soon_is_told(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        house = world.registry.depository
        assert isinstance(house, AgentDepository)
        world.registry.depository = Holding(house, {"agent.asc": clock.now() + timedelta(days=8), "signing.asc": None})
        await watch_escrow_keys(world.registry)
        assert (LEFT.labels("agent.asc")._value.get(), LEFT.labels("signing.asc")._value.get()) == (
            8 * 86400,
            float("inf"),
        )
        assert not caplog.records
        clock.advance(days=2)
        await watch_escrow_keys(world.registry)
        assert "agent.asc ends in 6 days" in caplog.text and agent.rri.asked == []


class Holding(AgentDepository):
    """A depository with other keys."""

    def __init__(self, house: AgentDepository, keys: dict[str, datetime | None]) -> None:
        super().__init__(house._registry, house._escrow, house._greeting, house._rri)
        self._keys = keys

    def keys(self) -> dict[str, datetime | None]:
        return self._keys


async def test_tlds_that_are_not_served_are_not_deposited(
    world: World, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people, NAMEHOUSE_ESCROW_TLDS="elsewhere"):
        await deposit_daily(world.registry)
        assert await every(world) == []
        with pytest.raises(ObjectMissing):
            await deposit_plan(world.operator, "elsewhere")


def test_every_state_has_its_next_ones_and_pauses_grow_to_an_hour() -> None:
    assert set(NEXT) == set(STATES) and {each for nexts in NEXT.values() for each in nexts} <= set(STATES)
    pauses = [pause_after(number) for number in range(1, 100)]
    assert pauses == sorted(pauses) and (pauses[0], pauses[-1]) == (timedelta(minutes=1), timedelta(hours=1))


def test_a_deposit_names_its_files_as_the_agreement_does() -> None:
    fields = dict.fromkeys(Deposit.__dataclass_fields__)
    deposit = replace(Deposit(**fields), tld="xn--p1ai", kind="full", day=DAY, revision=2)  # type: ignore[arg-type]
    assert deposit.file_name(3) == "xn--p1ai_2026-03-02_full_S3_R2"
