"""What an answer says, and what it looks like, read from one declaration: the types of frozen dataclasses."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from panel.kit.api.shapes import DAY, INSTANT, MONEY, Shape
from panel.kit.plain import as_json
from registry.model.money import Money

_PLAIN: Final[Mapping[Any, Shape]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    Decimal: {"type": "string"},
    datetime: INSTANT,
    date: DAY,
    Money: MONEY,
    NoneType: {"type": "null"},
    Any: {},
    object: {},
    **{each: {"type": "string"} for each in (IPv4Address, IPv4Network, IPv6Address, IPv6Network)},
}
_MANY: Final = (list, tuple, frozenset, set, Sequence, Collection)


def shape_of(kind: Any) -> Shape:
    """In JSON Schema, of a type. Raises TypeError for one that programs cannot be told."""
    if kind in _PLAIN:
        return dict(_PLAIN[kind])
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Literal:
        return {"enum": list(parts)}
    if origin in (Union, UnionType):
        return {"anyOf": [shape_of(each) for each in parts]}
    if origin in _MANY:
        return {"type": "array", "items": shape_of(parts[0])}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": shape_of(parts[1])}
    if isinstance(kind, type) and is_dataclass(kind):
        members = {name: shape_of(each) for name, each in _members(kind).items()}
        return {"type": "object", "properties": members, "required": list(members), "additionalProperties": False}
    raise TypeError(f"programs cannot be told a {kind}")


@cache
def _members(kind: type) -> Mapping[str, Any]:
    hints = get_type_hints(kind)
    return {each.name: hints[each.name] for each in fields(kind)}


def told(value: Any) -> object:
    """The value as JSON has it; of sets the members in order."""
    if isinstance(value, Money):
        return {"amount": str(value), "currency": value.currency}
    if is_dataclass(value) and not isinstance(value, type):
        return {name: told(getattr(value, name)) for name in _members(type(value))}
    if isinstance(value, Mapping):
        return {str(name): told(each) for name, each in value.items()}
    if isinstance(value, set | frozenset):
        return [told(each) for each in sorted(value)]
    if isinstance(value, list | tuple):
        return [told(each) for each in value]
    return as_json(value)
