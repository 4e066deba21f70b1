"""Values of lists as programs and spreadsheets read them: what a cell draws, without the drawing."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Final

from panel.kit.lists import Column, Row
from registry.model.money import EXPONENTS

# Cells whose value is several columns of a table, by their endings.
_SPREAD: Final[Mapping[str, tuple[str, ...]]] = {"price": ("", "_currency"), "booked": ("", "_currency")}
_AS_IT_IS: Final = frozenset({str, int, bool, type(None)})
# A spreadsheet would take a text that begins so for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def plain(column: Column, row: Row) -> object:
    """The value as JSON has it: instants as text in UTC, money as {"amount": "10.00", "currency": "USD"}."""
    value = row[column.name]
    if value is None:
        return None
    if column.cell in _SPREAD:
        return _money(value)
    if column.cell == "balances":
        return [_money(each) for each in value]
    return as_json(value)


def as_json(value: object) -> object:
    """Any value as JSON has it: instants as text in UTC."""
    if type(value) in _AS_IT_IS:  # nearly every value, and a list has thousands
        return value
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list | tuple | set | frozenset):
        return [as_json(each) for each in value]
    return value if isinstance(value, str | int | float | bool | dict) else str(value)


def _money(text: str) -> dict[str, str]:
    """From `1000 USD`, minor units first, as the queries of lists give it; what stands behind is for the drawing."""
    minor, currency = text.split(" ")[:2]
    return {"amount": str(Decimal(minor).scaleb(-EXPONENTS.get(currency, 2))), "currency": currency}


def headings(columns: Iterable[Column]) -> list[str]:
    """The first line of a table: names of columns, some of them in parts."""
    return [column.name + ending for column in columns for ending in _SPREAD.get(column.cell, ("",))]


def line(columns: Iterable[Column], row: Row) -> list[str | int | float | Decimal]:
    """A row of a table, one value for each of `headings`; nothing in it is taken for a formula."""
    values: list[str | int | float | Decimal] = []
    for column in columns:
        value = plain(column, row)
        if column.cell in _SPREAD:
            money = value if isinstance(value, dict) else {}
            amount = money.get("amount")
            values += [Decimal(amount) if amount else "", str(money.get("currency", ""))]
        else:
            values.append(_calm(value))
    return values


def _calm(value: object) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value
    if isinstance(value, list):
        text = "; ".join(" ".join(map(str, each.values())) if isinstance(each, dict) else str(each) for each in value)
    else:
        text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
