"""How the files of a registrar's deposit look: columns, dates, names of files; as two specifications want them by default."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Final, Literal

from rde.registrar.fields import HANDLE_FIELDS, NAME_FIELDS, Field, Form
from registry.model.deposit import midnight
from registry.model.names import is_below

# ICANN's of 2007, and the one that follows the Registration Data Policy.
Specification = Literal["2007", "2024"]
# All names, those that changed, contacts, names that are gone, and the digests of the other files.
FileKind = Literal["full", "inc", "hdl", "del", "hash"]
# Headers to fields, in the order in which they stand.
Columns = Mapping[str, str]
# 2026-03-02 00:00:00, or 2026-03-02T00:00:00Z.
Dates = Literal["plain", "utc"]


@dataclass(frozen=True, slots=True)
class Layout:
    """Without columns of contacts there is no file of them. `hash_name`: where the file of digests is not named as others are.

    `rows` are the most of a file, `first` the number of the first part. `left_out`: TLDs whose names are not deposited, besides
    those of two letters in ASCII, which are countries'. `departures`: names that are gone are told in a file of their own.
    """

    names: Columns
    handles: Columns
    dates: Dates
    form: Form = "int"
    name: str = "{iana}_RDE_{date}_{kind}_{part}.csv"
    hash_name: str = ""
    first: int = 0
    rows: int = 100_000
    left_out: frozenset[str] = field(default_factory=frozenset)
    departures: bool = True

    def file_name(self, iana: int, day: date, kind: FileKind, number: int = 0) -> str:
        """Of the part of that number, from 0."""
        pattern = self.hash_name if kind == "hash" and self.hash_name else self.name
        return pattern.format(iana=iana, date=day.isoformat(), kind=kind, part=self.first + number)

    def read_name(self, name: str) -> re.Match[str] | None:
        """What the name of a file tells, in the groups `iana`, `date`, `kind` and `part`; None where it is not named so."""
        return re.fullmatch(_expression(self.name), name)

    def is_hash(self, name: str) -> bool:
        if self.hash_name:
            return re.fullmatch(_expression(self.hash_name), name) is not None
        found = self.read_name(name)
        return found is not None and found["kind"] == "hash"

    def leaves_out(self, name: str) -> bool:
        """Of a TLD, or of a name below one, whether it is not deposited."""
        top = name.rpartition(".")[2]
        return (len(top) == 2 and top.isascii()) or any(name == each or is_below(name, each) for each in self.left_out)

    def fields(self, kind: FileKind) -> Mapping[str, Field]:
        """What the columns of a file of that kind say, by their headers."""
        if kind == "hdl":
            return {header: HANDLE_FIELDS[name] for header, name in self.handles.items()}
        if kind == "del":
            return dict.fromkeys(self.departure_header, NAME_FIELDS["name"])
        return {header: NAME_FIELDS[name] for header, name in self.names.items()}

    def columns(self, kind: FileKind) -> tuple[str, ...]:
        """The names of the fields that the columns of a file of that kind say."""
        if kind == "hdl":
            return tuple(self.handles.values())
        return ("name",) if kind == "del" else tuple(self.names.values())

    @property
    def departure_header(self) -> tuple[str, ...]:
        """That of the file of names that are gone: the name's."""
        return (next(header for header, name in self.names.items() if name == "name"),)

    def is_date(self, text: str) -> bool:
        form = "%Y-%m-%d %H:%M:%S" if self.dates == "plain" else "%Y-%m-%dT%H:%M:%SZ"
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC) >= midnight(date(1970, 1, 1))
        except ValueError:
            return False

    def value_sql(self, each: Field) -> str:
        """SQL for the text of a field; empty where there is nothing to say."""
        sql = each.sql(self.form)
        if each.kind == "instant":
            form = "YYYY-MM-DD HH24:MI:SS" if self.dates == "plain" else 'YYYY-MM-DD"T"HH24:MI:SS"Z"'
            sql = f"to_char({sql}, '{form}')"
        return f"coalesce({sql}, '')"


_PLACES: Final[Mapping[str, str]] = {
    "iana": r"(?P<iana>\d+)",
    "date": r"(?P<date>\d{4}-\d{2}-\d{2})",
    "kind": "(?P<kind>full|inc|hdl|del|hash)",
    "part": r"(?P<part>\d+)",
}


def _expression(pattern: str) -> str:
    pieces = re.split(r"\{(\w+)\}", pattern)
    return "".join(_PLACES[piece] if number % 2 else re.escape(piece) for number, piece in enumerate(pieces))


def problem_of_pattern(pattern: str, *, needed: tuple[str, ...]) -> str | None:
    """Why files cannot be named so."""
    places = re.findall(r"\{(\w*)\}", pattern)
    bare = re.sub(r"\{\w*\}", "", pattern)
    if strange := [each for each in places if each not in _PLACES]:
        return f"it has the place {{{strange[0]}}}, and there are {', '.join(f'{{{each}}}' for each in _PLACES)}"
    if missing := [each for each in needed if each not in places]:
        return f"it lacks the place {{{missing[0]}}}, so two files would have one name"
    if len(set(places)) < len(places):
        return "it has a place twice"
    if not re.fullmatch(r"[\w.-]*", bare, re.ASCII) or pattern.startswith("."):
        return "it holds more than letters, digits, hyphens, underscores and dots, or begins with a dot"
    return None


_NAMES_2007: Final[Columns] = MappingProxyType(
    {
        "domain": "name",
        "expiration-date": "expires_at",
        "nameservers": "nameservers",
        "rt-handle": "registrant",
        "tc-handle": "tech",
        "ac-handle": "admin",
        "bc-handle": "billing",
    }
)
_HANDLES_2007: Final[Columns] = MappingProxyType(
    {
        "handle": "handle",
        "name": "name",
        "organization": "organization",
        "street": "street",
        "city": "city",
        "state": "state",
        "zip": "postal_code",
        "country": "country",
        "phone": "voice",
        "fax": "fax",
        "email": "email",
    }
)
_NAMES_2024: Final[Columns] = MappingProxyType(
    {
        "domain": "name",
        "expiration-date": "expires_at",
        "iana": "iana_id",
        "rt-name": "registrant.name",
        "rt-street": "registrant.street",
        "rt-city": "registrant.city",
        "rt-state": "registrant.state",
        "rt-zip": "registrant.postal_code",
        "rt-country": "registrant.country",
        "rt-phone": "registrant.voice",
        "rt-email": "registrant.email",
        "bc-name": "billing.name",
    }
)
LAYOUTS: Final[Mapping[Specification, Layout]] = {
    "2007": Layout(_NAMES_2007, _HANDLES_2007, "plain"),
    "2024": Layout(_NAMES_2024, MappingProxyType({}), "utc"),
}
