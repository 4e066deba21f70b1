"""The dashboard: figures, two weeks of traffic, what wants attention, what happened last."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from panel.dashboard import queries
from panel.dashboard.queries import Day, Figures, Recent, Share
from panel.kit.access import permit
from panel.kit.web import house, page, scope, viewer
from registry.store.sql import Connection

blueprint = Blueprint("dashboard", __name__, url_prefix="/dashboard", template_folder="templates")

DAYS: Final = 14
TLDS: Final = 8
SOON: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of the chart: heights in percent of the busiest day, stacked upwards."""

    day: datetime
    creates: int
    others: int
    refused: int
    heights: tuple[float, float, float]

    @property
    def total(self) -> int:
        return self.creates + self.others + self.refused


@dataclass(frozen=True, slots=True)
class Task:
    """Something that wants attention."""

    number: int
    title: str
    icon: str
    tone: str
    address: str


@blueprint.get("/")
@permit("dashboard.read")
async def show() -> ResponseReturnValue:
    now = house().registry.clock.now()
    own = scope().registrar_id
    first = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=DAYS - 1)

    async def read(db: Connection) -> tuple[Figures, list[Day], list[Recent], list[Share]]:
        return (
            await queries.figures(db, own=own, now=now, soon=now + SOON),
            await queries.by_day(db, own=own, since=first),
            await queries.recent(db, own=own, since=now - timedelta(days=60)),
            await queries.by_tld(db, own=own, now=now),
        )

    figures, days, recent, shares = await house().registry.store.reading(read)
    bars = _bars(days, first)
    return page(
        "dashboard/show.html",
        "Dashboard",
        figures=figures,
        domains=sum(share.number for share in shares),
        tasks=_tasks(figures),
        bars=bars,
        busiest=max((bar.total for bar in bars), default=0),
        recent=recent,
        shares=shares[:TLDS],
    )


def _bars(days: list[Day], first: datetime) -> list[Bar]:
    """A bar for every day, the empty ones too."""
    known = {each.day: each for each in days}
    every = [known.get(day) or Day(day, 0, 0, 0) for day in (first + timedelta(days=n) for n in range(DAYS))]
    most = max(1, *(each.creates + each.others + each.refused for each in every))
    return [
        Bar(
            each.day,
            each.creates,
            each.others,
            each.refused,
            (each.creates / most * 100, each.others / most * 100, each.refused / most * 100),
        )
        for each in every
    ]


def _tasks(figures: Figures) -> list[Task]:
    may = viewer().may
    tasks = [
        Task(
            figures.transfers,
            _noun(figures.transfers, "transfer waits", "transfers wait") + " for a decision",
            "transfer",
            "orange",
            url_for("domains.index", state="pendingTransfer"),
        ),
        Task(
            figures.redemption,
            _noun(figures.redemption, "name is", "names are") + " in redemption",
            "rotate",
            "red",
            url_for("domains.index", state="redemptionPeriod"),
        ),
        Task(
            figures.expiring,
            _noun(figures.expiring, "name comes", "names come") + " up for renewal in 30 days",
            "calendar",
            "yellow",
            url_for("domains.index", sort="expires"),
        ),
        Task(
            figures.messages,
            _noun(figures.messages, "message waits", "messages wait") + " to be read",
            "message-2",
            "blue",
            url_for("messages.index", state="waiting"),
        ),
    ]
    if may("registrar.read-financial-info"):
        tasks.append(
            Task(
                figures.short,
                _noun(figures.short, "account runs", "accounts run") + " low",
                "coin",
                "red",
                url_for("registrars.index"),
            )
        )
    if may("registrar.confirm-top-up"):
        tasks.append(
            Task(
                figures.topups,
                _noun(figures.topups, "top-up waits", "top-ups wait") + " for a second person",
                "coin",
                "orange",
                url_for("topups.index", state="proposed"),
            )
        )
    return [task for task in tasks if task.number]


def _noun(number: int, one: str, many: str) -> str:
    return one if number == 1 else many
