"""Reading what others wrote as CSV: the definitions in a deposit's document, and the rows of their files, typed."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Final, cast

from lxml import etree

from rde.csv.fields import KNOWN, PREFIXES, RDE_CSV

_PREFIX_OF: Final = {uri: prefix for prefix, uri in PREFIXES.items()}
_TRUE: Final = frozenset({"true", "1"})
_FALSE: Final = frozenset({"false", "0"})
# Longer than any field of a registry.
LONGEST_FIELD: Final = 1 << 16

Value = str | int | bool | datetime


class RowInvalid(Exception):
    """A row does not fit its definition; `what` says how: "fields" (too many, too few, no CSV), "required", or "type"."""

    def __init__(self, what: str, message: str) -> None:
        super().__init__(message)
        self.what = what


@dataclass(frozen=True, slots=True)
class Read:
    """A field as the document declares it. `key` tells it from the others of its definition: its name, and where there may be
    several of that name what makes the difference, as in `csvContact:fStreet/0` and `csvContact:fCity/loc`."""

    key: str
    type: str
    required: bool
    parent: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as the document lists it; `sum` in upper case, None where there is none."""

    name: str
    compression: str | None
    encoding: str
    sum: str | None
    algorithm: str


@dataclass(frozen=True, slots=True)
class Definition:
    """`namespace` is that of the kind of objects, such as csvDomain-1.0; `deletes` where its rows are of what is gone."""

    namespace: str
    name: str
    separator: str
    deletes: bool
    fields: tuple[Read, ...]
    files: tuple[Listed, ...]

    @property
    def parent(self) -> str | None:
        """The field that says whose rows they are; None for a file whose rows are objects themselves."""
        return next((field.key for field in self.fields if field.parent), None)


# The texts of a row by the keys of its fields, None for what is empty; `value` gives each its type.
Row = Mapping[str, str | None]


def definitions(element: etree._Element) -> Iterator[Definition]:
    """Those below a csvX:contents or csvX:deletes that its schema accepts."""
    kind = etree.QName(element)
    for each in element.iterchildren(f"{{{RDE_CSV}}}csv"):
        fields, files = each.find(f"{{{RDE_CSV}}}fields"), each.find(f"{{{RDE_CSV}}}files")
        yield Definition(
            kind.namespace or "",
            (each.get("name") or "").strip(),
            each.get("sep", ","),
            kind.localname == "deletes",
            tuple(_field(field) for field in fields.iterchildren("{*}*")) if fields is not None else (),
            tuple(_file(file) for file in files.iterchildren("{*}file")) if files is not None else (),
        )


def _field(element: etree._Element) -> Read:
    name = etree.QName(element)
    key = f"{_PREFIX_OF.get(name.namespace or '', name.namespace)}:{name.localname}"
    known = KNOWN.get(key)
    more = [each.strip() for each in (element.get("index"), element.get("name")) if each]
    if is_loc := element.get("isLoc", "").strip():
        more += ["loc" if is_loc in _TRUE else "int"]
    required = element.get("isRequired", "").strip()
    return Read(
        "/".join((key, *more)),
        _bare(element.get("type") or (known.type if known else "token")),
        required in _TRUE if required else bool(known and known.required),
        element.get("parent", "").strip() in _TRUE,
    )


def _bare(type_: str) -> str:
    """The published schemas write a backslash before the colon of their defaults."""
    return type_.strip().replace("\\", "")


def _file(element: etree._Element) -> Listed:
    cksum = (element.get("cksum") or "").strip().upper() or None
    return Listed(
        (element.text or "").strip(),
        element.get("compression"),
        element.get("encoding", "UTF-8").strip(),
        cksum,
        element.get("cksumAlg", "CRC32").strip(),
    )


def rows(definition: Definition, file: io.BufferedIOBase | BinaryIO) -> Iterator[Row | RowInvalid]:
    """The rows of a file, one after the other; what is wrong with one stands in its place, and the reading goes on.

    Raises UnicodeDecodeError for what is not UTF-8.
    """
    lines = io.TextIOWrapper(cast(BinaryIO, file), encoding="utf-8", errors="strict", newline="")
    try:
        yield from _rows(definition, lines)
    finally:
        lines.detach()  # the file is its owner's to close


def _rows(definition: Definition, lines: io.TextIOWrapper) -> Iterator[Row | RowInvalid]:
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(lines, delimiter=definition.separator, strict=True)
    keys = [field.key for field in definition.fields]
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield RowInvalid("fields", f"line {reader.line_num}: {error}")
            return
        if len(values) != len(keys):
            yield RowInvalid("fields", f"line {reader.line_num} has {len(values)} fields, not {len(keys)}")
            continue
        try:
            yield {
                field.key: _checked(field, text, reader.line_num)
                for field, text in zip(definition.fields, values, strict=True)
            }
        except RowInvalid as invalid:
            yield invalid


def value(field: Read, text: str) -> Value:
    """What a text means by the type of its field. Raises ValueError."""
    return _PARSED.get(field.type, str)(text)


def _checked(field: Read, text: str, line: int) -> str | None:
    if not text:
        if field.required:
            raise RowInvalid("required", f"line {line}: {field.key} is empty")
        return None
    try:
        value(field, text)
    except ValueError:
        raise RowInvalid("type", f"line {line}: {field.key} is {text[:80]}, which is no {field.type}") from None
    return text


def _boolean(text: str) -> bool:
    if text not in _TRUE | _FALSE:
        raise ValueError
    return text in _TRUE


def _number(low: int, high: int | None = None) -> Callable[[str], int]:
    def parsed(text: str) -> int:
        if not re.fullmatch(r"[+-]?[0-9]{1,20}", text):
            raise ValueError
        number = int(text)
        if number < low or (high is not None and number > high):
            raise ValueError
        return number

    return parsed


def _instant(text: str) -> datetime:
    if not text.endswith("Z"):
        raise ValueError
    return datetime.fromisoformat(text)


_PARSED: Final[Mapping[str, Callable[[str], Value]]] = {
    "dateTime": _instant,
    "boolean": _boolean,
    "unsignedByte": _number(0, 255),
    "unsignedShort": _number(0, 65_535),
    "positiveInteger": _number(1),
}
