"""What values look like to programs, in JSON Schema 2020-12: of columns as they are told, of fields as they are taken."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from panel.kit.fields import Field
from panel.kit.filters import Filter
from panel.kit.lists import Column

Shape = dict[str, Any]

INSTANT: Final[Shape] = {"type": "string", "format": "date-time", "examples": ["2026-03-31T09:30:00Z"]}
DAY: Final[Shape] = {"type": "string", "format": "date", "examples": ["2026-03-31"]}
MONEY: Final[Shape] = {"$ref": "#/components/schemas/Money"}
_ANY: Final[Shape] = {"type": ["string", "number", "boolean", "null", "array", "object"]}
_TEXTS: Final[Shape] = {"type": "array", "items": {"type": "string"}}
_FLAG: Final[Shape] = {"type": "boolean"}

# Of cells whose values are all alike; what others draw may be a text or a number.
_TOLD: Final[Mapping[str, Shape]] = {
    "day": INSTANT,
    "expiry": INSTANT,
    "moment": INSTANT,
    "date": DAY,
    "yes": _FLAG,
    "price": MONEY,
    "booked": MONEY,
    "balances": {"type": "array", "items": MONEY},
    "names": _TEXTS,
    "tags": _TEXTS,
    "statuses": _TEXTS,
    "registrar": {"type": "string"},
    "octets": {"type": "integer"},
    "milliseconds": {"type": "number"},
    "seconds": {"type": "integer"},
}


def of_column(column: Column) -> Shape:
    """A value as a list tells it; nothing is null."""
    told = _TOLD.get(column.cell, _ANY)
    shape = told if told is _ANY else {"anyOf": [told, {"type": "null"}]}
    return {"title": column.title, **shape}


def of_filter(each: Filter, name: str) -> Shape:
    """What a filter takes, as text; an empty one asks for nothing."""
    titled: Shape = {"title": each.title, "maxLength": each.longest}
    options = getattr(each, "options", None)
    match each.kind:
        case "choice" if options and not getattr(each, "source", ""):
            return {"title": each.title, "type": "string", "enum": ["", *options]}
        case "dates":
            return {
                **titled,
                "type": "string",
                "pattern": r"^((19[0-9][1-9]|20[0-9]{2})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]))?$",
            }
        case "month":
            return {**titled, "type": "string", "pattern": r"^(20[0-9]{2}-(0[1-9]|1[0-2]))?$", "examples": ["2026-03"]}
        case "numbers":
            return {**titled, "type": "string", "pattern": "^(-?[0-9]{1,15})?$"}
        case "network":
            return {**titled, "type": "string", "examples": ["192.0.2.0/24"]}
    return {**titled, "type": "string"}


def of_field(each: Field) -> Shape:
    """A value as a deed takes it. What the core thinks of it besides, it says itself."""
    shape = _TAKEN.get(each.kind, _of_text)(each)
    return {"title": each.title, **({"description": each.hint} if each.hint else {}), **shape}


def _of_text(each: Any) -> Shape:
    return {"type": "string", "maxLength": getattr(each, "longest", 1_000_000)}


def _of_choice(each: Any) -> Shape:
    if callable(each.options):
        return {"type": "string", "maxLength": 255}
    options = list(each.options)
    return {"type": "string", "enum": options if each.required else ["", *options]}


def _of_several(each: Any) -> Shape:
    items = {"type": "string"} if callable(each.options) else {"type": "string", "enum": list(each.options)}
    return {"type": "array", "items": items, "maxItems": 1_000, **({"minItems": 1} if each.required else {})}


def _of_rows(each: Any) -> Shape:
    only, *others = each.columns
    if not others and not only.name:
        items = of_field(only)
    else:
        columns = {column.name: of_field(column) for column in each.columns}
        items = {"type": "object", "properties": columns, "additionalProperties": False}
    return {"type": "array", "items": items, "maxItems": each.most}


_TAKEN: Final[Mapping[str, Callable[[Any], Shape]]] = {
    "choice": _of_choice,
    "several": _of_several,
    "rows": _of_rows,
    "flag": lambda each: _FLAG,
    "number": lambda each: {"type": "integer", "minimum": each.least, "maximum": each.most},
    "span": lambda each: {"type": "number", "minimum": 0, "maximum": each.most, "examples": [30]},
    "day": lambda each: DAY,
    "month": lambda each: {"type": "string", "pattern": "^20[0-9]{2}-(0[1-9]|1[0-2])$", "examples": ["2026-03"]},
    "instant": lambda each: INSTANT,
    "amount": lambda each: MONEY,
    "secret": lambda each: {
        "type": "string",
        "format": "password",
        "writeOnly": True,
        "maxLength": each.longest,
        **({"minLength": 1} if each.required else {}),
    },
    "upload": lambda each: {"type": "string", "contentEncoding": "base64"},
}


def example_of(shape: Shape) -> object:
    """A value that fits, for people to see."""
    if "examples" in shape:
        return shape["examples"][0]
    if "enum" in shape:
        return next((each for each in shape["enum"] if each), "")
    if shape.get("$ref") == MONEY["$ref"]:
        return {"amount": "10.00", "currency": "USD"}
    match shape.get("type"):
        case "array":
            return [example_of(shape["items"])]
        case "object":
            return {name: example_of(each) for name, each in shape.get("properties", {}).items()}
        case "boolean":
            return True
        case "integer" | "number":
            return max(1, shape.get("minimum", 1))
    return "…"
