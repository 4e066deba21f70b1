"""The charts of the dashboard, of what its queries found."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from babel.dates import format_date
from flask import current_app
from markupsafe import Markup

from panel.dashboard.queries import Booked, Charged, Day, Hour
from panel.kit.charts import Bars, Line, Place, every
from panel.kit.formats import amount, day, figure
from panel.kit.languages import gettext as _
from panel.kit.languages import language, locale

DAYS: Final = 90
HOURS: Final = 24
PACE_DAYS: Final = 30
NAMES: Final = (("create", "registered"), ("renewal", "renewed"), ("refused", "deleted"))
ANSWERS: Final = (("create", "done"), ("refused", "refused"), ("failed", "failed on our side"))


def names(found: Sequence[Day], now: datetime) -> Bars:
    """What became of names on each of the last days, the empty ones too."""
    known = {each.day: (each.creates, each.renewals, each.deletes) for each in found}
    days = days_until(now)
    places = _places(days, [known.get(each, (0, 0, 0)) for each in days])
    sums = [sum(place.figures[key] for place in places) for key in range(3)]
    said = _("Names in the last 90 days: %s registered, %s renewed, %s deleted") % tuple(map(figure, sums))
    return Bars(said, _("Day"), _titled(NAMES), places)


def accounts(found: Sequence[tuple[datetime, int]], now: datetime) -> Bars:
    """How many clients came on each of the last days."""
    known, days = dict(found), days_until(now)
    places = _places(days, [(known.get(each, 0),) for each in days])
    said = _("New clients in the last 90 days: %s") % figure(sum(known.values()))
    return Bars(said, _("Day"), (("create", _("new clients")),), places)


def commands(found: Sequence[Hour], now: datetime) -> Bars:
    """What was answered in each of the last hours."""
    known = {each.hour: (each.done, each.refused, each.failed) for each in found}
    last = now.replace(minute=0, second=0, microsecond=0)
    hours = [last - timedelta(hours=back) for back in reversed(range(HOURS))]
    shorts = every(6, [f"{each:%H:%M}" for each in hours])
    places = tuple(
        Place(f"{day(each)}, {each:%H:%M}", short, known.get(each, (0, 0, 0)))
        for each, short in zip(hours, shorts, strict=True)
    )
    sums = [sum(place.figures[key] for place in places) for key in range(3)]
    said = _("Commands in the last 24 hours: %s done, %s refused, %s failed on our side") % tuple(map(figure, sums))
    return Bars(said, _("Hour"), _titled(ANSWERS), places)


def balances(found: Sequence[Booked], now: datetime) -> list[tuple[str, Line]]:
    """What each account held at the end of each day, by its currency: from what it holds now, backwards."""
    days, charts = days_until(now), []
    for currency in dict.fromkeys(each.currency for each in found):
        mine = [each for each in found if each.currency == currency]
        ends = _ends(mine[0].balance, {each.day: each.amount for each in mine if each.day}, days)
        said = _("Balance in the last 90 days: from %(first)s to %(last)s") % {
            "first": amount(ends[0], currency),
            "last": amount(ends[-1], currency),
        }
        line = Line(said, _("End of day"), (("create", _("balance")),), _places(days, [(each,) for each in ends]))
        charts.append((currency, line))
    return charts


def revenue(found: Sequence[Charged], now: datetime) -> list[tuple[str, Line]]:
    """What registrars were charged on each day, less what was given back, by currency."""
    days, charts = days_until(now), []
    for currency in dict.fromkeys(each.currency for each in found):
        known = {each.day: each.amount for each in found if each.currency == currency}
        each_day = [known.get(each, 0) for each in days]
        said = _("Revenue in the last 90 days: %s") % amount(sum(each_day), currency)
        places = _places(days, [(each,) for each in each_day])
        charts.append((currency, Line(said, _("Day"), (("create", _("revenue")),), places)))
    return charts


def lasts(found: Sequence[Booked], now: datetime) -> dict[str, int | None]:
    """For how many days each account lasts, by its currency, at the pace of the last thirty; None: nothing is spent."""
    since, known = now - timedelta(days=PACE_DAYS), {}
    for each in found:
        spent = sum(
            one.paid_in - one.amount for one in found if one.currency == each.currency and one.day and one.day >= since
        )
        known[each.currency] = max(0, each.balance) * PACE_DAYS // spent if spent > 0 else None
    return known


def days_until(now: datetime) -> list[datetime]:
    last = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return [last - timedelta(days=back) for back in reversed(range(DAYS))]


def drawn(chart: Bars) -> Markup:
    """The picture; the same one is drawn once, for it consists of some hundred pieces."""
    return _drawn(chart, language())


@lru_cache(64)
def _drawn(chart: Bars, language: str) -> Markup:
    macros: Any = current_app.jinja_env.get_template("kit/charts.html").module
    return Markup(macros.bars(chart, figure))  # noqa: S704  a macro's own output


def _titled(keys: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((css, _(title)) for css, title in keys)


def _ends(held: int, booked: Mapping[datetime, int], days: Sequence[datetime]) -> list[int]:
    ends = []
    for each in reversed(days):
        ends.append(held)
        held -= booked.get(each, 0)
    return ends[::-1]


@lru_cache(512)
def _short(of: datetime, language: str) -> str:
    return format_date(of, "d MMM", locale())


def _places(days: Sequence[datetime], figures: Sequence[tuple[int, ...]]) -> tuple[Place, ...]:
    shorts = every(15, [_short(each, language()) for each in days])
    return tuple(Place(day(each), short, these) for each, short, these in zip(days, shorts, figures, strict=True))
