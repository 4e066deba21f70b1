"""Documents by type and month: stacked up so that gaps are seen, counted, and mailed out."""

from datetime import date
from typing import Final

from flask import request, url_for
from flask.typing import ResponseReturnValue

from panel.documents import queries
from panel.documents.states import TYPES
from panel.kit.access import permit
from panel.kit.charts import Bars, Place
from panel.kit.deeds import MOST
from panel.kit.formats import figure
from panel.kit.languages import gettext as _
from panel.kit.web import house, page, scope
from registry.model.month import Month

# Months that are stacked up beside each other, and those that are counted.
MONTHS: Final = 12
COUNTED: Final = 10


@permit("document.read")
async def months() -> ResponseReturnValue:
    """By type and month, so that a gap is seen; of one client where one is named. A month that is none is this one."""
    now = Month.of(house().registry.clock.now())
    try:
        last = min(Month.read(request.args.get("month", "")), now)
    except ValueError:
        last = now
    shown = last_months(last, MONTHS)
    client = request.args.get("client", "").strip().lower() or None
    everything, root = scope().everything, scope().root
    found = await house().registry.store.reading(
        lambda db: queries.stacks(
            db,
            first=shown[0].first_day,
            last=last.next.first_day,
            client=client,
            everything=everything,
            root=root,
        )
    )
    counts: dict[str, dict[date, int]] = {}
    for each in found:
        counts.setdefault(each.type, {})[each.month] = each.count
    return page(
        "documents/months.html",
        "Documents by month",
        (("Documents", url_for("documents.index")),),
        months=shown,
        counts=counts,
        types={name: title for name, title in TYPES.items() if name in counts},
        client=client,
        before=shown[0].before,
        after=last.next if last < now else None,
    )


@permit("document.read")
async def statistics() -> ResponseReturnValue:
    """How many were made, by type and month, in the last ten."""
    shown = last_months(Month.of(house().registry.clock.now()), COUNTED)
    everything, root = scope().everything, scope().root
    found = await house().registry.store.reading(
        lambda db: queries.made_since(db, since=shown[0].begins, everything=everything, root=root)
    )
    counts = {(each.type, each.month): each.count for each in found}
    types = {name: title for name, title in TYPES.items() if any(each.type == name for each in found)}
    sums = [sum(counts.get((name, each.first_day), 0) for name in types) for each in shown]
    places = tuple(Place(str(each), str(each), (number,)) for each, number in zip(shown, sums, strict=True))
    said = _("Documents made in the last ten months: %s") % figure(sum(sums))
    return page(
        "documents/statistics.html",
        "Documents made",
        (("Documents", url_for("documents.index")),),
        months=shown,
        types=types,
        counts=counts,
        sums=sums,
        chart=Bars(said, _("Month"), (("create", _("documents")),), places),
    )


@permit("document.update")
async def mail_out() -> ResponseReturnValue:
    """Whom documents of a type, filed in a month, would be sent to; ticked are those that were not sent yet."""
    now = Month.of(house().registry.clock.now())
    try:
        month = Month.read(request.args.get("month", ""))
    except ValueError:
        month = now
    kind = request.args.get("type", "")
    everything, root = scope().everything, scope().root
    found = (
        await house().registry.store.reading(
            lambda db: queries.mailed(
                db,
                type=kind,
                first=month.first_day,
                last=month.next.first_day,
                everything=everything,
                root=root,
                most=MOST,
            )
        )
        if kind in TYPES
        else []
    )
    return page(
        "documents/mail_out.html",
        "Mail documents out",
        (("Documents", url_for("documents.index")),),
        types=TYPES,
        kind=kind,
        month=month,
        found=found,
        most=MOST,
        waiting=sum(not each.sent and each.has_file for each in found),
    )


def last_months(last: Month, number: int) -> list[Month]:
    """So many months up to that one, the oldest first."""
    shown = [last]
    while len(shown) < number:
        shown.insert(0, shown[0].before)
    return shown
