"""When something that comes again comes next: a pure function of its beginning, its rhythm and an instant."""

import calendar
from datetime import datetime, timedelta
from typing import Final

RHYTHMS: Final[dict[str, str]] = {
    "once": "Once",
    "day": "Every day",
    "week": "Every week",
    "month": "Every month",
}
_SPANS: Final = {"day": timedelta(days=1), "week": timedelta(days=7)}


def next_after(first: datetime, every: str, after: datetime, until: datetime | None) -> datetime | None:
    """The first instant of the rhythm that lies behind `after`; None: there is none, or it lies behind `until`.

    What begins on the 31st comes on the last day of shorter months, and on the 31st again in the next long one.
    """
    if first > after:
        found: datetime | None = first
    elif every in _SPANS:
        span = _SPANS[every]
        found = first + span * ((after - first) // span + 1)
    elif every == "month":
        months = (after.year - first.year) * 12 + after.month - first.month
        found = next(each for each in (_months_on(first, months + more) for more in (0, 1)) if each > after)
    else:
        found = None
    return None if found is None or (until is not None and found > until) else found


def _months_on(first: datetime, months: int) -> datetime:
    years, month = divmod(first.month - 1 + months, 12)
    year = first.year + years
    return first.replace(year=year, month=month + 1, day=min(first.day, calendar.monthrange(year, month + 1)[1]))
