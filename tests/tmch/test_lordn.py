"""The clearinghouse is told of every name once: whoever dies on the way loses no line and sends none twice."""

import asyncio
import logging
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from registry.actions.domain_create import domain_create
from registry.actions.lordn_judge import lordn_judge
from registry.actions.lordn_send import lordn_again, lordn_believe, lordn_send
from registry.actions.lordn_write import lordn_write
from registry.actions.registrar_profile import registrar_profile
from registry.actions.tmch_import import tmch_import
from registry.clearinghouse import Clearinghouse, ClearinghouseDeclines
from registry.clock import FakeClock
from registry.errors import ObjectMissing, ParameterSyntax, PolicyForbids
from registry.jobs.read_lordn_logs import read_lordn_logs
from registry.jobs.send_lordn import send_lordn
from registry.jobs.watch_clearinghouse import LATE, OLDEST, WAITING, WRONG, watch_clearinghouse
from registry.model.launch import LaunchCreate, Notice
from registry.model.lordn import Tray, read_log, tray_of
from registry.model.phases import NamedPhase, Phase
from registry.model.tmch import NoSuchList
from registry.requests.domain import DomainCreate
from registry.requests.registrar import RegistrarProfile
from registry.store import lordn
from tests.tmch.clearinghouse import dnl, notice_id
from tests.tmch.launching import launch
from tests.tmch.simulated import connected
from tests.world import BEGINNING, Clone, World, open_world
from tmch.simulator.server import Simulator

pytestmark = pytest.mark.slow  # a clearinghouse that keeps silent is waited for

DAY = timedelta(days=1)
CLAIMS = Tray("claims")
LABELS = ("tree", "bush", "leaf", "root", "seed")


async def begin(world: World) -> None:
    await tmch_import(world.operator, "dnl", dnl(*LABELS))
    await launch(world, Phase("claims", BEGINNING, BEGINNING + 90 * DAY, needs=("notice",)))


async def claim(world: World, label: str, registrar: str = "alpha") -> None:
    ends = (world.clock.now() + DAY).replace(microsecond=0)
    notice = Notice(notice_id(label, ends), ends, world.clock.now() - timedelta(hours=1))
    said = LaunchCreate(NamedPhase("claims"), notices=(notice,))
    await domain_create(world.as_(registrar), DomainCreate(f"{label}.example", launch=said))


async def waiting(world: World) -> list[str]:
    return [each.name for each in await world.store.reading(lambda db: lordn.untold(db, most=100))]


async def files(world: World) -> list[str | None]:
    """What became of each file, oldest first."""
    return [each.outcome for each in reversed(await world.store.reading(lambda db: lordn.latest(db, most=100)))]


async def round_trip(world: World) -> None:
    await send_lordn(world.registry)
    world.clock.advance(minutes=6)
    await read_lordn_logs(world.registry)


def told(other: Simulator) -> list[str]:
    """Every name that the clearinghouse noted, as often as it did."""
    return sorted(
        line.split(",")[1] for file in other.desk.files if file.accepted for line in file.text.splitlines()[2:]
    )


@pytest.mark.feature("REG-09")
async def test_names_are_told_by_a_file_and_done_by_its_log(world: World, tmp_path: Path) -> None:
    async with connected(world, tmp_path) as other:
        await begin(world)
        await send_lordn(world.registry)
        assert other.asked == [], "nothing to tell"
        await claim(world, "tree")
        await claim(world, "bush", "beta")
        assert await waiting(world) == ["tree.example", "bush.example"], "written with the name itself"
        await send_lordn(world.registry)
        assert (other.asked[0].method, other.asked[0].path) == ("POST", "/LORDN/example/claims")
        (file,) = other.desk.files
        first, header, *lines = file.text.splitlines()
        assert first == "1,2026-03-01T12:00:01.000Z,2"
        assert (
            header == "roid,domain-name,notice-id,registrar-id,registration-datetime,ack-datetime,application-datetime"
        )
        assert [line.split(",")[1:2] + line.split(",")[3:] for line in sorted(lines)] == [
            ["tree.example", "9990", "2026-03-01T12:00:01.000Z", "2026-03-01T11:00:01.000Z"],
            ["bush.example", "9991", "2026-03-01T12:00:01.000Z", "2026-03-01T11:00:01.000Z"],
        ]
        await read_lordn_logs(world.registry)
        assert len(other.asked) == 1, "it is given five minutes"
        world.clock.advance(minutes=6)
        await read_lordn_logs(world.registry)
        assert other.asked[1].path == "/LORDN/example/claims/0000000000000000001/result"
        assert (await waiting(world), await files(world)) == ([], ["accepted"])
        await claim(world, "leaf")
        await send_lordn(world.registry)
        assert len(other.desk.files) == 1, "the clearinghouse wants three hours between two files"
        world.clock.advance(hours=3)
        await round_trip(world)
        assert told(other) == ["bush.example", "leaf.example", "tree.example"]


async def test_a_log_that_is_not_ready_is_asked_for_again(world: World, tmp_path: Path) -> None:
    async with connected(world, tmp_path) as other:
        other.desk.busy = 2
        await begin(world)
        await claim(world, "tree")
        await send_lordn(world.registry)
        for _ in range(4):
            world.clock.advance(minutes=3)
            await read_lordn_logs(world.registry)
            await read_lordn_logs(world.registry)
        assert len([each for each in other.asked if each.method == "GET"]) == 2, "every five minutes at most"
        world.clock.advance(minutes=6)
        await read_lordn_logs(world.registry)
        assert await waiting(world) == []


async def test_a_wrong_line_is_held_until_it_is_put_right_and_the_others_go_on(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with connected(world, tmp_path) as other:
        await begin(world)
        await claim(world, "tree")
        await claim(world, "bush", "delta")
        with caplog.at_level(logging.ERROR):
            await round_trip(world)
        assert "wrong: 4602" in caplog.text
        assert (await files(world), told(other)) == (["rejected"], []), "one wrong line keeps its whole file"
        await round_trip(world)
        assert (await waiting(world), told(other)) == (["bush.example"], ["tree.example"])
        await watch_clearinghouse(world.registry)
        assert (WAITING._value.get(), WRONG._value.get()) == (1, 1)
        world.clock.advance(hours=3)
        await round_trip(world)
        assert len(other.desk.files) == 2, "the same line would be as wrong as before"
        await registrar_profile(world.operator, RegistrarProfile("delta", {"iana_id": 9992}))
        await round_trip(world)
        assert (await waiting(world), told(other)) == ([], ["bush.example", "tree.example"])


async def test_a_line_that_was_right_is_sent_again_as_it_is_when_somebody_says_so(world: World, tmp_path: Path) -> None:
    async with connected(world, tmp_path) as other:
        await begin(world)
        await claim(world, "bush", "delta")
        await round_trip(world)
        other.desk.registrars.add(9993)
        (line,) = await world.store.reading(lambda db: lordn.untold(db, most=1))
        await lordn_believe(world.operator, (line.roid,))
        await round_trip(world)
        assert told(other) == ["bush.example"]
        with pytest.raises(ObjectMissing):
            await lordn_believe(world.operator, (line.roid,))


@pytest.mark.parametrize("mishap", ["error", "silent", "unheard", "truncated", "elsewhere"])
async def test_a_file_that_got_no_receipt_is_sent_again_and_taken_once(
    world: World, tmp_path: Path, mishap: str
) -> None:
    async with connected(world, tmp_path) as other:
        await begin(world)
        await claim(world, "tree")
        other.befall("/LORDN/", mishap)
        with pytest.raises(RuntimeError, match="not sent: example/claims"):
            await send_lordn(world.registry)
        await claim(world, "bush")
        world.clock.advance(hours=1)
        await send_lordn(world.registry)
        assert len(other.desk.files) == 1
        assert len({each.body for each in other.asked}) == 1, "the very same octets"
        world.clock.advance(minutes=6)
        await read_lordn_logs(world.registry)
        assert await waiting(world) == ["bush.example"], "it came later, and goes with the next file"
        world.clock.advance(hours=2)
        await round_trip(world)
        assert told(other) == ["bush.example", "tree.example"]


@pytest.mark.parametrize("mishap", ["error", "silent", "truncated", "garbled"])
async def test_a_log_that_cannot_be_read_is_asked_for_again(world: World, tmp_path: Path, mishap: str) -> None:
    async with connected(world, tmp_path) as other:
        await begin(world)
        await claim(world, "tree")
        other.befall("/result", mishap)
        with pytest.raises(RuntimeError, match="no logs: example/claims"):
            await round_trip(world)
        assert await waiting(world) == ["tree.example"]
        world.clock.advance(minutes=6)
        await read_lordn_logs(world.registry)
        assert (await waiting(world), told(other)) == ([], ["tree.example"])


async def test_wrong_credentials_keep_the_file_for_better_ones(world: World, tmp_path: Path) -> None:
    async with connected(world, tmp_path) as other:
        await begin(world)
        await claim(world, "tree")
        right = other.logins.pop("example")
        with pytest.raises(RuntimeError, match="not sent"):
            await send_lordn(world.registry)
        other.logins["example"] = right
        await round_trip(world)
        assert told(other) == ["tree.example"]


async def test_names_that_were_not_told_in_time_are_an_alarm(world: World, caplog: pytest.LogCaptureFixture) -> None:
    await begin(world)
    await claim(world, "tree")
    world.clock.advance(hours=25)
    await send_lordn(world.registry)
    await watch_clearinghouse(world.registry)
    assert (LATE._value.get(), OLDEST._value.get(), caplog.text) == (0, 25 * 3600, "")
    world.clock.advance(hours=1)
    await send_lordn(world.registry)
    await watch_clearinghouse(world.registry)
    assert LATE._value.get() == 1
    assert "has not accepted 1 names for more than 26 hours" in caplog.text


async def test_a_file_can_be_carried_by_hand(world: World) -> None:
    await begin(world)
    await claim(world, "tree")
    written = await lordn_write(world.operator, "example", CLAIMS, by_hand=True)
    assert written and written.lines == 1
    assert await lordn_write(world.operator, "example", CLAIMS) is None, "everything is under way"
    created, roid = written.content.split(",")[1], written.content.splitlines()[2].split(",")[0]
    log = f"1,{created},{created},LOG1,accepted,no-warnings,1\nroid,result-code\n{roid},2000\n"
    for wrong in (
        "",
        "nonsense",
        log.replace("accepted", "perhaps"),
        log.rpartition(roid)[0],
        log.replace("2000", "x"),
    ):
        with pytest.raises(ParameterSyntax):
            await lordn_judge(world.operator, wrong)
    with pytest.raises(ObjectMissing):
        await lordn_judge(world.operator, log.replace("2026", "2020"))
    assert (await lordn_judge(world.operator, log)).accepted == (roid,)
    assert (await lordn_judge(world.operator, log)).accepted == (roid,), "told twice, it changes nothing"
    assert await waiting(world) == []
    with pytest.raises(ObjectMissing):
        await lordn_write(world.operator, "nowhere", CLAIMS)
    (file,) = await world.store.reading(lambda db: lordn.latest(db, most=1))
    for number, refusal in ((file.id, PolicyForbids), (file.id + 1, ObjectMissing)):
        with pytest.raises(refusal):
            await lordn_again(world.operator, number)


async def test_a_line_that_its_log_leaves_out_is_sent_again(world: World) -> None:
    await begin(world)
    await claim(world, "tree")
    written = await lordn_write(world.operator, "example", CLAIMS, by_hand=True)
    assert written
    created = written.content.split(",")[1]
    judged = await lordn_judge(world.operator, f"1,{created},{created},L,accepted,no-warnings,0\nroid,result-code\n")
    assert (judged.accepted, len(judged.again), await waiting(world)) == ((), 1, ["tree.example"])


class Mortal:
    """A way to the clearinghouse on which whoever takes it dies: at the given step, before or after it."""

    def __init__(self, house: Clearinghouse, dies_at: int) -> None:
        self.house, self.left = house, dies_at
        self.kinds, self.takes_files = house.kinds, house.takes_files

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise asyncio.CancelledError

    async def take(self, *what):
        self.step()
        receipt = await self.house.take(*what)
        self.step()
        return receipt

    async def log(self, *what):
        self.step()
        text = await self.house.log(*what)
        self.step()
        return text


@pytest.mark.parametrize("dies_at", range(1, 5))
async def test_whoever_dies_at_any_step_loses_no_line_and_doubles_none(
    clone: Clone, clock: FakeClock, tmp_path: Path, dies_at: int
) -> None:
    world = await open_world(await clone.store(), clock)
    async with connected(world, tmp_path) as other:
        house = world.registry.clearinghouse
        await begin(world)
        for label in LABELS[:3]:
            await claim(world, label)
        world.registry.clearinghouse = Mortal(house, dies_at)
        with pytest.raises(asyncio.CancelledError):
            await round_trip(world)
        world.registry.clearinghouse = house
        for label in LABELS[3:]:
            await claim(world, label)
        for _ in range(3):
            await round_trip(world)
            world.clock.advance(hours=3)
        assert told(other) == sorted(f"{label}.example" for label in LABELS)
        assert await waiting(world) == []


async def test_two_workers_at_once_tell_of_every_name_once(clone: Clone, clock: FakeClock, tmp_path: Path) -> None:
    world = await open_world(await clone.store(), clock)
    async with connected(world, tmp_path) as other:
        await begin(world)
        for label in LABELS:
            await claim(world, label)
        await asyncio.gather(*[send_lordn(world.registry) for _ in range(4)])
        clock.advance(minutes=6)
        await asyncio.gather(*[read_lordn_logs(world.registry) for _ in range(4)])
        assert Counter(told(other)) == Counter(f"{label}.example" for label in LABELS)
        assert (await waiting(world), len(other.desk.files)) == ([], 1)


async def test_a_name_that_is_not_registered_leaves_no_line(clone: Clone, clock: FakeClock) -> None:
    world = await open_world(await clone.store(), clock)
    await begin(world)
    attempts = await asyncio.gather(*[claim(world, "tree", who) for who in ("alpha", "beta")], return_exceptions=True)
    assert sum(each is None for each in attempts) == 1
    assert await waiting(world) == ["tree.example"]


async def test_no_way_is_no_way(world: World) -> None:
    await begin(world)
    await claim(world, "tree")
    await send_lordn(world.registry)
    await read_lordn_logs(world.registry)
    assert (await waiting(world), await files(world)) == (["tree.example"], [])
    await lordn_write(world.operator, "example", CLAIMS)
    (file,) = await world.store.reading(lordn.unsent)
    with pytest.raises(ClearinghouseDeclines):
        await lordn_send(world.operator, file)


@pytest.mark.parametrize(
    ("qlp", "in_sunrise_list", "has_claims", "has_mark", "tray"),
    [
        (True, True, True, True, Tray("sunrise", qlp=True)),
        (True, True, False, True, Tray("sunrise", qlp=True)),
        (True, False, True, False, Tray("claims", qlp=True)),
        (True, False, True, True, Tray("claims", qlp=True)),
        (True, False, False, False, None),
        (True, False, False, True, None),
        (True, True, True, False, Tray("claims", qlp=True)),
        (True, True, False, False, Tray("sunrise", qlp=True)),
        (False, False, False, True, Tray("sunrise")),
        (False, False, True, True, Tray("sunrise")),
        (False, False, True, False, Tray("claims")),
        (False, False, False, False, None),
    ],
)
def test_where_a_name_is_told_is_the_table_of_the_specification(
    qlp: bool, in_sunrise_list: bool, has_claims: bool, has_mark: bool, tray: Tray | None
) -> None:
    assert tray_of(qlp=qlp, has_mark=has_mark, has_claims=has_claims, in_sunrise_list=in_sunrise_list) == tray


def test_a_log_of_the_specification_is_read() -> None:
    log = read_log(
        "1,2012-08-16T02:15:00.0Z,2012-08-16T00:00:00.0Z,0000000000000478Nzs+3VMkR8ckuUynOLmyeqTmZQSbzDuf/R50n2n5QX4=,"
        "accepted,no-warnings,1\nroid,result-code\nSH8013-REP,2000\n"
    )
    assert (log.accepted, log.results, log.file_created_at.day) == (True, {"SH8013-REP": 2000}, 16)
    with pytest.raises(NoSuchList):
        read_log("1,x,y,z,accepted,no-warnings,0\nroid\n")
