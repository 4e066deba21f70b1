"""Kinds of fields that rules need: lists as CSV, names and numbers in a line, rules that hold or do not."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import reduce
from typing import Any, Final

from panel.kit.fields import About, Choice, Lines, Problem, Text, Typed
from panel.kit.languages import gettext as _
from panel.kit.quantities import Instant
from panel.kit.row_fields import Rows
from panel.tlds.ruled import Ruled
from registry.model.money import EXPONENTS, Money
from registry.model.rule_tables import TABLES, read_entries, written


def in_force(key: str) -> Any:
    """Of a TLD the value that counts now, as its field reads it: sums as money in the TLD's currency, lists as entries."""

    def read(ruled: Ruled) -> Any:
        rules = ruled.in_force.rules
        value: Any = reduce(getattr, key.split("."), rules)
        if key in TABLES:
            return read_entries(key, written(key, map(asdict, value)))
        return Money(value, rules.prices.currency) if key.startswith("prices.") else value

    return read


@dataclass(frozen=True, slots=True)
class Entries(Lines):
    """A list of entries as CSV; the first line alone empties the list, and nothing leaves it as it is."""

    accept: str = ".csv,text/csv"
    longest: int = 400_000
    kind: str = field(default="lines", init=False)

    def read(self, typed: Typed, about: About) -> Any:
        text = super(Entries, self).read(typed, about)
        if text is None:
            return None
        try:
            return read_entries(self.name, text)
        except ValueError as error:
            raise Problem(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {self.name: [written(self.name, value)]}


@dataclass(frozen=True, slots=True)
class EntryRows(Rows):
    """A list of entries as rows, which have a column for whatever an entry says; no rows empty the list."""

    def read(self, typed: Typed, about: About) -> Any:
        if not {self.name, *self.parts} & typed.keys():
            return None
        rows = super(EntryRows, self).read(typed, about)
        try:
            return read_entries(self.name, written(self.name, map(_in_minor_units, rows)))
        except ValueError as error:
            raise Problem(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None

    def shown(self, value: Any) -> dict[str, list[str]]:
        return super(EntryRows, self).shown([self._row(entry) for entry in value])

    def _row(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        row: dict[str, Any] = {each.name: entry.get(each.name) for each in self.columns}
        for each in self.columns:
            if row[each.name] and isinstance(each, Instant):
                row[each.name] = datetime.fromisoformat(row[each.name])
        if "amount" in entry:
            row["amount"] = str(Money(entry["amount"], entry["currency"]))
        return row


def _in_minor_units(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Sums are typed as people write them."""
    if row.get("amount") is None:
        return row
    exponent = EXPONENTS.get(row["currency"], 2)
    amount = Decimal(row["amount"]).scaleb(exponent)
    if amount != int(amount):
        raise Problem(
            _("%(currency)s has %(number)d digits behind the point.")
            % {"currency": row["currency"], "number": exponent}
        )
    return {**row, "amount": int(amount)}


@dataclass(frozen=True, slots=True)
class Figure(Text):
    """A number of any size, kept as it is written; `below`: it may be one below nothing."""

    below: bool = False
    longest: int = 20

    def read(self, typed: Typed, about: About) -> str | None:
        text = super(Figure, self).read(typed, about)
        if text is not None and not re.fullmatch(
            r"-?[0-9]{1,12}(\.[0-9]{1,12})?" if self.below else r"[0-9]{1,12}(\.[0-9]{1,4})?", text
        ):
            raise Problem(_("That is no number: write it like 12.50."))
        return text


YES_NO: Final = {"yes": "Yes", "no": "No"}


@dataclass(frozen=True, slots=True)
class YesNo(Choice):
    """A rule that holds or does not; not to choose leaves it as it is."""

    options: Any = field(default_factory=lambda: YES_NO)

    def read(self, typed: Typed, about: About) -> Any:
        text = super(YesNo, self).read(typed, about)
        return None if text is None else text == "yes"

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {self.name: ["yes" if value else "no"]}


ROLES: Final = {
    "none": "None but its registrant",
    "admin": "Admin",
    "tech": "Tech",
    "admin tech": "Admin and tech",
    "admin tech billing": "Admin, tech and billing",
}


@dataclass(frozen=True, slots=True)
class Roles(Choice):
    """Which contacts are demanded."""

    options: Any = field(default_factory=lambda: ROLES)

    def read(self, typed: Typed, about: About) -> Any:
        text = super(Roles, self).read(typed, about)
        return None if text is None else () if text == "none" else tuple(text.split())

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {self.name: [" ".join(each for each in ("admin", "tech", "billing") if each in value) or "none"]}


@dataclass(frozen=True, slots=True)
class Named(Text):
    """Names of things in their order, with blanks between them; `none` for no thing, nothing for as it is."""

    longest: int = 2_000
    kind: str = field(default="text", init=False)

    def read(self, typed: Typed, about: About) -> Any:
        text = super(Named, self).read(typed, about)
        return None if text is None else () if text == "none" else tuple(text.replace(",", " ").split())

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {self.name: [" ".join(value) or "none"]}


@dataclass(frozen=True, slots=True)
class Words(Text):
    """Words with blanks between them, of a row."""

    longest: int = 2_000

    def read(self, typed: Typed, about: About) -> Any:
        text = super(Words, self).read(typed, about)
        return None if text is None else tuple(text.replace(",", " ").split())

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {self.name: [" ".join(value or ())]}


@dataclass(frozen=True, slots=True)
class Numbers(Named):
    """Small numbers in their order, with blanks between them; nothing for as it is."""

    def read(self, typed: Typed, about: About) -> Any:
        words = super(Numbers, self).read(typed, about)
        if words is not None and not all(each.isdecimal() and len(each) <= 3 for each in words):
            raise Problem("Numbers alone, with blanks between them: 8 13.")
        return words and tuple(map(int, words))

    def shown(self, value: Any) -> dict[str, list[str]]:
        return super(Numbers, self).shown(tuple(map(str, value)))
