"""The picture of the reports: how many came in on each day, and how many were refused."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from babel.dates import format_date

from panel.kit.charts import Bars, Place, every
from panel.kit.formats import day, figure
from panel.kit.languages import gettext as _
from panel.kit.languages import locale

# More would be thinner than a line.
MOST: Final = 366


def sign_ins(found: Sequence[Mapping[str, Any]], first: datetime, last: datetime) -> Bars:
    """Of rows of the report, by day: every day between the first and the last, or the last ones of them, the empty ones too."""
    known = {each["day"]: (each["entered"], each["refused"]) for each in found}
    length = min((last - first).days + 1, MOST)
    days = [last - timedelta(days=back) for back in reversed(range(length))]
    shorts = every(max(1, length // 6), [format_date(each, "d MMM", locale()) for each in days])
    places = tuple(Place(day(each), short, known.get(each, (0, 0))) for each, short in zip(days, shorts, strict=True))
    came, refused = (sum(place.figures[key] for place in places) for key in range(2))
    said = _("Sign-ins from %(first)s to %(last)s: %(came)s came in, %(refused)s were refused") % {
        "first": day(days[0]),
        "last": day(days[-1]),
        "came": figure(came),
        "refused": figure(refused),
    }
    return Bars(said, _("Day"), (("create", _("signed in")), ("refused", _("refused"))), places)
