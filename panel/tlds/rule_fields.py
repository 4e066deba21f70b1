"""Kinds of fields that rules need: lists as CSV, names and numbers in a line, rules that hold or do not."""

from dataclasses import asdict, dataclass, field
from functools import reduce
from typing import Any, Final

from panel.kit.fields import About, Choice, Lines, Problem, Text, Typed
from panel.tlds.ruled import Ruled
from registry.model.money import Money
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
class Numbers(Named):
    """Small numbers in their order, with blanks between them; nothing for as it is."""

    def read(self, typed: Typed, about: About) -> Any:
        words = super(Numbers, self).read(typed, about)
        if words is not None and not all(each.isdecimal() and len(each) <= 3 for each in words):
            raise Problem("Numbers alone, with blanks between them: 8 13.")
        return words and tuple(map(int, words))

    def shown(self, value: Any) -> dict[str, list[str]]:
        return super(Numbers, self).shown(tuple(map(str, value)))
