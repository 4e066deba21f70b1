"""The activity report: what was asked of the registry in a month, through which door."""

import csv
import io
from collections import Counter
from datetime import UTC, date, datetime

import pytest

from rde.report.activity import activity
from registry.actions.figures_tell import figures_tell
from registry.clock import FakeClock
from registry.errors import NotAuthorized, ObjectMissing, ParameterRange
from registry.model.month import Month
from registry.store import commands, query_tallies
from tests.world import World

ASKED = (
    *[("check", "domain", "one.example", "<check/>")] * 3,
    ("check", "domain", "one.test", "<check/>"),
    ("info", "domain", "ONE.EXAMPLE", None),
    ("transfer", "domain", "one.example", '<command><transfer op="request"><domain:transfer/></transfer></command>'),
    ("transfer", "domain", "one.example", "<e:transfer  id='x' op='approve'/>"),
    ("update", "domain", "one.example", "<update><domain:update/></update>"),
    ("update", "domain", "one.example", '<rgp:update><rgp:restore op="request"/></rgp:update>'),
    ("update", "domain", "one.example", '<r:restore op="report">op="request"</r:restore>'),
    ("create", "host", "ns1.one.test", "<create/>"),
    ("transfer", "contact", "C1", '<transfer op="query"/>'),
    ("login", None, None, "<login/>"),
)


async def ask(world: World, at: datetime, door: str = "epp") -> None:
    """Commands as the door logs them."""
    many = range(len(ASKED))
    await world.store.transaction(
        lambda db: commands.add(
            db,
            instants=[at for _ in many],
            svtrids=[f"{door}-{at.day}-{number}" for number in many],
            cltrids=[None for _ in many],
            doors=[door for _ in many],
            registrar_ids=[world.numbers["alpha"] for _ in many],
            operators=[None for _ in many],
            addresses=[None for _ in many],
            session_ids=[None for _ in many],
            verbs=[verb for verb, _, _, _ in ASKED],
            objects=[kind for _, kind, _, _ in ASKED],
            names=[name for _, _, name, _ in ASKED],
            codes=[1000 for _ in many],
            durations=[1.0 for _ in many],
            frames=[frame for _, _, _, frame in ASKED],
        )
    )


async def read(world: World, tld: str = "example") -> dict[str, str]:
    made = await activity(world.operator, tld, Month(2026, 3))
    (row,) = csv.DictReader(io.StringIO(made.content.decode(), newline=""))
    assert made.name == f"{tld}-activity-202603.csv" and made.content.count(b"\r\n") == 2
    return row


# As the registry agreement names them (specification 3), in its order.
HEADER = (
    "operational-registrars,zfa-passwords,whois-43-queries,web-whois-queries,searchable-whois-queries,"
    "dns-udp-queries-received,dns-udp-queries-responded,dns-tcp-queries-received,dns-tcp-queries-responded,"
    "srs-dom-check,srs-dom-create,srs-dom-delete,srs-dom-info,srs-dom-renew,srs-dom-rgp-restore-report,"
    "srs-dom-rgp-restore-request,srs-dom-transfer-approve,srs-dom-transfer-cancel,srs-dom-transfer-query,"
    "srs-dom-transfer-reject,srs-dom-transfer-request,srs-dom-update,srs-host-check,srs-host-create,"
    "srs-host-delete,srs-host-info,srs-host-update,srs-cont-check,srs-cont-create,srs-cont-delete,srs-cont-info,"
    "srs-cont-transfer-approve,srs-cont-transfer-cancel,srs-cont-transfer-query,srs-cont-transfer-reject,"
    "srs-cont-transfer-request,srs-cont-update,rdap-queries"
)


@pytest.mark.feature("REG-08")
async def test_commands_count_by_verb_and_operation_in_their_month(world: World, clock: FakeClock) -> None:
    await ask(world, datetime(2026, 3, 31, 23, 59, tzinfo=UTC))
    await ask(world, datetime(2026, 4, 1, tzinfo=UTC))
    await ask(world, datetime(2026, 3, 5, tzinfo=UTC), door="cli")
    clock.move_to(datetime(2026, 4, 2, tzinfo=UTC))
    row = await read(world)
    assert ",".join(row) == HEADER
    counted = {column: number for column, number in row.items() if column.startswith("srs-") and number != "0"}
    assert counted == {
        "srs-dom-check": "3",
        "srs-dom-info": "1",
        "srs-dom-transfer-request": "1",
        "srs-dom-transfer-approve": "1",
        "srs-dom-update": "1",
        "srs-dom-rgp-restore-request": "1",
        "srs-dom-rgp-restore-report": "1",
        "srs-host-create": "1",
        "srs-cont-transfer-query": "1",
    }
    assert (await read(world, "test"))["srs-dom-check"] == "1"


async def test_queries_of_the_public_count_by_way(world: World) -> None:
    days = {date(2026, 3, 1): 1, date(2026, 3, 31): 10, date(2026, 4, 1): 100, date(2026, 2, 28): 1000}
    ways = {"port43": 1, "rdap": 2, "web": 3, "das": 4}
    keys = Counter({(day, "example", way, "domain"): n * m for day, n in days.items() for way, m in ways.items()})
    await world.store.transaction(lambda db: query_tallies.add(db, keys))
    row = await read(world)
    assert (row["whois-43-queries"], row["rdap-queries"], row["web-whois-queries"]) == ("11", "22", "77")
    assert (row["searchable-whois-queries"], row["zfa-passwords"]) == ("0", "CZDS")
    assert (await read(world, "test"))["rdap-queries"] == "0"


async def test_registrars_that_could_gain_names_at_its_end_are_operational(world: World) -> None:
    assert (await read(world))["operational-registrars"] == "4"
    await world.store.transaction(
        lambda db: db.execute("UPDATE registry.registrar SET kind = 'test' WHERE handle = 'delta'")
    )
    assert (await read(world))["operational-registrars"] == "3"


async def test_what_name_servers_answered_is_told_by_their_operator(world: World) -> None:
    march = date(2026, 3, 1)
    assert (await read(world))["dns-udp-queries-received"] == "0"
    await figures_tell(world.operator, "example", march, {"dns-udp-queries-received": 5})
    await figures_tell(
        world.operator, "example", march, {"dns-udp-queries-received": 7, "dns-tcp-queries-responded": 2**40}
    )
    row = await read(world)
    assert (row["dns-udp-queries-received"], row["dns-tcp-queries-responded"]) == ("7", str(2**40))
    assert (await read(world, "test"))["dns-udp-queries-received"] == "0"


async def test_figures_are_told_by_operators_of_tlds_that_there_are(world: World) -> None:
    march = date(2026, 3, 1)
    with pytest.raises(NotAuthorized):
        await figures_tell(world.as_("alpha"), "example", march, {"dns-udp-queries-received": 1})
    with pytest.raises(ObjectMissing):
        await figures_tell(world.operator, "nowhere", march, {"dns-udp-queries-received": 1})
    with pytest.raises(ParameterRange):
        await figures_tell(world.operator, "example", march, {"dns-udp-queries-received": -1})
