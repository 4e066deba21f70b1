"""The reporting interface: only 1000 is success, one code is worth another try, and a login goes to its own TLD."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from http import HTTPStatus
from pathlib import Path

import pytest
from lxml import etree

from rde.report.table import Kind, Report, written
from rde.rri.client import Rri, RriDeclines, RriSilent
from rde.rri.codes import MEANINGS
from rde.rri.messages import DepositReport, NotUnderstood, read_answer, read_notification
from rde.simulator.rri import SimulatedRri
from registry.clock import FakeClock
from registry.model.month import Month
from schemas.xml_schemas import rri_schema
from tests.tmch.simulated import server_tls
from wire.https import Asking, trust

IETF = b"urn:ietf:params:xml:ns:"
LOGINS = {"test": ("test_ry", "one"), "example": ("example_ry", "two")}
MIDNIGHT = datetime(2026, 3, 1, tzinfo=UTC)
REPORT = DepositReport(
    "1772323200000",
    "test",
    "FULL",
    MIDNIGHT,
    datetime(2026, 3, 1, 1, tzinfo=UTC),
    0,
    {"urn:x:domain": 3, "urn:x:host": 2},
)
TOTALS = Report(
    "test", Month(2026, 2), "transactions", written(("registrar-name", "iana-id", "n"), [("Totals", "", 0)])
)
COUNTS = Report(
    "test", Month(2026, 2), "activity", written(("operational-registrars", "zfa-passwords", "n"), [(1, "CZDS", 2)])
)


@asynccontextmanager
async def connected(folder: Path, clock: FakeClock) -> AsyncIterator[tuple[SimulatedRri, Rri]]:
    other = SimulatedRri(clock, LOGINS)
    async with other.serving(server_tls(folder)) as url:
        rri = Rri(f"{url}/", LOGINS, Asking(trust(folder / "tmch" / "ca.pem"), 1, 1 << 20), 0)
        yield other, rri
        await rri.close()


def test_a_report_satisfies_the_schema_and_has_the_header_of_its_deposit() -> None:
    document = etree.fromstring(REPORT.xml())
    assert rri_schema().validate(document), rri_schema().error_log
    assert [etree.QName(each).localname for each in document] == [
        *("id", "version", "rydeSpecEscrow", "rydeSpecMapping", "resend", "crDate", "kind", "watermark", "header"),
    ]
    assert [(each.get("uri"), each.text) for each in document.iterfind(".//{*}count")] == [
        ("urn:x:domain", "3"),
        ("urn:x:host", "2"),
    ]


@pytest.mark.feature("REG-08")
async def test_reports_are_received_and_what_the_agent_says_is_read(tmp_path: Path, clock: FakeClock) -> None:
    async with connected(tmp_path, clock) as (other, rri):
        await rri.report_deposit(REPORT)
        await rri.report_deposit(REPORT)  # again is no harm
        assert list(other.reports) == [("test", REPORT.id)]
        assert await rri.notification("test", date(2026, 3, 1)) is None
        other.notify("test", "2026-03-01", "DVPN")
        said = await rri.notification("test", date(2026, 3, 1))
        assert said is not None and (said.status, said.deposit_id, said.day) == ("DVPN", REPORT.id, date(2026, 3, 1))
        assert not await rri.knows_month(TOTALS)
        for report in (TOTALS, COUNTS):
            await rri.report_month(report)
            assert await rri.knows_month(report)
        assert all("accept" not in asked.headers or asked.headers["accept"] == "*/*" for asked in other.asked)


@pytest.mark.slow  # short each, and many
@pytest.mark.parametrize("status", ["200", "400"])
@pytest.mark.parametrize("code", [code for code in MEANINGS if code != 1000])
async def test_every_code_but_one_thousand_is_a_refusal_whatever_http_says(
    tmp_path: Path, clock: FakeClock, code: int, status: str
) -> None:
    async with connected(tmp_path, clock) as (other, rri):
        other.befall("report", f"{status}:{code}")
        with pytest.raises(RriSilent if code == 2007 else RriDeclines, match=MEANINGS[code]) as caught:
            await rri.report_deposit(REPORT)
        assert code == 2007 or (isinstance(caught.value, RriDeclines) and caught.value.code == code)
        assert other.reports == {}


@pytest.mark.parametrize("mishap", ["error", "silent", "drip", "truncated", "unheard", "garbled"])
async def test_an_interface_that_fails_is_worth_another_try(tmp_path: Path, clock: FakeClock, mishap: str) -> None:
    async with connected(tmp_path, clock) as (other, rri):
        other.befall("report", mishap)
        with pytest.raises(RriSilent):
            await rri.report_deposit(REPORT)
        await rri.report_deposit(REPORT)
        assert list(other.reports) == [("test", REPORT.id)]


@pytest.mark.slow  # short each, and many
@pytest.mark.parametrize("status", [s for s in HTTPStatus if s >= 300 and s not in (400, 407)])
async def test_what_http_refuses_is_for_people_and_what_it_fails_at_for_later(
    tmp_path: Path, clock: FakeClock, status: HTTPStatus
) -> None:
    async with connected(tmp_path, clock) as (other, rri):
        other.befall("report", f"{status.value}:1000")
        later = status in (408, 429) or (status >= 500 and status != 501)
        with pytest.raises(RriSilent if later else RriDeclines, match=str(status.value)):
            await rri.report_deposit(REPORT)


async def test_what_is_told_is_judged_as_the_draft_says(tmp_path: Path, clock: FakeClock) -> None:
    async with connected(tmp_path, clock) as (_, rri):
        early = DepositReport("1", "test", "FULL", datetime(2026, 3, 2, tzinfo=UTC), MIDNIGHT, 0, {"urn:x": 1})
        with pytest.raises(RriDeclines, match="2004"):
            await rri.report_deposit(early)
        with pytest.raises(RriDeclines, match="2004"):
            await rri.report_month(Report("test", Month(2026, 3), "activity", COUNTS.content))
        wrong = written(("registrar-name", "iana-id", "n"), [("A", 1, 5), ("Totals", "", 4)])
        with pytest.raises(RriDeclines, match="2101"):
            await rri.report_month(Report("test", Month(2026, 2), "transactions", wrong))


@dataclass(frozen=True)
class Written:
    """A report as somebody else might write it."""

    content: bytes
    id: str = REPORT.id
    tld: str = REPORT.tld

    def xml(self) -> bytes:
        return self.content


OURS = REPORT.xml()
SUNDAYS_DIFF = OURS.replace(b">FULL<", b">DIFF<")
COUNT = b'uri="urn:x:host"'


@pytest.mark.parametrize(
    ("code", "content"),
    [
        (2001, OURS.replace(b"rdeReport:kind", b"rdeReport:sort")),
        (2005, OURS.replace(b":version>1<", b":version>2<")),
        (2006, OURS.replace(b":id>1772323200000<", b":id>1772323200001<")),
        (2202, OURS.replace(b":tld>test<", b":tld>example<")),
        (2205, SUNDAYS_DIFF),
        (2206, OURS.replace(b"urn:x:domain", IETF + b"rdeDomain-1.0").replace(b"urn:x:host", IETF + b"csvDomain-1.0")),
        (2210, OURS.replace(COUNT, COUNT + b' rcdn="other"')),
        (2211, OURS.replace(b"urn:x:host", b"urn:x:domain")),
    ],
)
async def test_a_report_is_judged_by_its_content(tmp_path: Path, clock: FakeClock, code: int, content: bytes) -> None:
    assert content != OURS
    async with connected(tmp_path, clock) as (other, rri):
        with pytest.raises(RriDeclines, match=str(code)):
            await rri.report_deposit(Written(content))  # type: ignore[arg-type]
        assert other.reports == {}
        await rri.report_deposit(REPORT)


async def test_a_report_of_before_there_was_the_tld_is_refused(tmp_path: Path, clock: FakeClock) -> None:
    async with connected(tmp_path, clock) as (other, rri):
        other.since = {"test": "2026-04"}
        with pytest.raises(RriDeclines, match="2008"):
            await rri.report_deposit(REPORT)


LINE, SUMS = ("A", 1, 5), ("Totals", "", 5)
NAMED = ("registrar-name", "iana-id", "n")


@pytest.mark.parametrize(
    ("code", "kind", "content"),
    [
        (1000, "transactions", written(NAMED, [LINE, SUMS])),
        (2001, "transactions", b""),
        (2001, "transactions", written(("n", "registrar-name"), [("Totals", 5)])),
        (2001, "transactions", written(NAMED, [("A", 1, "many"), SUMS])),
        (2001, "transactions", written(NAMED, [LINE, SUMS]).replace(b"\r\n", b"\n")),
        (2001, "activity", written(("operational-registrars", "n"), [(1, 2), (1, 2)])),
        (2003, "activity", written(("operational-registrars", "n"), [(1, -2)])),
        (2003, "transactions", written(NAMED, [("A", 1, -5), ("Totals", "", -5)])),
        (2101, "transactions", written(NAMED, [LINE, ("Totals", "", 6)])),
        (2101, "transactions", written(NAMED, [LINE, ("Sums", "", 5)])),
        (2102, "transactions", written(NAMED, [("A", 2, 5), SUMS])),
        (2103, "transactions", written(NAMED, [LINE, ("Totals", 1, 5)])),
        (2105, "transactions", written(NAMED, [LINE, SUMS]).replace(b"A", b"\xff")),
    ],
)
async def test_a_month_is_judged_by_its_content(
    tmp_path: Path, clock: FakeClock, code: int, kind: Kind, content: bytes
) -> None:
    async with connected(tmp_path, clock) as (other, rri):
        other.accredited = frozenset({1})
        report = Report("test", Month(2026, 2), kind, content)
        if code == 1000:
            assert 'code="1000"' in await rri.report_month(report)
            return
        with pytest.raises(RriDeclines, match=MEANINGS[code]) as caught:
            await rri.report_month(report)
        assert caught.value.code == code and f'code="{code}"' in caught.value.answer
        assert other.months == {}


async def test_a_month_is_judged_by_the_calendar(tmp_path: Path, clock: FakeClock) -> None:
    async with connected(tmp_path, clock) as (other, rri):
        other.since = {"test": "2026-02"}
        with pytest.raises(RriDeclines, match="2008"):
            await rri.report_month(Report("test", Month(2026, 1), "activity", COUNTS.content))
        clock.move_to(datetime(2026, 3, 20, 23, 59, tzinfo=UTC))
        for _ in range(2):
            await rri.report_month(COUNTS)  # until the twentieth one takes the place of another
        clock.advance(minutes=1)
        with pytest.raises(RriDeclines, match="2002"):
            await rri.report_month(COUNTS)
        await rri.report_month(TOTALS)  # that was never told


async def test_a_login_is_of_one_tld_and_a_tld_without_one_is_not_asked_for(tmp_path: Path, clock: FakeClock) -> None:
    async with connected(tmp_path, clock) as (other, rri):
        other.logins = {**LOGINS, "test": ("test_ry", "changed")}
        with pytest.raises(RriDeclines, match="401"):
            await rri.report_deposit(REPORT)
        asked = len(other.asked)
        with pytest.raises(RriDeclines, match=r"no login for \.invalid"):
            await rri.notification("invalid", date(2026, 3, 1))
        assert len(other.asked) == asked


async def test_one_thing_is_asked_at_a_time_with_a_pause_between(tmp_path: Path, clock: FakeClock) -> None:
    loop = asyncio.get_running_loop()
    async with connected(tmp_path, clock) as (_, rri):
        rri._pause = 0.2
        began = loop.time()
        await asyncio.gather(*(rri.notification("test", date(2026, 3, day)) for day in (1, 2, 3)))
        assert loop.time() - began >= 0.6


@pytest.mark.parametrize(
    "body", [b"", b"<x/>", b"\xff", b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>"]
)
def test_what_is_none_of_its_documents_is_not_understood(body: bytes) -> None:
    for read in (read_answer, read_notification):
        with pytest.raises(NotUnderstood):
            read(body)
