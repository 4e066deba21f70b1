"""ICANN's reporting interface, simulated: it reads what it is told as the draft says, and refuses what it should."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final

from lxml import etree

from registry.clock import Clock
from schemas.xml_schemas import IETF, rri_schema
from wire.simulated import Asked, Reply, Simulated

_R: Final = f"{{{IETF}rdeReport-1.0}}"
_H: Final = f"{{{IETF}rdeHeader-1.0}}"
_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_SUNDAY: Final = 6
_KINDS: Final = ("Domain", "Host", "Contact", "Registrar", "IDN", "NNDN")
_NUMBER: Final = re.compile(r"-?\d+")
_MONTHLY: Final = ("registrar-transactions", "registry-functions-activity")


@dataclass
class SimulatedRri(Simulated):
    """`logins`: a name and a password for each TLD.

    Its own mishaps are codes, such as 2007 or 200:2001: it answers so, under HTTP 400 or the status that stands before; and
    forgotten: it takes a month and does not know of it later. What was received is kept: `reports` by TLD and id, `months` by
    kind, TLD and month, `said` by TLD and day what the agent said. `since` says from which month on there is a TLD, and
    `accredited` which numbers registrars may have; without them all may be.
    """

    clock: Clock
    logins: Mapping[str, tuple[str, str]]
    reports: dict[tuple[str, str], bytes] = field(default_factory=dict)
    months: dict[tuple[str, str, str], bytes] = field(default_factory=dict)
    said: dict[tuple[str, str], bytes] = field(default_factory=dict)
    since: Mapping[str, str] = field(default_factory=dict)
    accredited: frozenset[int] | None = None

    def passwords(self) -> Iterable[tuple[str, str]]:
        return self.logins.values()

    def answered(self, asked: Asked, mishap: str | None) -> Reply:
        path = asked.path.strip("/").split("/")
        tld = path[3] if path[0] == "info" and len(path) > 3 else path[2] if len(path) > 2 else ""
        if asked.login is None or self.logins.get(tld, ("", ""))[0] != asked.login:
            return Reply(HTTPStatus.UNAUTHORIZED)
        if mishap and mishap[0].isdigit():
            status, _, code = mishap.rpartition(":")
            return _result(int(code), HTTPStatus(int(status or 400)))
        match asked.method, path:
            case "PUT", ["report", "registry-escrow-report", tld, number]:
                return self._take_deposit(tld, number, asked.body)
            case "PUT", ["report", kind, tld, month] if kind in _MONTHLY:
                return self._take_month(kind, tld, month, asked.body, kept=mishap != "forgotten")
            case (("GET" | "HEAD"), ["info", "report", kind, tld, month]) if kind in _MONTHLY:
                return Reply(HTTPStatus.OK if (kind, tld, month) in self.months else HTTPStatus.NOT_FOUND)
            case "GET", ["info", "report", "escrow-agent-notification", tld, day]:
                found = self.said.get((tld, day))
                return Reply(HTTPStatus.OK, found) if found else Reply(HTTPStatus.NOT_FOUND)
        return Reply(HTTPStatus.NOT_FOUND)

    def notify(self, tld: str, day: str, status: str, *, naming: bool = True) -> None:
        """The agent says of a day that its deposit passed (DVPN), failed (DVFN), or did not come (DRFN); of which, it may
        leave out."""
        told = [body for (of, _), body in self.reports.items() if of == tld and f">{day}T".encode() in body]
        report = told[-1].partition(b"?>")[2].decode() if naming and told and status != "DRFN" else ""
        received = f"<n:reDate>{day}T01:00:00Z</n:reDate>" if told and status != "DRFN" else ""
        self.said[tld, day] = (
            f'<n:notification xmlns:n="{IETF}rdeNotification-1.0"><n:deaName>Simulated agent</n:deaName>'
            f"<n:version>1</n:version><n:repDate>{day}</n:repDate><n:status>{status}</n:status>{received}{report}"
            "</n:notification>"
        ).encode()

    def _take_deposit(self, tld: str, number: str, body: bytes) -> Reply:
        try:
            report = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError:
            return _result(2001)
        if report.tag != f"{_R}report" or not rri_schema().validate(report):
            return _result(2001)
        code = self._judged(tld, number, report)
        if code == 1000:
            self.reports[tld, number] = body
        return _result(code, HTTPStatus.OK if code == 1000 else HTTPStatus.BAD_REQUEST)

    def _judged(self, tld: str, number: str, report: etree._Element) -> int:
        owner = report.findtext(f"{_H}header/{_H}tld")
        counts = report.findall(f"{_H}header/{_H}count")
        uris = [count.get("uri") or "" for count in counts]
        watermark = datetime.fromisoformat(report.findtext(f"{_R}watermark") or "")
        checks = (
            (2005, report.findtext(f"{_R}version") != "1"),
            (2006, report.findtext(f"{_R}id") != number),
            (2209, owner is None),
            (2202, owner != tld),
            (2212, not _LABEL.fullmatch(owner or "")),
            (2004, watermark > self.clock.now()),
            (2008, watermark.strftime("%Y-%m") < self.since.get(tld, "")),
            (2205, report.findtext(f"{_R}kind") == "DIFF" and watermark.weekday() == _SUNDAY),
            (2210, any(count.get("rcdn") not in (None, owner) for count in counts)),
            (2211, len(set(uris)) < len(uris)),
            (2206, any({IETF + f"rde{kind}-1.0", IETF + f"csv{kind}-1.0"} <= set(uris) for kind in _KINDS)),
        )
        return next((code for code, broken in checks if broken), 1000)

    def _take_month(self, kind: str, tld: str, month: str, body: bytes, *, kept: bool) -> Reply:
        code = self._judged_month(kind, tld, month, body)
        if code == 1000 and kept:
            self.months[kind, tld, month] = body
        return _result(code, HTTPStatus.OK if code == 1000 else HTTPStatus.BAD_REQUEST)

    def _judged_month(self, kind: str, tld: str, month: str, body: bytes) -> int:
        now = self.clock.now()
        if not _MONTH.fullmatch(month):
            return 2111
        if month >= now.strftime("%Y-%m"):
            return 2004
        if month < self.since.get(tld, ""):
            return 2008
        if (kind, tld, month) in self.months and now >= _last_instant(month):
            return 2002
        try:
            rows = list(csv.reader(io.StringIO(body.decode(), newline="")))
        except UnicodeDecodeError:
            return 2105
        if not body.endswith(b"\r\n") or not _is_of_kind(kind, rows):
            return 2001
        return self._judged_rows(rows) if kind == "registrar-transactions" else _judged_counts(rows[1])

    def _judged_rows(self, rows: list[list[str]]) -> int:
        *lines, totals = rows[1:]
        numbers = [[int(cell) for cell in row[2:]] for row in (*lines, totals)]
        known = self.accredited
        checks = (
            (2003, any(number < 0 for row in numbers for number in row)),
            (2103, totals[1] != ""),
            (2101, totals[0] != "Totals" or numbers[-1] != _sums(numbers[:-1], len(numbers[-1]))),
            (2102, known is not None and any(int(row[1]) not in known for row in lines)),
        )
        return next((code for code, broken in checks if broken), 1000)


def _last_instant(month: str) -> datetime:
    """From when on a report of the month can no longer be corrected."""
    year, number = map(int, month.split("-"))
    return datetime(year + number // 12, number % 12 + 1, 21, tzinfo=UTC)


def _is_of_kind(kind: str, rows: list[list[str]]) -> bool:
    """Whether it has the columns of its kind, and numbers where there should be some."""
    if len(rows) < 2 or len({len(row) for row in rows}) != 1:
        return False
    if kind == "registry-functions-activity":
        return rows[0][0] == "operational-registrars" and len(rows) == 2 and len(_numbers(rows[1])) >= len(rows[1]) - 1
    return rows[0][:2] == ["registrar-name", "iana-id"] and all(
        len(_numbers(row[2:])) == len(row) - 2 for row in rows[1:]
    )


def _numbers(cells: list[str]) -> list[str]:
    return [cell for cell in cells if _NUMBER.fullmatch(cell)]


def _judged_counts(row: list[str]) -> int:
    return 2003 if any(number.startswith("-") for number in _numbers(row)) else 1000


def _sums(rows: list[list[int]], columns: int) -> list[int]:
    return [sum(row[number] for row in rows) for number in range(columns)]


def _result(code: int, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> Reply:
    body = (
        f'<iirdea:response xmlns:iirdea="{IETF}iirdea-1.0"><iirdea:result code="{code}"><iirdea:msg>'
        f"{'No ERRORs were found' if code == 1000 else 'A report is not as it should be'}</iirdea:msg></iirdea:result>"
        "</iirdea:response>"
    )
    return Reply(status, body.encode(), {"Content-Type": "text/xml"})
