"""Verifying a registrar's deposit: its files held against their digests, their columns and one another, in bounded memory."""

import io
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, cast

from rde.file import Content, content_of
from rde.registrar.files import digest
from rde.registrar.layout import FileKind, Layout
from rde.registrar.rows import rows_of
from rde.verify.findings import Findings
from rde.verify.spool import scratch
from registry.model.names import is_fqdn

_TABLES: Final = """
    CREATE TABLE name (name TEXT, gone INTEGER);
    CREATE TABLE handle (handle TEXT);
    CREATE TABLE reference (handle TEXT, name TEXT);
"""
_INDEXES: Final = """
    CREATE INDEX by_name ON name (name);
    CREATE INDEX by_handle ON handle (handle);
    CREATE INDEX by_reference ON reference (handle);
"""
_DIGEST: Final = re.compile(r"([0-9a-fA-F]{64})  (.+)")
_CHUNK: Final = 1 << 20
# The text of a name's or a handle's finding, and the query for those that have it.
_OF_WHOLE: Final[Mapping[str, tuple[str, str]]] = {
    "REGISTRAR_NAME_TWICE": (
        "it stands {} times",
        "SELECT name, count(*) FROM name WHERE NOT gone GROUP BY name HAVING count(*) > 1",
    ),
    "REGISTRAR_NAME_GONE_AND_HERE": (
        "it is in the file of names that are gone, too",
        "SELECT DISTINCT n.name, 0 FROM name n JOIN name g ON g.name = n.name AND g.gone WHERE NOT n.gone",
    ),
    "REGISTRAR_HANDLE_TWICE": (
        "it stands {} times",
        "SELECT handle, count(*) FROM handle GROUP BY handle HAVING count(*) > 1",
    ),
    "REGISTRAR_HANDLE_MISSING": (
        "{} refers to it",
        "SELECT handle, min(name) FROM reference r WHERE NOT EXISTS (SELECT 1 FROM handle h WHERE h.handle = r.handle)"
        " GROUP BY handle",
    ),
}
# What is missing after these may well have been there.
_CUT_SHORT: Final = frozenset(
    {"REGISTRAR_NOT_UTF8", "REGISTRAR_NOT_CSV", "REGISTRAR_HEADER_WRONG", "REGISTRAR_PART_MISSING"}
)
_UNUSED: Final = "SELECT handle FROM handle h WHERE NOT EXISTS (SELECT 1 FROM reference r WHERE r.handle = h.handle)"


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read: which deposit it is, as far as names of files tell it, and how much there is of it."""

    iana_id: int | None
    day: date | None
    kind: FileKind | None
    names: int
    handles: int
    gone: int
    findings: Findings


def verify_registrar(
    files: Iterable[Path] | Iterable[Content], layout: Layout, now: datetime, findings: Findings
) -> Seen:
    """Hold the files of one deposit against everything that its receiver would refuse it for. Raises OSError."""
    sorted_out = _Files(layout, sorted(map(content_of, files), key=lambda each: each.name), findings)
    kind = sorted_out.judge(now)
    if kind is None:
        return Seen(None, None, None, 0, 0, 0, findings)
    _judge_digests(sorted_out, findings)
    with scratch(_TABLES) as db:
        reading = _Reading(db, layout, sorted_out, findings)
        names, handles, gone = reading.read(kind), reading.read("hdl"), reading.read("del")
        reading.judge_whole(full=kind == "full")
    return Seen(sorted_out.iana_id, sorted_out.day, kind, names, handles, gone, findings)


class _Files:
    """The files of a deposit by what their names tell."""

    def __init__(self, layout: Layout, given: Sequence[Content], findings: Findings) -> None:
        self._layout = layout
        self._findings = findings
        self.digests = [each for each in given if layout.is_hash(each.name)]
        self.parts: dict[FileKind, dict[int, Content]] = {}
        self._told: set[tuple[int | None, str]] = set()
        self.iana_id: int | None = None
        self.day = date.min
        for each in given:
            if each not in self.digests:
                self._take(each)

    def _take(self, content: Content) -> None:
        found = self._layout.read_name(content.name)
        if found is None:
            self._findings.add("REGISTRAR_FILE_UNKNOWN", content.name, f"it is not named like {self._layout.name}")
            return
        told = found.groupdict()
        kind = cast(FileKind, told["kind"])  # of those that the pattern knows
        self._told.add((int(told["iana"]) if "iana" in told else None, told["date"]))
        self.parts.setdefault(kind, {})[int(told["part"])] = content

    @property
    def every(self) -> list[Content]:
        return [content for parts in self.parts.values() for content in parts.values()]

    def judge(self, now: datetime) -> FileKind | None:
        """The kind of deposit that it is; None where there is no use in reading it."""
        kinds: list[FileKind] = [each for each in ("full", "inc") if each in self.parts]
        if not kinds:
            self._findings.add("REGISTRAR_NAMES_MISSING", "", "no file is one of names")
            return None
        if len(kinds) > 1 or len(self._told) > 1 or len(self.digests) > 1:
            self._findings.add("REGISTRAR_SEVERAL_DEPOSITS", "", "verify one after the other")
            return None
        ((self.iana_id, day),) = self._told
        try:
            self.day = date.fromisoformat(day)
        except ValueError:
            self._findings.add("REGISTRAR_DATE_INVALID", "", f"{day} in the files' names is no day")
        if self.day > now.astimezone(UTC).date():
            self._findings.add("REGISTRAR_DAY_IN_FUTURE", "", f"{day} has not begun")
        if self._layout.handles and "hdl" not in self.parts:
            self._findings.add("REGISTRAR_FILE_MISSING", "", "there is no file of handles")
        for kind, parts in self.parts.items():
            wanted = range(self._layout.first, self._layout.first + len(parts))
            if sorted(parts) != list(wanted):
                said = ", ".join(map(str, sorted(parts)))
                self._findings.add("REGISTRAR_PART_MISSING", kind, f"the parts are {said}, and begin with {wanted[0]}")
        return kinds[0]


def _judge_digests(files: _Files, findings: Findings) -> None:
    if not files.digests:
        findings.add("REGISTRAR_HASH_MISSING", "", "no file is one of digests")
        return
    told = dict(_told_digests(files.digests[0], findings))
    there = {each.name: each for each in files.every}
    for name in told.keys() - there.keys():
        findings.add("REGISTRAR_FILE_MISSING", name, "its digest is told, and it is not there")
    for name, content in there.items():
        if name not in told:
            findings.add("REGISTRAR_HASH_UNTOLD", name, "no digest is told of it")
        elif (found := digest(content)) != told[name]:
            findings.add("REGISTRAR_HASH_MISMATCH", name, f"it has {found}, and is told to have {told[name]}")


def _told_digests(content: Content, findings: Findings) -> Iterator[tuple[str, str]]:
    with io.TextIOWrapper(content.open(), encoding="utf-8", errors="replace") as file:
        number = 0
        while line := file.readline(_CHUNK):
            number += 1
            found = _DIGEST.fullmatch(line.rstrip("\r\n"))
            if found:
                yield found[2], found[1].lower()
            else:
                findings.add("REGISTRAR_HASH_INVALID", f"{content.name}:{number}", "it is no digest and name")


class _Reading:
    """The rows of a deposit, each looked at by itself and noted for what only all of them tell."""

    def __init__(self, db: sqlite3.Connection, layout: Layout, files: _Files, findings: Findings) -> None:
        self._db = db
        self._layout = layout
        self._files = files
        self._findings = findings

    def read(self, kind: FileKind) -> int:
        """How many rows the files of a kind hold."""
        count = 0
        for where, values in rows_of(kind, self._layout, self._files.parts.get(kind, {}), self._findings):
            count += 1
            self._judge_row(kind, where, values)
        return count

    def _judge_row(self, kind: FileKind, where: str, values: Sequence[str]) -> None:
        fields = self._layout.fields(kind)
        for (header, field), value in zip(fields.items(), values, strict=True):
            about = f"{where} {header}"
            if not value:
                if field.demanded:
                    self._findings.add("REGISTRAR_FIELD_MISSING", about, "it is empty")
                elif field.wanted:
                    self._findings.add("REGISTRAR_CONTACT_MISSING", about, "it is empty")
            elif field.kind == "instant" and not self._layout.is_date(value):
                self._findings.add("REGISTRAR_DATE_INVALID", about, f"{value[:40]!r} is not written as agreed")
        said = {name: value for name, value in zip(self._layout.columns(kind), values, strict=True) if value}
        if kind == "hdl":
            self._db.execute("INSERT INTO handle VALUES (?)", (said.get("handle", ""),))
            return
        self._judge_name(kind, where, said.get("name", ""))
        if self._files.iana_id is not None and said.get("iana_id", "") not in ("", str(self._files.iana_id)):
            self._findings.add("REGISTRAR_IANA_MISMATCH", where, f"{said['iana_id'][:40]} is another's")
        if self._layout.handles:
            references = (
                value for header, value in zip(fields, values, strict=True) if fields[header].kind == "handle"
            )
            told = [(handle, said.get("name", "")) for value in references for handle in value.split()]
            self._db.executemany("INSERT INTO reference VALUES (?, ?)", told)

    def _judge_name(self, kind: FileKind, where: str, name: str) -> None:
        if not name:
            return
        self._db.execute("INSERT INTO name VALUES (?, ?)", (name, kind == "del"))
        if not is_fqdn(name, 2):
            self._findings.add("REGISTRAR_NAME_INVALID", where, f"{name[:80]!r} is no name")
        elif self._layout.leaves_out(name):
            self._findings.add("REGISTRAR_NAME_LEFT_OUT", where, f"{name} is not deposited")

    def judge_whole(self, *, full: bool) -> None:
        self._db.executescript(_INDEXES)
        whole = not _CUT_SHORT & self._findings.by_code.keys() and (
            self._files.parts.get("hdl") or not self._layout.handles
        )
        for code, (text, query) in _OF_WHOLE.items():
            if code == "REGISTRAR_HANDLE_MISSING" and not whole:
                continue
            for about, more in self._db.execute(query):
                self._findings.add(code, about, text.format(more))
        if full and whole:
            for (handle,) in self._db.execute(_UNUSED):
                self._findings.add("REGISTRAR_HANDLE_UNUSED", handle, "no name refers to it")
