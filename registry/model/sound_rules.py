"""What rules of a TLD must be like: read from a document without being half understood, and sensible before they count."""

import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from difflib import get_close_matches
from itertools import pairwise
from math import isfinite
from typing import Any, Final

from registry.model.disclosure import is_purpose
from registry.model.policy import Rules, Spans
from registry.model.pricing import EarlyAccess, Prices, Rate
from registry.model.registrar_facts import MOST_MONEY
from registry.model.steps import Step
from registry.model.texts import fits_xml

_ROLES: Final = frozenset({"admin", "billing", "tech"})
_LONGEST_SPAN: Final = 3660
_MOST_YEARS: Final = 99  # of a period, by RFC 5731
_LONGEST_LABEL: Final = 63
_SHORTEST_YEAR: Final = 365
_LONGEST_TEXT: Final = 200


class RulesUnsound(ValueError):
    """A document that holds no rules, or such as make no sense; the message says all that is wrong."""


def read_rules(document: object) -> Rules:
    """The rules of a document, as `Rules.document()` writes them. Raises RulesUnsound."""
    found = list(_of_form(document))
    if found:
        raise RulesUnsound("; ".join(found))
    try:
        rules = Rules.from_document(typing.cast(Mapping[str, Any], document))
    except (ValueError, TypeError) as error:
        raise RulesUnsound(str(error)) from None
    found = problems(rules)
    if found:
        raise RulesUnsound("; ".join(found))
    return rules


def problems(rules: Rules) -> list[str]:
    """All that speaks against rules, each in words; nothing, where they are sound."""
    # what is of the wrong kind cannot be compared
    return list(_of_kind(rules, Rules, "")) or list(_of_sense(rules))


def _of_form(document: object, kind: Any = Rules, where: str = "") -> Iterator[str]:
    """Keys that nobody knows, or that are missing; lists and objects that are something else."""
    if typing.get_origin(kind) is tuple:
        if not isinstance(document, list | tuple):
            yield f"{where} is a list"
            return
        for number, each in enumerate(document, 1):
            yield from _of_form(each, typing.get_args(kind)[0], f"{where} {number}")
    elif is_dataclass(kind) and isinstance(kind, type):
        if not isinstance(document, Mapping):
            yield f"{where or 'the whole'} is one JSON object"
            return
        hints = typing.get_type_hints(kind)
        dot = f"{where}." if where else ""
        for key, value in document.items():
            if key in hints:
                yield from _of_form(value, hints[key], f"{dot}{key}")
            else:
                near = get_close_matches(str(key), hints, n=1)
                yield f"{dot}{key} is unknown" + (f"; did you mean {near[0]}?" if near else "")
        yield from (f"{dot}{name} is missing" for name in _required(kind) if name not in document)


def _required(kind: Any) -> list[str]:
    return [each.name for each in fields(kind) if each.default is MISSING and each.default_factory is MISSING]


def _of_kind(value: Any, kind: Any, where: str) -> Iterator[str]:
    """Values that are not what the annotation of their field says."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Literal:
        if value not in arguments:
            yield f"{where} is {value!r}, and must be one of {', '.join(arguments)}"
    elif origin in (types.UnionType, typing.Union):
        if all(list(_of_kind(value, each, where)) for each in arguments if each is not types.NoneType) and (
            value is not None or types.NoneType not in arguments
        ):
            yield from _of_kind(value, arguments[0], where)
    elif origin is tuple:
        if not isinstance(value, tuple):
            yield f"{where} is {value!r}, and must be a list"
            return
        for each in value:
            yield from _of_kind(each, arguments[0], where)
    elif is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        for name in hints.keys() & {each.name for each in fields(kind)}:
            yield from _of_kind(getattr(value, name), hints[name], f"{where}.{name}".removeprefix("."))
    elif not _is(value, kind):
        yield f"{where} is {value!r}, and must be {_WORDS.get(kind, kind.__name__)}"


_WORDS: Final[Mapping[type, str]] = {int: "a whole number", float: "a number", bool: "true or false", str: "text"}


def _is(value: Any, kind: type) -> bool:
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, kind)


def _of_sense(rules: Rules) -> Iterator[str]:
    """Values of the right kind that contradict each other, or the world."""
    if not 1 <= rules.shortest_years <= rules.default_years <= rules.longest_years <= _MOST_YEARS:
        yield f"1 ≤ shortest_years ≤ default_years ≤ longest_years ≤ {_MOST_YEARS} does not hold"
    if not rules.longest_years <= rules.horizon_years <= _MOST_YEARS:
        yield f"longest_years ≤ horizon_years ≤ {_MOST_YEARS} does not hold"
    if not 1 <= rules.label_shortest <= rules.label_longest <= _LONGEST_LABEL:
        yield f"1 ≤ label_shortest ≤ label_longest ≤ {_LONGEST_LABEL} does not hold"
    if rules.transfer_years not in (0, 1):
        yield "transfer_years is neither 0 nor 1"
    for name in ("most_nameservers", "dnssec_most"):
        if not 0 <= getattr(rules, name) <= 100:
            yield f"{name} is not between 0 and 100"
    days = {f"spans.{each.name}": getattr(rules.spans, each.name) for each in fields(Spans)}
    for name, span in {**days, "transfer_lock_days": rules.transfer_lock_days}.items():
        if not 0 <= span <= _LONGEST_SPAN:
            yield f"{name} is not between 0 and {_LONGEST_SPAN} days"
    for name in ("dnssec_algorithms", "dnssec_digests"):
        if not all(0 <= number <= 255 for number in getattr(rules, name)):
            yield f"{name} are numbers from 0 to 255"
    if strange := set(rules.required_roles) - _ROLES:
        yield f"required_roles are of {', '.join(sorted(_ROLES))}, not {', '.join(sorted(strange))}"
    if rules.hosts_in_use == "restorable" and not rules.spans.redemption:
        yield "hosts_in_use is restorable, and nothing can be restored without spans.redemption"
    yield from _of_ladder(rules.ladder)
    if rules.variants == "same_registrant" and rules.contacts == "forbidden":
        yield "variants are those of the same registrant, and contacts are forbidden"
    yield from _of_disclosure(rules)
    yield from _of_money(rules)


def _of_disclosure(rules: Rules) -> Iterator[str]:
    for number, grant in enumerate(rules.disclosure, 1):
        where = f"disclosure {number}"
        if not grant.fields or not grant.roles:
            yield f"{where}: fields and roles name at least one each"
        if grant.persons == "legal" and rules.legal_persons == "none":
            yield f"{where}: persons are legal, and by legal_persons there are none"
        if grant.purpose and not is_purpose(grant.purpose):
            yield f"{where}: purpose has 1 to 64 visible characters of ASCII, without commas and quotes"


def _of_ladder(ladder: tuple[Step, ...]) -> Iterator[str]:
    """Steps in order, an end if it goes beyond the expiry, and a year's renewal that brings a name back from every step."""
    for before, after in pairwise(ladder):
        if not before.days < after.days:
            yield "ladder is in the order of its days, no two steps on one"
    for number, step in enumerate(ladder, 1):
        where = f"ladder {number}"
        if not -_LONGEST_SPAN <= step.days < _SHORTEST_YEAR:
            yield f"{where}: days is not between -{_LONGEST_SPAN} and {_SHORTEST_YEAR}"
        if step.transition == "renew":
            yield f"{where}: names are renewed where the ladder ends before their expiry"
        if step.days < 0 and step.transition != "notify":
            yield f"{where}: before the expiry nothing happens but notify"
        if step.transition == "expire" and step.days:
            yield f"{where}: names expire on day 0"
        if step.transition == "notify" and not step.text:
            yield f"{where}: text is missing"
        if step.text and not (len(step.text) <= _LONGEST_TEXT and fits_xml(step.text)):
            yield f"{where}: text has more than {_LONGEST_TEXT} characters, or such as do not fit into XML"
    ends = [step.transition == "delete" for step in ladder if step.days >= 0]
    if ends and (sum(ends) != 1 or not ends[-1]):
        yield "a ladder that goes beyond the expiry ends with its only delete"


def _of_money(rules: Rules) -> Iterator[str]:
    prices = {f"prices.{each.name}": getattr(rules.prices, each.name) for each in fields(Prices)}
    currencies = {"prices.currency": prices.pop("prices.currency")}
    lines: dict[str, Rate | EarlyAccess] = {f"rates {number}": each for number, each in enumerate(rules.rates, 1)}
    lines |= {f"early_access {number}": each for number, each in enumerate(rules.early_access, 1)}
    for name, line in lines.items():
        prices[f"{name}: amount"] = line.amount
        currencies[f"{name}: currency"] = line.currency
    for name, amount in prices.items():
        if not 0 <= amount <= MOST_MONEY:
            yield f"{name} is not between 0 and {MOST_MONEY} minor units"
    for name, currency in currencies.items():
        if not (len(currency) == 3 and currency.isascii() and currency.isupper() and currency.isalpha()):
            yield f"{name} is three capitals, as ISO 4217 has it"
