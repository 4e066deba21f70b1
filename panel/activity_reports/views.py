"""The reports of the activity log together: a picture of the sign-ins, and of each report the rows that come first."""

from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from panel.activity_reports.of_accounts import DORMANT_ACCOUNTS, OPEN_SESSIONS
from panel.activity_reports.of_the_log import (
    DAYS,
    FAILURES_BY_ACCOUNT,
    FAILURES_BY_ADDRESS,
    MONEY_CHANGES,
    PERMISSION,
    PRIVILEGED_DEEDS,
    SIGN_INS,
)
from panel.activity_reports.pictures import MOST, sign_ins
from panel.kit.access import permit
from panel.kit.lists import ListPage, Wish
from panel.kit.reading import Page, read_page
from panel.kit.rows import Head, drawn_rows, heads
from panel.kit.web import house, page, scope, viewer

blueprint = Blueprint("activity_reports", __name__, url_prefix="/activity/reports", template_folder="templates")

# Rows of each that are shown here, and what they show.
SHOWN: Final = 5
_COLUMNS: Final[tuple[tuple[ListPage, tuple[str, ...]], ...]] = (
    (FAILURES_BY_ACCOUNT, ("login", "failures", "addresses", "last")),
    (FAILURES_BY_ADDRESS, ("address", "failures", "logins", "last")),
    (PRIVILEGED_DEEDS, ("actor", "action", "done", "last")),
    (MONEY_CHANGES, ("name", "kind", "done", "last")),
    (DORMANT_ACCOUNTS, ("login", "kind", "last")),
    (OPEN_SESSIONS, ("login", "address", "seen")),
)


@dataclass(frozen=True, slots=True)
class Part:
    """The first rows of a report, and where all of them are."""

    declared: ListPage
    address: str
    heads: list[Head]
    rows: list[Markup]
    page: Page


@blueprint.get("/")
@permit(PERMISSION)
async def show() -> ResponseReturnValue:
    """Of the days that are asked for; what is no day is as if nothing was asked."""
    asked = {name: request.args[name] for name in DAYS.fields if request.args.get(name, "").strip()}
    now = house().registry.clock.now()
    days = await _read(SIGN_INS, {**asked, "per_page": "500"})
    first, last = DAYS.days(days.wish.values, now)
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return page(
        "activity_reports/show.html",
        "Reports of activity",
        (("Activity", url_for("activity.index")),),
        asked=days.wish.values,
        said=DAYS.said(days.wish.values),
        chart=sign_ins(days.rows, first, max(first, min(last or today, today))),
        most=MOST,
        by_day=url_for(f"{SIGN_INS.name}.index") + days.query(per_page=None),
        parts=[await _part(declared, columns, asked) for declared, columns in _COLUMNS],
    )


async def _part(declared: ListPage, columns: tuple[str, ...], asked: dict[str, str]) -> Part:
    # accounts and sessions are as they are, whatever days are asked for; of deeds the latest come first
    asked = asked if declared.inside else {}
    if declared is PRIVILEGED_DEEDS:
        asked = asked | {"sort": "-last"}
    found = await _read(declared, asked)
    shown = [each for each in heads(found) if each.column.name in columns]
    rows = list(drawn_rows(found, shown, house().registry.clock.now()))[:SHOWN]
    return Part(declared, url_for(f"{declared.name}.index") + found.query(), shown, rows, found)


async def _read(declared: ListPage, asked: dict[str, Any]) -> Page:
    wish = Wish.read(declared, asked, viewer().may)
    return await read_page(declared, house().registry, scope(), viewer().may, wish)
