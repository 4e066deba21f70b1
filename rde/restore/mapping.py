"""The mapping file: who the registrars of a deposit are here, which IDN tables its tables are, where kept names go.

    kept_names = "reserved"        # the list for names that are no domains; else the first of the TLD's lists
    [registrars]
    "rar-17" = "alpha"             # one that is here already
    "rar-18" = { create = "beta" } # made of the deposit's record, with this handle
    [idn_tables]
    "zh-Hans" = "zh"

Registrars that it does not name keep their ids as handles: they are those that are here under them, or are made.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

_KEYS: Final = frozenset({"registrars", "idn_tables", "kept_names"})


class MappingUnclear(Exception):
    """The mapping file does not say what it should; the message says where."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """`handle` is ours; with `made`, there is none of that handle yet."""

    handle: str
    made: bool


@dataclass(frozen=True, slots=True)
class Identities:
    """What the deposit's names of registrars and IDN tables are here."""

    registrars: Mapping[str, Mapped] = field(default_factory=dict)
    idn_tables: Mapping[str, str] = field(default_factory=dict)
    kept_names: str | None = None

    def handle(self, registrar: str) -> str:
        mapped = self.registrars.get(registrar)
        return mapped.handle if mapped else registrar

    def table(self, name: str) -> str:
        return self.idn_tables.get(name, name)


def read_mapping(path: Path) -> Identities:
    """Raises MappingUnclear; OSError."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:  # of TOML, and of UTF-8
        raise MappingUnclear(f"{path} is no TOML: {error}") from None
    if unknown := sorted(document.keys() - _KEYS):
        raise MappingUnclear(f"{path}: there is no {unknown[0]}; it may have {', '.join(sorted(_KEYS))}")
    kept = document.get("kept_names")
    if kept is not None and not isinstance(kept, str):
        raise MappingUnclear(f"{path}: kept_names is the name of a list")
    registrars = {each: _mapped(path, each, said) for each, said in _table(path, document, "registrars").items()}
    tables = _table(path, document, "idn_tables")
    if wrong := next((each for each, said in tables.items() if not isinstance(said, str)), None):
        raise MappingUnclear(f"{path}: idn_tables.{wrong} is the name of a table")
    _demand_single(path, registrars)
    return Identities(registrars, tables, kept)


def _table(path: Path, document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = document.get(key, {})
    if not isinstance(found, dict):
        raise MappingUnclear(f"{path}: {key} is a table")
    return found


def _mapped(path: Path, registrar: str, said: object) -> Mapped:
    match said:
        case str():
            return Mapped(said, made=False)
        case {"create": str() as handle, **others} if not others:
            return Mapped(handle, made=True)
    raise MappingUnclear(f'{path}: registrars.{registrar} is a handle, or {{ create = "HANDLE" }}')


def _demand_single(path: Path, registrars: Mapping[str, Mapped]) -> None:
    """Several may become one that is here; one that is made is made of one record."""
    made: dict[str, str] = {}
    for each, mapped in registrars.items():
        if mapped.made and (other := made.setdefault(mapped.handle, each)) != each:
            raise MappingUnclear(f"{path}: {other} and {each} would both be made {mapped.handle}")
