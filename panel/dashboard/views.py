"""The dashboard: figures, things to do, pictures of the last days, what happened last; of each what the viewer may read."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Final, TypeVar

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from panel.dashboard import pictures, queries
from panel.dashboard.kept import Kept
from panel.dashboard.of_clients import show_clients
from panel.dashboard.queries import Figures, Share
from panel.dashboard.tasks import tasks
from panel.kit.access import permit
from panel.kit.charts import Bars
from panel.kit.languages import language
from panel.kit.reading import planning
from panel.kit.web import house, page, scope, viewer
from registry.store.sql import Connection

T = TypeVar("T")

blueprint = Blueprint("dashboard", __name__, url_prefix="/dashboard", template_folder="templates")

TLDS: Final = 8
# Days gone by hardly change; the last hours do.
NAMES_GOOD_FOR: Final = timedelta(minutes=10)
HOURS_GOOD_FOR: Final = timedelta(minutes=1)
# So many names nobody sees one more or less of, and they take a while to count.
MANY: Final = 20_000
FIGURES_GOOD_FOR: Final = timedelta(seconds=30)


@blueprint.get("/")
@permit("dashboard.read")
async def show() -> ResponseReturnValue:
    if (root := scope().root) is not None:
        return await show_clients(await _accounts(root) if viewer().may("client.read") else None)
    now, own = house().registry.clock.now(), scope().registrar_id

    async def count(db: Connection) -> tuple[Figures, list[Share]]:
        return await queries.figures(db, own=own, now=now), await queries.by_tld(db, own=own, now=now)

    async def read() -> tuple[Figures, list[Share]]:
        return await _read(count)

    def are_many(found: tuple[Figures, list[Share]]) -> bool:
        return sum(share.number for share in found[1]) >= MANY

    figures, shares = await _kept().get(("figures", own), now, FIGURES_GOOD_FOR, read, are_many)
    return page(
        "dashboard/show.html",
        "Dashboard",
        figures=figures,
        bars=pictures.drawn,
        domains=sum(share.number for share in shares),
        tasks=await tasks(house().registry, viewer(), scope()),
        shares=shares[:TLDS],
        **await _names(),
        **await _traffic(),
        **await _money(),
    )


async def _read(query: Callable[[Connection], Awaitable[T]]) -> T:
    """By the indexes that whoever looks is worth: one plan for a registrar of ten names and for everybody suits neither."""

    async def planned(db: Connection) -> T:
        async with planning(db):
            return await query(db)

    return await house().registry.store.reading(planned)


def _kept() -> Kept:
    kept: Kept = current_app.extensions.setdefault("dashboard", Kept())
    return kept


async def _accounts(root: int) -> Bars:
    now = house().registry.clock.now()
    since = pictures.days_until(now)[0]

    async def read() -> Bars:
        return pictures.accounts(await _read(lambda db: queries.accounts_by_day(db, root=root, since=since)), now)

    return await _kept().get(("accounts", root, language()), now, HOURS_GOOD_FOR, read)


async def _names() -> dict[str, Any]:
    now, own, registrar = house().registry.clock.now(), scope().registrar_id, scope().registrar
    since = pictures.days_until(now)[0]

    async def read() -> Bars:
        found = await _read(lambda db: queries.names_by_day(db, own=own, registrar=registrar, since=since))
        return pictures.names(found, now)

    return {"names": await _kept().get(("names", own, language()), now, NAMES_GOOD_FOR, read)}


async def _traffic() -> dict[str, Any]:
    """The command log is for those who may read it."""
    if not viewer().may("command.read"):
        return {}
    now, own = house().registry.clock.now(), scope().registrar_id
    since = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=pictures.HOURS - 1)

    async def read() -> Bars:
        return pictures.commands(await _read(lambda db: queries.commands_by_hour(db, own=own, since=since)), now)

    commands = await _kept().get(("commands", own, language()), now, HOURS_GOOD_FOR, read)
    recent = await _read(lambda db: queries.recent(db, own=own, since=now - timedelta(days=60)))
    return {"commands": commands, "recent": recent}


async def _money() -> dict[str, Any]:
    """Of a registrar's own accounts."""
    own, now = scope().registrar_id, house().registry.clock.now()
    if own is None or not viewer().may("registrar.read-financial-info"):
        return {}
    since = pictures.days_until(now)[0]
    found = await _read(lambda db: queries.booked_by_day(db, own=own, since=since))
    return {"balances": pictures.balances(found, now)}
