"""Service levels: doors that answer, are late or say nonsense are told apart; days are reckoned, months held to the levels."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date, timedelta

import pytest

from panel.service_levels import measures
from panel.service_levels.jobs import KEPT, probe_doors, reckon_levels
from panel.service_levels.measures import DOWNTIME, Measure
from panel.service_levels.probing import Probing
from registry.doors import Door, Looked
from registry.settings import Settings, load
from tests.panel.house import House
from tests.world import World

NOTHING = b'No match for "ns1.probe.arpa".\r\n'
RDAP = (
    b"HTTP/1.1 404 Not Found\r\nContent-Type: application/rdap+json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
)
Speak = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def answers(octets: bytes, after: float = 0.0) -> Speak:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        await asyncio.sleep(after)
        writer.write(octets)
        await writer.drain()
        writer.close()

    return speak


@asynccontextmanager
async def door(speak: Speak) -> AsyncIterator[int]:
    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def seen(name: Door, speak: Speak) -> Looked:
    async with door(speak) as port:
        whois = ("127.0.0.1", port) if name == "whois" else None
        rdap = f"http://127.0.0.1:{port}/" if name == "rdap" else None
        epp = ("127.0.0.1", port) if name == "epp" else None
        (looked,) = await Probing(epp, whois, rdap).look()
    return looked


@pytest.mark.parametrize(
    ("name", "said", "problem"),
    [
        ("whois", NOTHING, None),
        ("whois", b"%ERROR:101: no entries found\r\n", None),
        ("whois", b"", "the answer is empty"),
        ("whois", b"Ask again later.\r\n" * 9000, "it answers Ask again later."),
        ("rdap", RDAP, None),
        ("rdap", RDAP.replace(b"404 Not Found", b"503 Away"), "it answers 503"),
        ("rdap", RDAP.replace(b"rdap+json", b"html"), "it answers 404"),
        ("rdap", b"\x00" * 100, ""),
        ("epp", b"\x00\x00\x00\x05<", ""),
    ],
)
async def test_an_answer_is_one_that_the_protocol_knows(name: Door, said: bytes, problem: str | None) -> None:
    looked = await seen(name, answers(said))
    assert (looked.milliseconds is None) == (problem is not None), looked
    assert problem is None or problem in (looked.problem or ""), looked


async def test_what_comes_too_late_or_not_at_all_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(measures.MEASURES, "whois", Measure("", 20, 95, True))
    late = await seen("whois", answers(NOTHING, after=0.5))
    assert late == Looked("whois", None, "no answer within 0.1 seconds")
    (gone,) = await Probing(None, ("127.0.0.1", 1), None).look()
    assert gone.milliseconds is None and gone.problem


def test_doors_are_sought_where_they_listen_unless_it_is_said_otherwise() -> None:
    assert Probing.of(Settings()) == Probing(
        ("127.0.0.1", 8700), ("127.0.0.1", 8043), "http://127.0.0.1:8081/", Settings().probes.jitter
    )
    said = load(
        {
            "NAMEHOUSE_EPP_HOST": "0.0.0.0",
            "NAMEHOUSE_WHOIS_RDAP_PLAIN_PORT": "0",
            "NAMEHOUSE_WHOIS_HOST": "::",
            "NAMEHOUSE_PROBES_WHOIS": "none",
        }
    )
    probing = Probing.of(said)
    assert (probing.epp, probing.whois, probing.rdap) == (("127.0.0.1", 8700), None, "https://[::1]:8443/")


class Doors:
    """Say what they are told to."""

    def __init__(self, *looked: Looked) -> None:
        self.looked = looked

    async def look(self) -> tuple[Looked, ...]:
        return self.looked


async def test_each_minute_is_kept_once_and_days_are_reckoned_the_same_twice(world: World) -> None:
    registry, clock = world.registry, world.clock
    await probe_doors(registry)  # a process without a way to its doors does nothing
    assert not await world.fetch("SELECT FROM panel.probe")
    for number in range(20):
        late = Looked("whois", 2500.0) if number == 7 else Looked("whois", 10.0 + number)
        registry.doors = Doors(late, Looked("rdap", None, "away") if number < 3 else Looked("rdap", 5.0))
        await probe_doors(registry)
        clock.advance(seconds=10)
        await probe_doors(registry)
        clock.advance(seconds=50)
    registry.doors = None
    assert (await world.fetch("SELECT count(*) FROM panel.probe"))[0][0] == 40
    for _ in range(2):
        await reckon_levels(registry)
    rows = {
        each["measure"]: each
        for each in await world.fetch(
            "SELECT measure, number, failed, within, p50, slowest FROM panel.level_day WHERE measure IN ('whois', 'rdap')"
        )
    }
    assert [rows["whois"][each] for each in ("number", "failed", "within", "slowest")] == [20, 0, 19, 2500.0]
    assert [rows["rdap"][each] for each in ("number", "failed", "within", "p50")] == [20, 3, 17, 5.0]
    clock.advance(days=KEPT.days + 1)
    await reckon_levels(registry)
    assert not await world.fetch("SELECT FROM panel.probe")
    assert await world.fetch("SELECT FROM panel.level_day"), "days stay"


async def test_commands_of_registrars_are_reckoned_by_their_class(world: World) -> None:
    now = world.clock.now()
    for verb, code, milliseconds in (
        ("login", 1000, 50.0),
        ("check", 1000, 3.0),
        ("info", 2303, 2001.0),
        ("create", 1000, 30.0),
        ("create", 2400, 1.0),
        ("unknown", 2000, 1.0),
    ):
        await world.fetch(
            """INSERT INTO registry.command (at, svtrid, door, verb, code, milliseconds)
               VALUES ($1, 'NH-' || $2 || $3::int, 'epp', $2, $3, $4)""",
            now,
            verb,
            code,
            milliseconds,
        )
    await reckon_levels(world.registry)
    rows = await world.fetch("SELECT measure, number, failed, within FROM panel.level_day ORDER BY measure")
    assert [tuple(each) for each in rows] == [
        ("epp-query", 2, 0, 1),
        ("epp-session", 1, 0, 1),
        ("epp-transform", 2, 1, 1),
    ]


def measured(house: House, day: date, measure: str, number: int, failed: int, within: int) -> None:
    sql = """INSERT INTO panel.level_day
             SELECT $1::date, $2::text, $3::bigint, $4::bigint, $5::bigint, 12.5, 20, 25, 40, 90 ON CONFLICT DO NOTHING"""
    house.run(house.world.fetch(sql, day, measure, number, failed, within))


@pytest.mark.feature("REG-15")
def test_a_month_is_held_to_the_levels(yard: House) -> None:
    now = yard.world.clock.now()
    month = (now.replace(day=1) - timedelta(days=1)).replace(day=1).date()
    measured(yard, month, "whois", 1440, 3, 1400)
    measured(yard, month + timedelta(days=1), "whois", 1440, DOWNTIME, 500)
    measured(yard, month, "epp-query", 100, 0, 80)
    sql = "INSERT INTO panel.probe VALUES ($1, 'rdap', NULL, 'no answer <b>'), ($2, 'rdap', 4.2, NULL)"
    yard.run(yard.world.fetch(sql, now - timedelta(hours=1), now - timedelta(minutes=1)))
    shown = yard.signed_in("support").get(f"/service-levels/-/month?month={month:%Y-%m}").text
    assert "867 min" in shown and "at most 864 min" in shown
    assert "80.0 %" in shown and "90 % within 2,000 ms" in shown
    assert "4.2 ms" in shown and "1 minute of a day without an answer" in shown
    for odd in ("0000-00", "9999-12", "<x>"):
        assert yard.signed_in("support").get("/service-levels/-/month", query_string={"month": odd}).status_code == 200
    missed = yard.signed_in("support").get("/api/v1/service_levels?kept=missed").json["data"]
    assert {each["measure"] for each in missed} == {"EPP, query commands of registrars", "WHOIS, asked by the worker"}
    for role in ("registrar", "reseller", "client"):
        assert yard.signed_in(role).get("/service-levels/-/month").status_code == 403
        assert yard.signed_in(role).get("/api/v1/service_levels").status_code == 403


def test_a_month_without_figures_says_so(yard: House) -> None:
    shown = yard.signed_in("master").get("/service-levels/-/month?month=2001-01").text
    assert "Nothing was measured in this month." in shown
