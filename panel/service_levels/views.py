"""Service levels: a month of them, and how the doors answered in the last day."""

from datetime import timedelta

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from panel.kit.access import permit
from panel.kit.web import house, page
from panel.service_levels import queries
from panel.service_levels.measures import DOWNTIME, MEASURES
from panel.service_levels.months import of_month
from registry.model.month import Month
from registry.store.sql import Connection

blueprint = Blueprint("service_levels", __name__, url_prefix="/service-levels", template_folder="templates")


@blueprint.get("/-/month")
@permit("service-level.read")
async def month() -> ResponseReturnValue:
    """A month that is none, or to come, is this one."""
    instant = house().registry.clock.now()
    now = Month.of(instant)
    try:
        shown = min(Month.read(request.args.get("month", "")), now)
    except ValueError:
        shown = now

    async def read(db: Connection) -> tuple[list[queries.Day], list[queries.Last]]:
        days = await queries.days(db, first=shown.first_day, last=shown.next.first_day)
        return days, await queries.last_looks(db, since=instant - timedelta(days=1))

    days, looks = await house().registry.store.reading(read)
    return page(
        "service_levels/month.html",
        "Service levels",
        (("Days of service levels", url_for("service_levels.index")),),
        month=shown,
        before=shown.before,
        after=shown.next if shown < now else None,
        kept=of_month(days, shown),
        looks=looks,
        measures=MEASURES,
        downtime=DOWNTIME,
    )
