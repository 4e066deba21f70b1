"""PgQueuer's way to the database: its tables live in the schema `jobs`, and it has a connection of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import asyncpg
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder, QuerySchedulerBuilder
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.settings import DBSettings
from pgqueuer.domain.types import Channel

# Every name is spelled out: the library would take missing ones from the environment.
NAMES: Final = DBSettings(
    prefix="",
    db_schema="jobs",
    channel=Channel("ch_pgqueuer"),
    function="fn_pgqueuer_changed",
    statistics_table="pgqueuer_statistics",
    queue_status_type="pgqueuer_status",
    queue_table="pgqueuer",
    queue_table_log="pgqueuer_log",
    trigger="tg_pgqueuer_changed",
    schedules_table="pgqueuer_schedules",
)


class QueueLost(Exception):
    """The database does not answer, or the connection is gone."""


@asynccontextmanager
async def queue(url: str) -> AsyncIterator[Queries]:
    """The library's queries on a fresh connection, closed at the end. Raises QueueLost."""
    try:
        db = await asyncpg.connect(url, server_settings={"application_name": "namehouse jobs"})
    except (OSError, asyncpg.PostgresError) as error:
        raise QueueLost from error
    try:
        yield queries_on(db)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise QueueLost from error
    finally:
        await db.close()


def queries_on(db: "asyncpg.Connection[asyncpg.Record]") -> Queries:
    return Queries(
        AsyncpgDriver(db), QueryBuilderEnvironment(NAMES), QueryQueueBuilder(NAMES), QuerySchedulerBuilder(NAMES)
    )
