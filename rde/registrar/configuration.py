"""The file of registrars that deposit: a table for each, read whole and refused in words where something in it is wrong."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, get_args
from urllib.parse import quote

from rde.registrar.fields import HANDLE_FIELDS, NAME_FIELDS, Field, Form
from rde.registrar.layout import LAYOUTS, Columns, Dates, Layout, Specification, problem_of_pattern
from registry.model.deposit import Schedule
from registry.settings import Escrow, SettingsError

# Where finished deposits go: to the agent's server, sealed, or into a folder from which the agent's own client takes them.
Place = Literal["sftp", "folder"]


@dataclass(frozen=True, slots=True)
class Depositor:
    """A registrar that deposits: how its files look, when they are made, and `escrow`, how they are sealed and where they go.

    `iana_id`: what the registrar's record must say, None: whatever it says. `folder`: of `place` folder.
    """

    registrar: str
    layout: Layout
    schedule: Schedule
    place: Place
    folder: Path | None
    iana_id: int | None
    escrow: Escrow = field(repr=False)


NOBODY: Final[Mapping[str, Depositor]] = MappingProxyType({})


def read_depositors(escrow: Escrow) -> Mapping[str, Depositor]:
    """By handle; none where there is no file. Raises SettingsError with every problem at once."""
    path = escrow.registrars
    if not path.is_file():
        return NOBODY
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError((f"escrow.registrars: {path} cannot be read: {error.strerror}",)) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        # not what it says of the place, which may show a passphrase
        raise SettingsError((f"escrow.registrars: {path} is not TOML in UTF-8 ({type(error).__name__})",)) from None
    problems: list[str] = []
    found = {handle: _Reading(path, handle, problems).depositor(table, escrow) for handle, table in tables.items()}
    if problems:
        raise SettingsError(tuple(f"escrow.registrars: {path}: {each}" for each in problems))
    return MappingProxyType({handle: each for handle, each in found.items() if each})


# --- what a table may say ----------------------------------------------------------------------------------------------

# Of these a registrar has its own where it says so, and the installation's else.
_OF_ESCROW: Final = {
    "agent_key": Path,
    "agent_fingerprint": str,
    "signing_key": Path,
    "signing_passphrase": str,
    "engine": str,
    "compression": int,
    "split_mib": int,
    "armoured_signatures": bool,
    "sftp_host": str,
    "sftp_port": int,
    "sftp_user": str,
    "sftp_folder": str,
    "sftp_key": Path,
    "sftp_passphrase": str,
    "sftp_host_keys": Path,
}
_OF_REGISTRAR: Final = {
    "specification": str,
    "schedule": str,
    "place": str,
    "folder": Path,
    "iana_id": int,
    "rows": int,
    "first_part": int,
    "name": str,
    "hash_name": str,
    "dates": str,
    "postal": str,
    "left_out": list,
    "departures": bool,
    "columns": dict,
}
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "specification": get_args(Specification),
    "schedule": get_args(Schedule),
    "place": get_args(Place),
    "dates": get_args(Dates),
    "postal": get_args(Form),
    "engine": ("auto", "gpg", "sequoia"),
}
_LEAST: Final = {"iana_id": 1, "rows": 1, "first_part": 0, "compression": 1, "split_mib": 0, "sftp_port": 1}
_MOST: Final = {"compression": 9, "sftp_port": 65535}
_WORDS: Final[Mapping[type, str]] = {
    str: "a text",
    Path: "a path",
    int: "a whole number",
    bool: "true or false",
    list: "a list of TLDs",
    dict: "a table",
}


class _Reading:
    """One registrar's table; what is wrong with it is added to the problems."""

    def __init__(self, path: Path, handle: str, problems: list[str]) -> None:
        self._base = path.parent
        self._handle = handle
        self._problems = problems

    def depositor(self, table: object, escrow: Escrow) -> Depositor | None:
        before = len(self._problems)
        said = self._values(table)
        layout = self._layout(said)
        place: Place = said.get("place", "sftp")
        if place == "folder" and "folder" not in said:
            self._wrong("folder", 'is missing: with place = "folder" deposits are put there')
        own = {key: said[key] for key in _OF_ESCROW if key in said}
        # never a folder above, whatever a registrar is called
        folder = escrow.folder / "registrars" / f"of-{quote(self._handle, safe='')}"
        chosen = replace(escrow, folder=folder, **own)
        if place == "sftp" and not (chosen.sftp_host and chosen.sftp_user):
            self._wrong("sftp_host", "or sftp_user is missing, here and in the settings: where do deposits go?")
        if len(self._problems) > before:
            return None
        schedule: Schedule = said.get("schedule", "daily")
        return Depositor(self._handle, layout, schedule, place, said.get("folder"), said.get("iana_id"), chosen)

    def _values(self, table: object) -> dict[str, Any]:
        if not isinstance(table, dict):
            self._problems.append(f"{self._handle}: stands outside of a table; a registrar is a table [HANDLE]")
            return {}
        kinds: dict[str, type] = {**_OF_REGISTRAR, **_OF_ESCROW}
        said: dict[str, Any] = {}
        for key, value in table.items():
            if key not in kinds:
                self._wrong(key, f"is no key; there are {', '.join(sorted(kinds))}")
            elif self._fits(key, value, kinds[key]):
                said[key] = self._base / value if kinds[key] is Path else value
        return said

    def _fits(self, key: str, value: object, kind: type) -> bool:
        """Values are not repeated: they might be secret."""
        raw = str if kind is Path else kind
        if not isinstance(value, raw) or (isinstance(value, bool) and kind is not bool):
            return self._wrong(key, f"is not {_WORDS[kind]}")
        if key in _CHOICES and value not in _CHOICES[key]:
            return self._wrong(key, f"is none of {', '.join(_CHOICES[key])}")
        if isinstance(value, int) and not _LEAST.get(key, value) <= value <= _MOST.get(key, value):
            return self._wrong(key, f"is not between {_LEAST.get(key)} and {_MOST.get(key, 'any number')}")
        if isinstance(value, list) and not all(isinstance(each, str) for each in value):
            return self._wrong(key, "is not a list of TLDs")
        return True

    def _layout(self, said: Mapping[str, Any]) -> Layout:
        standard = LAYOUTS[said.get("specification", "2024")]
        columns = said.get("columns", {})
        for key in columns.keys() - {"domain", "handle"}:
            self._wrong(f"columns.{key}", "is no kind of file; there are domain and handle")
        layout = replace(
            standard,
            names=self._columns("domain", columns, NAME_FIELDS, standard.names),
            handles=self._columns("handle", columns, HANDLE_FIELDS, standard.handles),
            dates=said.get("dates", standard.dates),
            form=said.get("postal", standard.form),
            name=said.get("name", standard.name),
            hash_name=said.get("hash_name", ""),
            first=said.get("first_part", standard.first),
            rows=said.get("rows", standard.rows),
            left_out=frozenset(each.lower().strip(".") for each in said.get("left_out", ())),
            departures=said.get("departures", True),
        )
        self._judge_names(layout)
        return layout

    def _judge_names(self, layout: Layout) -> None:
        if problem := problem_of_pattern(layout.name, needed=("date", "kind", "part")):
            self._wrong("name", f"does not do: {problem}")
        if layout.hash_name and (problem := problem_of_pattern(layout.hash_name, needed=("date",))):
            self._wrong("hash_name", f"does not do: {problem}")

    def _columns(self, kind: str, columns: Mapping[str, Any], known: Mapping[str, Field], standard: Columns) -> Columns:
        if kind not in columns:
            return standard
        table, where = columns[kind], f"columns.{kind}"
        if not isinstance(table, dict) or not all(isinstance(name, str) for name in table.values()):
            self._wrong(where, "is not a table of fields by their headers")
            return standard
        for header, name in table.items():
            if name not in known:
                self._wrong(f"{where}.{header}", f"is mapped to no field; there are {', '.join(known)}")
            if not header or re.search(r"[\x00-\x1f\x7f]", header):
                self._wrong(where, "has a header that is empty or holds control characters")
        lacking = [name for name in self._needed(kind, table) if name not in table.values()]
        if lacking:
            self._wrong(where, f"has no column of {' and of '.join(lacking)}")
        return MappingProxyType(dict(table))

    def _needed(self, kind: str, table: Mapping[str, str]) -> Iterator[str]:
        """What rows cannot be known by without; a file of handles is left out by having no columns."""
        if kind == "domain":
            yield from ("name", "expires_at")
        elif table:
            yield "handle"

    def _wrong(self, key: str, words: str) -> bool:
        self._problems.append(f"{self._handle}.{key} {words}")
        return False
