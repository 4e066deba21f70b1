"""Where the simulated clearinghouse takes files of registered names and says what is wrong with them (RFC 9361, section 6.3)."""

import csv
import re
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Final

from registry.clock import Clock
from registry.model.lordn import DEADLINE, HEADERS, RECENT_CLAIMS, Tray, is_wrong, written
from registry.model.tmch import NoSuchList, instant_of, lines_of

_NOTICE: Final = re.compile(r"[0-9a-fA-F]{8}[0-9]{1,19}", re.ASCII)
_SMD_ID: Final = re.compile(r"[0-9]+-[0-9]+", re.ASCII)
# Results of a line, by the names that the specification gives them.
OK, UNNOTED, NOTIFIED_EARLIER, LATE, SYNTAX, WRONG_TLD, WRONG_REGISTRAR, FUTURE, WRONG_NOTICE = (
    *(2000, 2001, 3603, 3610, 4501, 4601, 4602, 4603, 4609),
)


@dataclass
class Taken:
    """A file that was handed in, and the log of it; `asked` counts how often that was wanted."""

    tld: str
    tray: Tray
    created: str
    text: str
    log: str
    accepted: bool
    asked: int = 0


@dataclass
class Desk:
    """`registrars` are those that ICANN has accredited; a log is ready when it was asked for `busy` times."""

    clock: Clock
    registrars: set[int] = field(default_factory=set)
    busy: int = 0
    files: list[Taken] = field(default_factory=list)
    noted: dict[str, str] = field(default_factory=dict)

    def take(self, tld: str, tray: Tray, text: str) -> tuple[HTTPStatus, str]:
        """The status and the words of the answer; under 202 they are the number of the file."""
        try:
            lines = lines_of(text)
            created = instant_of(lines[0][1], 1)
            if lines[0][0] != "1" or tuple(lines[1]) != HEADERS[tray.kind] or int(lines[0][2]) != len(lines) - 2:
                raise NoSuchList("the first lines are not those of such a file")
        except (NoSuchList, IndexError, ValueError, csv.Error) as error:
            return HTTPStatus.BAD_REQUEST, f"Syntax error: {error}"
        place = (tld, tray, written(created))
        for number, each in enumerate(self.files, 1):
            if (each.tld, each.tray, each.created) == place:
                return HTTPStatus.ACCEPTED, _numbered(number)
        self.files.append(self._judged(tld, tray, written(created), text, lines[2:]))
        return HTTPStatus.ACCEPTED, _numbered(len(self.files))

    def log(self, number: str) -> tuple[HTTPStatus, str]:
        if not number.isascii() or not number.isdigit() or not 0 < int(number) <= len(self.files):
            return HTTPStatus.NOT_FOUND, "There is no such file"
        taken = self.files[int(number) - 1]
        taken.asked += 1
        return (HTTPStatus.NO_CONTENT, "") if taken.asked <= self.busy else (HTTPStatus.OK, taken.log)

    def _judged(self, tld: str, tray: Tray, created: str, text: str, lines: list[list[str]]) -> Taken:
        codes = [(line[0], self._result(tld, tray, line)) for line in lines if line]
        accepted = not any(is_wrong(code) for _, code in codes)
        if accepted:
            for line in lines:
                self.noted.setdefault(line[0], line[1])
        else:
            codes = [(roid, code if is_wrong(code) else UNNOTED) for roid, code in codes]
        warned = accepted and any(code >= 3000 for _, code in codes)
        flags = f"{'accepted' if accepted else 'rejected'},{'warnings-present' if warned else 'no-warnings'}"
        head = f"1,{written(self.clock.now())},{created},LOG{len(self.files) + 1:04},{flags},{len(codes)}"
        log = "\n".join([head, "roid,result-code", *(f"{roid},{code}" for roid, code in codes), ""])
        return Taken(tld, tray, created, text, log, accepted)

    def _result(self, tld: str, tray: Tray, line: list[str]) -> int:
        columns = len(HEADERS[tray.kind])
        try:
            if not columns - 1 <= len(line) <= columns:
                return SYNTAX
            roid, name, what, registrar, registered_at = line[:5]
            registered = instant_of(registered_at, 1)
            accepted = None if tray.kind == "sunrise" or line[5] == RECENT_CLAIMS else instant_of(line[5], 1)
            number = int(registrar)
        except (NoSuchList, ValueError):
            return SYNTAX
        if name.rpartition(".")[2] != tld.rpartition(".")[2] or not name.endswith(f".{tld}"):
            return WRONG_TLD
        if number not in self.registrars:
            return WRONG_REGISTRAR
        if tray.kind == "sunrise" and not _SMD_ID.fullmatch(what):
            return SYNTAX
        if tray.kind == "claims" and what != RECENT_CLAIMS and not _NOTICE.fullmatch(what):
            return WRONG_NOTICE
        return self._judged_in_time(roid, registered, accepted)

    def _judged_in_time(self, roid: str, registered: datetime, accepted: datetime | None) -> int:
        now = self.clock.now()
        if registered > now or (accepted is not None and accepted > now):
            return FUTURE
        if roid in self.noted:
            return NOTIFIED_EARLIER
        return LATE if now - registered > DEADLINE else OK


def _numbered(number: int) -> str:
    return f"{number:019}"
