"""ICANN's reporting interface, simulated: it reads what it is told as the draft says, and refuses what it should."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Final

from lxml import etree

from registry.clock import Clock
from schemas.xml_schemas import IETF, rri_schema
from wire.simulated import Asked, Reply, Simulated

_R: Final = f"{{{IETF}rdeReport-1.0}}"
_H: Final = f"{{{IETF}rdeHeader-1.0}}"
_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_MONTHLY: Final = ("registrar-transactions", "registry-functions-activity")


@dataclass
class SimulatedRri(Simulated):
    """`logins`: a name and a password for each TLD.

    Its own mishaps are codes, such as 2007 or 200:2001: it answers so, under HTTP 400 or the status that stands before. What was
    received is kept: `reports` by TLD and id, `months` by kind, TLD and month, `said` by TLD and day what the agent said.
    """

    clock: Clock
    logins: Mapping[str, tuple[str, str]]
    reports: dict[tuple[str, str], bytes] = field(default_factory=dict)
    months: dict[tuple[str, str, str], bytes] = field(default_factory=dict)
    said: dict[tuple[str, str], bytes] = field(default_factory=dict)

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
                return self._take_month(kind, tld, month, asked.body)
            case (("GET" | "HEAD"), ["info", "report", kind, tld, month]) if kind in _MONTHLY:
                return Reply(HTTPStatus.OK if (kind, tld, month) in self.months else HTTPStatus.NOT_FOUND)
            case "GET", ["info", "report", "escrow-agent-notification", tld, day]:
                found = self.said.get((tld, day))
                return Reply(HTTPStatus.OK, found) if found else Reply(HTTPStatus.NOT_FOUND)
        return Reply(HTTPStatus.NOT_FOUND)

    def notify(self, tld: str, day: str, status: str) -> None:
        """The agent says of a day that its deposit passed (DVPN), failed (DVFN), or did not come (DRFN)."""
        told = [body for (of, _), body in self.reports.items() if of == tld and f">{day}T".encode() in body]
        report = told[-1].partition(b"?>")[2].decode() if told and status != "DRFN" else ""
        received = f"<n:reDate>{day}T01:00:00Z</n:reDate>" if report else ""
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
        uris = [count.get("uri") for count in report.iterfind(f"{_H}header/{_H}count")]
        checks = (
            (2005, report.findtext(f"{_R}version") != "1"),
            (2006, report.findtext(f"{_R}id") != number),
            (2209, owner is None),
            (2202, owner != tld),
            (2004, datetime.fromisoformat(report.findtext(f"{_R}watermark") or "") > self.clock.now()),
            (2211, len(set(uris)) < len(uris)),
        )
        return next((code for code, broken in checks if broken), 1000)

    def _take_month(self, kind: str, tld: str, month: str, body: bytes) -> Reply:
        code = self._judged_month(kind, month, body)
        if code == 1000:
            self.months[kind, tld, month] = body
        return _result(code, HTTPStatus.OK if code == 1000 else HTTPStatus.BAD_REQUEST)

    def _judged_month(self, kind: str, month: str, body: bytes) -> int:
        if not _MONTH.fullmatch(month):
            return 2111
        if month >= self.clock.now().strftime("%Y-%m"):
            return 2004
        try:
            rows = list(csv.reader(io.StringIO(body.decode(), newline="")))
        except UnicodeDecodeError:
            return 2105
        if len(rows) < 2 or not body.endswith(b"\r\n") or len({len(row) for row in rows}) != 1:
            return 2001
        return _judged_totals(rows) if kind == "registrar-transactions" else 1000


def _judged_totals(rows: list[list[str]]) -> int:
    *lines, totals = rows[1:]
    numbers = [[int(cell) for cell in row[2:]] for row in (*lines, totals)]
    if any(number < 0 for row in numbers for number in row):
        return 2003
    if totals[0] != "Totals" or numbers[-1] != [sum(column) for column in zip(*numbers[:-1], strict=True)]:
        return 2101 if lines else 1000
    return 2103 if totals[1] else 1000


def _result(code: int, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> Reply:
    body = (
        f'<iirdea:response xmlns:iirdea="{IETF}iirdea-1.0"><iirdea:result code="{code}"><iirdea:msg>'
        f"{'No ERRORs were found' if code == 1000 else 'A report is not as it should be'}</iirdea:msg></iirdea:result>"
        "</iirdea:response>"
    )
    return Reply(status, body.encode(), {"Content-Type": "text/xml"})
