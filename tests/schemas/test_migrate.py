"""Migrations run forward, one migrator at a time, and a server knows whether it knows the schema."""

import asyncio
import logging
import re
from collections.abc import Iterator

import asyncpg
import pytest

from namehouse.database import EmbeddedDatabase
from schemas import migrate
from tests.world import database_folder

pytestmark = pytest.mark.slow  # seconds of real work: left out of `make quick`


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedDatabase]:
    with database_folder() as folder:
        server = EmbeddedDatabase(folder / "postgres", durable=False)
        server.start()
        yield server
        server.stop()


@pytest.fixture(scope="module")
def migrated(server: EmbeddedDatabase) -> str:
    """Address of a database with all migrations; tests only read it."""
    url = asyncio.run(fresh(server, "migrated"))
    asyncio.run(migrate.upgrade(url))
    return url


async def fresh(server: EmbeddedDatabase, name: str) -> str:
    connection = await asyncpg.connect(server.url)
    await connection.execute(f'CREATE DATABASE "{name}"')
    await connection.close()
    return server.url_of(name)


async def test_an_empty_database_is_brought_to_the_newest_schema(server: EmbeddedDatabase):
    url = await fresh(server, "empty")
    assert await migrate.current(url) is None
    assert await migrate.upgrade(url) == migrate.head()
    await migrate.check(url)


async def test_the_log_tells_each_step_once_and_nothing_of_alembic(
    server: EmbeddedDatabase, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.INFO):
        await migrate.upgrade(await fresh(server, "told"))
    assert {record.name for record in caplog.records} == {"schemas.migrate"}
    assert [message.split()[3] for message in caplog.messages] == list(migrate.known())


async def test_two_migrators_at_once_do_not_race(server: EmbeddedDatabase):
    url = await fresh(server, "raced")
    assert await asyncio.gather(migrate.upgrade(url), migrate.upgrade(url)) == [migrate.head()] * 2


async def test_migrating_what_is_migrated_changes_nothing(migrated: str):
    before = await asyncio.to_thread(migrate.dump, migrated)
    await migrate.upgrade(migrated)
    assert await asyncio.to_thread(migrate.dump, migrated) == before


async def test_a_server_refuses_an_empty_database(server: EmbeddedDatabase):
    with pytest.raises(migrate.SchemaUnknown, match=r"is empty.*namehouse db migrate"):
        await migrate.check(await fresh(server, "unmigrated"))


async def test_a_server_refuses_the_schema_of_a_newer_release_and_so_does_the_migrator(server: EmbeddedDatabase):
    url = await fresh(server, "newer")
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
    await connection.execute("INSERT INTO alembic_version VALUES ('9999')")
    await connection.close()
    with pytest.raises(migrate.SchemaUnknown, match=r"schema 9999.*does not know"):
        await migrate.check(url)
    with pytest.raises(migrate.SchemaUnknown, match=r"schema 9999.*does not know"):
        await migrate.upgrade(url)


async def test_a_migrator_waits_four_seconds_for_a_lock_and_five_for_a_statement(migrated: str):
    connection = await migrate._connection(migrated)
    try:
        assert await connection.fetchval("SHOW lock_timeout") == "4s"
        assert await connection.fetchval("SHOW statement_timeout") == "5s"
    finally:
        await connection.close()


def test_revisions_form_one_line_of_numbered_sentences():
    """Numbers ascend; one that somebody kept for a revision that never came is missing."""
    before = "None"
    for path in sorted((migrate.MIGRATIONS / "versions").glob("*.py")):
        assert re.fullmatch(r"\d{4}(_[a-z0-9]+){3,}\.py", path.name), path.name
        text = path.read_text()
        assert f'revision = "{path.name[:4]}"' in text
        assert f"down_revision = {before}\n" in text
        assert "def downgrade" not in text, "migrations go forward only"
        before = f'"{path.name[:4]}"'


def test_a_revision_that_takes_its_time_says_why():
    for path in (migrate.MIGRATIONS / "versions").glob("*.py"):
        for line in path.read_text().splitlines():
            if "statement_timeout" in line or "lock_timeout" in line:
                assert re.search(r"(--|#) \w+ \w+", line), f"{path.name}: {line}"


def test_the_golden_dump_is_the_schema_after_all_migrations(migrated: str):
    assert migrate.GOLDEN.read_text() == migrate.dump(migrated), "run `make golden` and review the diff"
