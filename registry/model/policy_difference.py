"""What one version of a TLD's rules says otherwise than another, key by key, in values and in words."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from registry.model.money import Money
from registry.model.policy import Rules

# Keys of the price list that are sums in minor units of its currency.
_SUMS: Final = frozenset({"create", "renew", "transfer", "restore"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One key that is otherwise; of a list of entries, such as `rates`, one entry that comes (`before` None) or goes."""

    key: str
    before: object
    after: object
    is_entry: bool = False
    currencies: tuple[str, str] = ("", "")

    @property
    def words(self) -> str:
        if self.is_entry:
            return f"{self.key}: {'no more' if self.after is None else 'new'}: {_entry(self.after or self.before)}"
        old, new = self.currencies
        return f"{self.key}: {_value(self.key, self.after, new)} instead of {_value(self.key, self.before, old)}"


def differences(before: Rules, after: Rules) -> tuple[Difference, ...]:
    """In the order of the rules; nothing where they are the same."""
    old, new = _plain(before), _plain(after)
    currencies = before.prices.currency, after.prices.currency
    return tuple(each for key in new for each in _of(key, old[key], new[key], currencies))


def _plain(rules: Rules) -> dict[str, Any]:
    """The document as JSON has it, so that instants and lists compare by what they say."""
    document: dict[str, Any] = orjson.loads(
        orjson.dumps(rules.document(), default=_utc, option=orjson.OPT_PASSTHROUGH_DATETIME)
    )
    return document


def _utc(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    raise TypeError(f"{value!r} does not stand in rules")


def _of(key: str, old: Any, new: Any, currencies: tuple[str, str]) -> Iterator[Difference]:
    if old == new:
        return
    if isinstance(new, Mapping):
        for part in new:
            yield from _of(f"{key}.{part}", old.get(part), new[part], currencies)
    elif isinstance(new, list) and any(isinstance(each, Mapping) for each in (*old, *new)):
        yield from _of_entries(key, old, new)
    else:
        yield Difference(key, old, new, currencies=currencies)


def _of_entries(key: str, old: list[Any], new: list[Any]) -> Iterator[Difference]:
    """Entries that go, then those that come; where only their order is another, all go and come."""
    had, has = Counter(map(orjson.dumps, old)), Counter(map(orjson.dumps, new))
    gone, come = (had - has, has - had) if had != has else (had, has)
    yield from (Difference(key, orjson.loads(each), None, is_entry=True) for each in gone.elements())
    yield from (Difference(key, None, orjson.loads(each), is_entry=True) for each in come.elements())


def _entry(entry: Any) -> str:
    """An entry of a list without what it leaves open."""
    said = {name: value for name, value in entry.items() if value not in (None, [], "")}
    currency = said.pop("currency", None)
    if currency is not None and "amount" in said:
        said["amount"] = f"{Money(said['amount'], currency)} {currency}"
    return ", ".join(f"{name.replace('_', ' ')} {_plainly(value)}" for name, value in said.items())


def _value(key: str, value: object, currency: str) -> str:
    where, _, part = key.rpartition(".")
    if where == "prices" and part in _SUMS and isinstance(value, int):
        return f"{Money(value, currency)} {currency}"
    return _plainly(value)


def _plainly(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(map(str, value)) or "none"
    return str(value)
