"""Small pieces that all pages are made of: icons, badges, instants, sums.

A page of a list has hundreds of them. A macro costs several times what a function does, so these are functions, and those that
come again and again are drawn once; kit/parts.html hands them on to templates beside its macros.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from markupsafe import Markup, escape

from panel.kit import formats
from panel.kit.languages import language, said
from panel.kit.web import asset


def wrapped(tag: str, css: str, text: object, title: str = "") -> Markup:
    """Text in an element; `tag` and `css` are words of the program, everything else is escaped."""
    told = f' title="{escape(title)}"' if title else ""
    return Markup(f'<{tag} class="{css}"{told}>{escape(text)}</{tag}>')  # noqa: S704


def link(address: str, css: str, text: object) -> Markup:
    """Text that leads somewhere."""
    return Markup(f'<a class="{css}" href="{escape(address)}">{escape(text)}</a>')  # noqa: S704


def icon(name: str, extra: str = "") -> Markup:
    """A picture of Tabler's, by its name there."""
    return _icon(asset("vendor/icons.svg"), name, extra)


@lru_cache(1024)
def _icon(file: str, name: str, extra: str) -> Markup:
    return Markup(  # noqa: S704  names of the program
        f'<svg class="icon {escape(extra)}" width="24" height="24" fill="none" stroke="currentColor" stroke-width="2"'
        ' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">'
        f'<use href="{escape(file)}#{escape(name)}"></use></svg>'
    )


def badge(text: object, tone: str) -> Markup:
    return wrapped("span", f"badge nh-badge nh-tone-{tone}", said(text))


def status(name: str) -> Markup:
    """A status by its words, and as the protocol writes it when pointed at."""
    return _status(name, language())


@lru_cache(1024)
def _status(name: str, language: str) -> Markup:
    return wrapped("span", f"badge nh-badge nh-tone-{formats.tone(name)}", said(formats.words(name)), name)


def statuses(names: Iterable[str]) -> Markup:
    return wrapped("span", "nh-badges", Markup("").join(status(each) for each in names))


def day(instant: datetime) -> Markup:
    return _time(instant, formats.day(instant))


def moment(instant: datetime) -> Markup:
    return _time(instant, formats.moment(instant))


def ago(instant: datetime, now: datetime) -> Markup:
    return _time(instant, formats.distance(instant, now))


def _time(instant: datetime, text: str) -> Markup:
    """For people, exactly when pointed at, and for programs."""
    exactly = formats.exactly(instant)
    return Markup(f'<time datetime="{instant.isoformat()}" title="{exactly}">{escape(text)}</time>')  # noqa: S704


def money(minor: int, currency: str) -> Markup:
    return wrapped("span", "nh-money text-danger" if minor < 0 else "nh-money", formats.amount(minor, currency))


def booked(minor: int, currency: str) -> Markup:
    """A booking: what comes in stands out, what goes out is the rule."""
    if minor > 0:
        return wrapped("span", "nh-money nh-tone-green", f"+{formats.amount(minor, currency)}")
    return wrapped("span", "nh-money", formats.amount(minor, currency))
