"""What the dashboard itself shows: figures, things to do, queues, and pictures of what became of names, commands and clients."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from panel.dashboard import pictures, queries
from panel.dashboard.figures import BOXES, QUEUES
from panel.dashboard.queries import Figures, Hour, Recent, Share
from panel.dashboard.tasks import DUTIES, OF_CLIENTS
from panel.kit.charts import Bars, Line
from panel.kit.situation import Situation
from panel.kit.widgets import Counts, Drawn, Widget, of_clients, of_registrars, of_staff, of_the_registry
from registry.store.sql import Connection

TLDS: Final = 8
# Days gone by hardly change; the last hours do.
NAMES_GOOD_FOR: Final = timedelta(minutes=10)
HOURS_GOOD_FOR: Final = timedelta(minutes=1)
# So many names nobody sees one more or less of, and they take a while to count.
MANY: Final = 20_000
FIGURES_GOOD_FOR: Final = timedelta(seconds=30)


async def _figures(now: Situation, db: Connection) -> tuple[Figures, int]:
    own = now.scope.registrar_id
    shares = await queries.by_tld(db, own=own, now=now.now)
    return await queries.figures(db, own=own, now=now.now), sum(share.number for share in shares)


async def _shares(now: Situation, db: Connection) -> list[Share]:
    return await queries.by_tld(db, own=now.scope.registrar_id, now=now.now)


async def _names(now: Situation, db: Connection) -> Bars:
    scope, since = now.scope, pictures.days_until(now.now)[0]
    found = await queries.names_by_day(db, own=scope.registrar_id, registrar=scope.registrar, since=since)
    return pictures.names(found, now.now)


async def _commands(now: Situation, db: Connection) -> Bars:
    since = now.now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=pictures.HOURS - 1)
    found: list[Hour] = await queries.commands_by_hour(db, own=now.scope.registrar_id, since=since)
    return pictures.commands(found, now.now)


async def _changes(now: Situation, db: Connection) -> list[Recent]:
    return await queries.recent(db, own=now.scope.registrar_id, since=now.now - timedelta(days=60))


@dataclass(frozen=True, slots=True)
class Purse:
    """An account of a registrar; it lasts so many `days` at the pace of the last thirty, None: nothing is spent from it."""

    currency: str
    line: Line
    days: int | None


async def _balances(now: Situation, db: Connection) -> list[Purse]:
    own, since = now.scope.registrar_id, pictures.days_until(now.now)[0]
    assert own is not None, "only a registrar has accounts"
    found = await queries.booked_by_day(db, own=own, since=since)
    lasting = pictures.lasts(found, now.now)
    return [Purse(currency, line, lasting[currency]) for currency, line in pictures.balances(found, now.now)]


async def _revenue(now: Situation, db: Connection) -> list[tuple[str, Line]]:
    return pictures.revenue(await queries.charged_by_day(db, since=pictures.days_until(now.now)[0]), now.now)


async def _accounts(now: Situation, db: Connection) -> Bars:
    since, root = pictures.days_until(now.now)[0], now.scope.root
    assert root is not None, "only those who sell have such a picture"
    return pictures.accounts(await queries.accounts_by_day(db, root=root, since=since), now.now)


WIDGETS: Final[tuple[Widget, ...]] = (
    Drawn(
        name="dashboard.figures",
        title="The registry in figures",
        icon="world",
        permission="domain.read",
        place="strip",
        whose=of_the_registry,
        read=_figures,
        template="dashboard/_figures.html",
        good_for=FIGURES_GOOD_FOR,
        worth=lambda found: found[1] >= MANY,
    ),
    Counts(
        name="dashboard.own-figures",
        title="What you have in figures",
        icon="users",
        permission="dashboard.read",
        place="strip",
        whose=of_clients,
        counts=BOXES,
        form="figures",
    ),
    Counts(
        name="dashboard.to-do",
        title="Things to do",
        icon="circle-check",
        permission="dashboard.read",
        place="narrow",
        whose=of_the_registry,
        counts=DUTIES,
        form="tasks",
    ),
    Counts(
        name="dashboard.own-to-do",
        title="Things to do",
        icon="circle-check",
        permission="dashboard.read",
        place="narrow",
        whose=of_clients,
        counts=OF_CLIENTS,
        form="tasks",
    ),
    Counts(
        name="dashboard.queues",
        title="Queues",
        icon="list-details",
        permission="dashboard.read",
        place="narrow",
        whose=of_staff,
        counts=QUEUES,
        form="queues",
    ),
    Drawn(
        name="dashboard.names",
        title="Names in the last 90 days",
        icon="world",
        permission="domain.read",
        whose=of_the_registry,
        read=_names,
        template="dashboard/_names.html",
        good_for=NAMES_GOOD_FOR,
    ),
    Drawn(
        name="dashboard.balance",
        title="Balance",
        icon="coin",
        permission="registrar.read-financial-info",
        whose=of_registrars,
        read=_balances,
        template="dashboard/_balance.html",
    ),
    Drawn(
        name="dashboard.revenue",
        title="Revenue",
        icon="coin",
        permission="registrar.read-financial-info",
        whose=of_staff,
        read=_revenue,
        template="dashboard/_revenue.html",
        good_for=NAMES_GOOD_FOR,
    ),
    Drawn(
        name="dashboard.tlds",
        title="Names by TLD",
        icon="world",
        permission="domain.read",
        place="narrow",
        whose=of_the_registry,
        read=_shares,
        template="dashboard/_tlds.html",
        good_for=FIGURES_GOOD_FOR,
        worth=lambda found: sum(share.number for share in found) >= MANY,
    ),
    Drawn(
        name="dashboard.commands",
        title="Commands in the last 24 hours",
        icon="activity",
        permission="command.read",
        whose=of_the_registry,
        read=_commands,
        template="dashboard/_commands.html",
        good_for=HOURS_GOOD_FOR,
    ),
    Drawn(
        name="dashboard.changes",
        title="Last changes",
        icon="terminal-2",
        permission="command.read",
        whose=of_the_registry,
        read=_changes,
        template="dashboard/_changes.html",
    ),
    Drawn(
        name="dashboard.new-clients",
        title="New clients in the last 90 days",
        icon="users",
        permission="client.read",
        whose=of_clients,
        read=_accounts,
        template="dashboard/_new_clients.html",
        good_for=HOURS_GOOD_FOR,
    ),
)
