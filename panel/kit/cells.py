"""How one value of a list is drawn; a column names its cell. Each takes the value, its row, and now."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from flask import url_for
from markupsafe import Markup

from panel.kit import formats
from panel.kit.languages import gettext as _
from panel.kit.languages import said
from panel.kit.lists import COUNTED, Row
from panel.kit.pieces import badge, booked, day, icon, link, moment, status, statuses, wrapped

Cell = Callable[[Any, Row, datetime], object]

NOTHING: Final = Markup('<span class="nh-nothing text-secondary">–</span>')


def text(value: object, row: Row, now: datetime) -> object:
    return NOTHING if value is None or value == "" else value


def code(value: object) -> Markup:
    return wrapped("span", "nh-code", value)


def name(value: str) -> Markup:
    return wrapped("span", "nh-name", formats.shown_name(value))


def number(value: int | None, row: Row, now: datetime) -> Markup:
    return NOTHING if value is None else wrapped("span", "nh-number", formats.figure(value))


def counted(value: int, row: Row, now: datetime) -> Markup:
    """A count that stopped where counting stops."""
    return wrapped("span", "nh-number", f"{formats.figure(min(value, COUNTED))}{'+' if value > COUNTED else ''}")


def expiry(value: datetime, row: Row, now: datetime) -> Markup:
    """A day that approaches, and how far it is."""
    distance = wrapped("span", f"nh-distance nh-tone-{formats.nearness(value, now)}", formats.distance(value, now))
    return Markup(" ").join((day(value), distance))


def addresses(value: Sequence[str]) -> Markup:
    return code(", ".join(value[:2])) + _more(value, 2)


def names(value: Sequence[str]) -> Markup:
    return wrapped("span", "nh-names", Markup("").join(name(each) for each in value[:3]) + _more(value, 3))


def _more(value: Sequence[object], shown: int) -> Markup:
    return (
        Markup("") if len(value) <= shown else Markup(" ") + wrapped("span", "text-secondary", f"+{len(value) - shown}")
    )


def balances(value: Sequence[str]) -> Markup:
    """Each `minor currency low`: what is low is red."""
    drawn = []
    for minor, currency, low in (each.split(" ") for each in value):
        css = "nh-money text-danger" if low == "true" else "nh-money"
        drawn.append(wrapped("span", css, formats.amount(int(minor), currency)))
    return Markup("<br>").join(drawn)


def price(value: str) -> Markup:
    minor, currency = value.split(" ")[:2]
    return wrapped("span", "nh-money", formats.amount(int(minor), currency))


def booking(value: str) -> Markup:
    minor, currency = value.split(" ")[:2]
    return booked(int(minor), currency)


def verb(value: str, row: Row, now: datetime) -> object:
    said_ = said(formats.words(value))
    of = row.get("object")
    return Markup("{} {}").format(said_, wrapped("span", "text-secondary", of)) if of else said_


def about(value: str, row: Row, now: datetime) -> Markup:
    """What a row is about, by the kind of its object."""
    if not value:
        return NOTHING
    match row.get("object"):
        case "contact":
            return link(url_for("contacts.show", handle=value), "nh-quiet-link", value)
        case "host":
            return link(url_for("hosts.show", name=value), "nh-quiet-link nh-name", formats.shown_name(value))
        case "registrar":
            return link(url_for("registrars.show", handle=value), "nh-quiet-link nh-code", value)
        case "tld":
            return wrapped("span", "nh-name", f".{formats.shown_name(value)}")
        case _:
            return link(url_for("domains.show", name=value), "nh-quiet-link nh-name", formats.shown_name(value))


def on_day(value: date) -> Markup:
    return Markup('<time datetime="{}" class="text-nowrap">{}</time>').format(value.isoformat(), formats.day(value))


def in_month(value: date) -> Markup:
    return Markup('<time datetime="{}" class="text-nowrap">{}</time>').format(
        value.isoformat()[:7], formats.month(value)
    )


def yes(value: object) -> Markup:
    return icon("check") + wrapped("span", "visually-hidden", _("yes"))


def excerpt(value: str) -> Markup:
    return wrapped("span", "nh-excerpt", value if len(value) <= 75 else f"{value[:67].rsplit(' ', 1)[0]}...", value)


def tags(value: Sequence[str]) -> Markup:
    return wrapped("span", "nh-tags", Markup("").join(wrapped("span", "nh-tag", each) for each in value))


def _leads(endpoint: str, key: str, css: str = "nh-quiet-link") -> Cell:
    """A value that has a page of its own."""
    return _or_nothing(lambda value: link(url_for(endpoint, **{key: value}), css, value))


def _or_nothing(draw: Callable[[Any], object]) -> Cell:
    """Drawn by itself alone, where it is anything."""
    return lambda value, row, now: draw(value) if value else NOTHING


def _octets(value: int | None, row: Row, now: datetime) -> Markup:
    return NOTHING if value is None else wrapped("span", "nh-number", formats.octets(value))


CELLS: Final[Mapping[str, Cell]] = {
    "text": text,
    "name": _or_nothing(name),
    "code": _or_nothing(code),
    "number": number,
    "counted": counted,
    "status": lambda value, row, now: status(value),
    "statuses": lambda value, row, now: statuses(value),
    "registrar": _leads("registrars.show", "handle"),
    "by": _or_nothing(str),
    "seller": _leads("clients.show", "login"),
    "contact": _leads("contacts.show", "handle", "nh-quiet-link nh-code"),
    "day": _or_nothing(day),
    "moment": _or_nothing(moment),
    "expiry": expiry,
    "addresses": _or_nothing(addresses),
    "names": _or_nothing(names),
    "balances": _or_nothing(balances),
    "price": _or_nothing(price),
    "booked": _or_nothing(booking),
    "verb": verb,
    "about": about,
    "code_badge": lambda value, row, now: badge(value, formats.code_tone(value)),
    "milliseconds": lambda value, row, now: wrapped("span", "nh-number", f"{formats.tenths(value)} ms"),
    "seconds": lambda value, row, now: wrapped("span", "nh-number", formats.lasting(value)),
    "door": lambda value, row, now: wrapped("span", "text-uppercase small text-secondary", value),
    "kind": lambda value, row, now: str(said(formats.words(value))).capitalize(),
    "date": _or_nothing(on_day),
    "month": _or_nothing(in_month),
    "yes": _or_nothing(yes),
    "octets": _octets,
    "excerpt": _or_nothing(excerpt),
    "tags": _or_nothing(tags),
}

# Cells whose values are compared by their last digits: they stand at the right.
FIGURES: Final = frozenset({"number", "counted", "price", "booked", "balances", "octets", "milliseconds", "seconds"})
