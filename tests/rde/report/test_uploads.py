"""Monthly reports on their way to ICANN: they meet all that can befall them, and arrive once, in time and told."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rde.report.activity import DNS
from rde.report.transactions import transactions
from rde.rri.codes import MEANINGS
from registry.actions.domain_create import domain_create
from registry.actions.figures_tell import figures_tell
from registry.actions.report_advance import report_advance
from registry.actions.report_plan import MOST_MISSED, report_go_on, report_plan, report_resend
from registry.clock import FakeClock
from registry.errors import NotAuthorized, ObjectMissing, PolicyForbids
from registry.jobs.report_monthly import HELD_UP, LEFT, OWED, report_monthly
from registry.model.deposit import pause_after
from registry.model.month import Month
from registry.model.monthly_report import ASKED_EVERY, KINDS, NEXT, STATES, UNKNOWN, MonthlyReport, cut_off, last_due
from registry.model.period import Period
from registry.requests.domain import DomainCreate
from registry.store import monthly_reports
from tests.rde.agent import depositing
from tests.rde.conftest import Person
from tests.rde.dying import Dying, Killed
from tests.world import Clone, World, open_world

pytestmark = pytest.mark.slow  # short each, and many

MARCH = Month(2026, 3)
PLACES = {"transactions": "registrar-transactions", "activity": "registry-functions-activity"}


@pytest.fixture
def world(loop: asyncio.AbstractEventLoop, clone: Clone, clock: FakeClock) -> Iterator[World]:
    """A registry whose commands commit, in which a name was registered in March; it is the fifth of April."""
    clock.move_to(datetime(2026, 3, 10, tzinfo=UTC))
    world = loop.run_until_complete(_world(clone, clock))
    clock.move_to(datetime(2026, 4, 5, 0, 35, tzinfo=UTC))
    yield world


async def _world(clone: Clone, clock: FakeClock) -> World:
    world = await open_world(await clone.store(), clock)
    await domain_create(world.as_("alpha"), DomainCreate("welcome.example", Period(2)))
    return world


async def every(world: World) -> list[MonthlyReport]:
    return await world.store.reading(lambda db: monthly_reports.since(db, None, Month(2025, 1).first_day, 100))


async def one(world: World, kind: str) -> MonthlyReport:
    (found,) = [each for each in await every(world) if each.kind == kind]
    return found


async def run(world: World) -> None:
    """The worker's hour; what a report failed of, the job's failure is not asked for here."""
    with suppress(Exception):  # it is written beside the report
        await report_monthly(world.registry)


@pytest.mark.feature("REG-08")
async def test_a_month_is_written_uploaded_and_known_to_have_arrived(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        await report_monthly(world.registry)
        found = await every(world)
        assert [(each.kind, each.month, each.state, each.code) for each in found] == [
            ("activity", MARCH, "accepted", 1000),
            ("transactions", MARCH, "accepted", 1000),
        ]
        assert all(each.answer and "No ERRORs" in each.answer and each.answered_at == clock.now() for each in found)
        told = agent.rri.months["registrar-transactions", "example", "2026-03"]
        assert told == (await transactions(world.operator, "example", MARCH)).content
        assert b"net-adds-2-yr" in told and ("registry-functions-activity", "example", "2026-03") in agent.rri.months
        asked = len(agent.rri.asked)
        await report_monthly(world.registry)
        assert len(agent.rri.asked) == asked
        assert all(OWED.labels("example", kind)._value.get() == 0 for kind in KINDS)


async def test_nothing_is_told_before_the_day_and_nothing_that_another_has_told(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people, NAMEHOUSE_ESCROW_REPORT_DAY="7"):
        await run(world)
        clock.move_to(datetime(2026, 4, 6, 23, 59, tzinfo=UTC))
        await run(world)
        assert await every(world) == []
        clock.move_to(
            datetime(2026, 4, 21, tzinfo=UTC)
        )  # no longer to be corrected: whoever was the registry has told it
        await run(world)
        assert await every(world) == []
        clock.move_to(datetime(2026, 5, 7, tzinfo=UTC))
        await run(world)
        assert {each.month for each in await every(world)} == {Month(2026, 4)}


async def test_after_an_outage_every_month_is_told_the_oldest_first(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        await run(world)
        clock.move_to(datetime(2026, 8, 6, tzinfo=UTC))
        await run(world)
        assert [(str(each.month), each.state) for each in await every(world) if each.kind == "activity"] == [
            (f"2026-0{number}", "accepted") for number in (7, 6, 5, 4, 3)
        ]
        told = [each.path for each in agent.rri.asked if each.method == "PUT" and "transactions" in each.path]
        assert [path[-7:] for path in told] == ["2026-03", "2026-04", "2026-05", "2026-06", "2026-07"]
        clock.move_to(datetime(2029, 1, 5, tzinfo=UTC))
        assert len(await report_plan(world.operator, "example", 5)) == 2 * MOST_MISSED


async def test_however_many_come_to_a_month_it_is_told_once(
    world: World, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        await asyncio.gather(*(run(world) for _ in range(3)))
        await run(world)
        assert [each.method for each in agent.rri.asked].count("PUT") == 2
        assert {each.state for each in await every(world)} == {"accepted"}


@pytest.mark.parametrize("status", ["200", "400"])
@pytest.mark.parametrize("code", [code for code in MEANINGS if code not in (1000, 2007)])
async def test_every_refusal_is_kept_with_its_code_and_its_words(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path, code: int, status: str
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        agent.rri.befall("registrar-transactions", f"{status}:{code}")
        await run(world)
        refused = await one(world, "transactions")
        assert (refused.state, refused.code, refused.stopped) == ("refused", code, False)
        assert refused.reason and MEANINGS[code] in refused.reason and f'code="{code}"' in (refused.answer or "")
        assert (await one(world, "activity")).state == "accepted"
        clock.advance(days=1)
        await run(world)
        assert (await one(world, "transactions")).state == "refused"
        assert HELD_UP.labels("example")._value.get() == 1 and OWED.labels("example", "transactions")._value.get() == 1
        left = LEFT.labels("example")._value.get()
        assert left == pytest.approx((cut_off(MARCH) - clock.now()).total_seconds(), abs=5)
        again = await report_resend(world.operator, refused.id)
        assert again.revision == 1
        await run(world)
        assert [each.state for each in await every(world) if each.kind == "transactions"] == ["accepted", "refused"]
        assert HELD_UP.labels("example")._value.get() == 0


@pytest.mark.parametrize("mishap", ["error", "silent", "truncated", "garbled", "unheard", "200:2007", "400:2007"])
@pytest.mark.parametrize("whom", ["report/registrar", "info/report/registrar"])
async def test_what_may_pass_is_tried_again_by_itself(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path, mishap: str, whom: str
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        agent.rri.befall(f"/{whom}", mishap)
        await run(world)
        held = await one(world, "transactions")
        if whom.startswith("info") and mishap in ("garbled", "truncated"):
            assert held.state == "accepted"  # there is no body to be spoilt
            return
        if whom.startswith("info") and mishap == "400:2007":
            assert held.stopped
            return
        if whom.startswith("info") and mishap == "200:2007":
            return  # what it says without words is that it knows
        assert (held.state, held.stopped, held.attempts) == ("uploaded" if "info" in whom else "written", False, 1)
        assert held.retry_at == clock.now() + pause_after(1)
        await run(world)
        assert (await one(world, "transactions")).attempts == 1  # not before it is time
        clock.advance(minutes=1)
        await run(world)
        arrived = await one(world, "transactions")
        assert (arrived.state, arrived.reason, arrived.code) == ("accepted", None, 1000)


async def test_what_does_not_pass_by_itself_waits_for_people(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        agent.rri.logins = {"example": ("example_ry", "changed")}
        await run(world)
        held = await one(world, "transactions")
        assert (held.state, held.stopped) == ("written", True) and "401" in (held.reason or "")
        assert HELD_UP.labels("example")._value.get() == 2
        clock.advance(days=1)
        await run(world)
        assert (await one(world, "transactions")).stopped
        agent.rri.logins = {"example": ("example_ry", "one password")}
        with pytest.raises(NotAuthorized):
            await report_go_on(world.as_("alpha"), held.id)
        await report_go_on(world.operator, held.id)
        await run(world)
        assert (await one(world, "transactions")).state == "accepted"
        with pytest.raises(PolicyForbids, match="nothing more is to be done"):
            await report_go_on(world.operator, held.id)


async def test_what_the_interface_took_and_forgot_is_uploaded_again(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        agent.rri.befall("registrar-transactions", "forgotten")
        await run(world)
        taken = await one(world, "transactions")
        assert (taken.state, taken.retry_at, taken.reason) == ("uploaded", clock.now() + ASKED_EVERY, None)
        clock.advance(hours=1)
        await run(world)
        assert (await one(world, "transactions")).state == "uploaded"
        clock.advance(seconds=UNKNOWN.total_seconds())
        await run(world)
        assert (await one(world, "transactions")).state == "accepted"
        assert [each.path for each in agent.rri.asked if each.method == "PUT"].count(
            "/report/registrar-transactions/example/2026-03"
        ) == 2


@pytest.mark.feature("REG-08")
async def test_a_month_is_corrected_until_the_twentieth_of_the_next(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        await run(world)
        first = await one(world, "activity")
        before = agent.rri.months["registry-functions-activity", "example", "2026-03"]
        await figures_tell(world.operator, "example", MARCH.first_day, dict.fromkeys(DNS, 4711))
        clock.move_to(cut_off(MARCH) - timedelta(minutes=1))
        with pytest.raises(NotAuthorized):
            await report_resend(world.as_("alpha"), first.id)
        fresh = await report_resend(world.operator, first.id)
        with pytest.raises(PolicyForbids, match="still on its way"):
            await report_resend(world.operator, fresh.id)
        await run(world)
        after = agent.rri.months["registry-functions-activity", "example", "2026-03"]
        assert b",4711,4711," in after and after != before
        with pytest.raises(PolicyForbids, match="later revision"):
            await report_resend(world.operator, first.id)
        clock.advance(minutes=1)
        with pytest.raises(PolicyForbids, match="could be corrected until 2026-04-21"):
            await report_resend(world.operator, fresh.id)


async def test_a_month_that_was_never_accepted_is_told_late_rather_than_never(
    world: World, clock: FakeClock, people: dict[str, Person], tmp_path: Path
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        agent.rri.befall("registrar-transactions", "2102")
        await run(world)
        refused = await one(world, "transactions")
        clock.move_to(datetime(2026, 4, 25, tzinfo=UTC))
        await report_resend(world.operator, refused.id)
        await run(world)
        assert ("registrar-transactions", "example", "2026-03") in agent.rri.months
        assert LEFT.labels("example")._value.get() == float("inf")


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("verb", ["write", "upload", "knows"])
async def test_who_dies_at_any_line_leaves_a_report_that_the_next_one_brings_on(
    world: World, people: dict[str, Person], tmp_path: Path, verb: str, when: str
) -> None:
    async with depositing(world, tmp_path, people) as agent:
        house = world.registry.depository
        assert house and house.months
        first, _ = await report_plan(world.operator, "example", 5)
        with pytest.raises(Killed):
            await report_advance(world.operator, Dying(house.months, verb, when), first.id)  # type: ignore[arg-type]
        await run(world)
        assert [each.state for each in await every(world)] == ["accepted", "accepted"]
        assert len(agent.rri.months) == 2


async def test_without_icann_nobody_is_told(world: World, people: dict[str, Person], tmp_path: Path) -> None:
    async with depositing(world, tmp_path, people, NAMEHOUSE_ESCROW_RRI_URL=""):
        await report_monthly(world.registry)
        assert await every(world) == []
    await report_monthly(world.registry)
    with pytest.raises(ObjectMissing):
        await report_plan(world.operator, "elsewhere", 5)
    with pytest.raises(ObjectMissing):
        await report_resend(world.operator, 1)


def test_every_state_has_its_next_ones_and_months_are_due_by_the_calendar() -> None:
    assert set(NEXT) == set(STATES) and {each for nexts in NEXT.values() for each in nexts} <= set(STATES)
    assert str(cut_off(Month(2026, 12))) == "2027-01-21 00:00:00+00:00"
    assert last_due(datetime(2027, 1, 5, tzinfo=UTC), 5) == Month(2026, 12)
    assert last_due(datetime(2027, 1, 4, 23, tzinfo=UTC), 5) == Month(2026, 11)
