"""The embedded PostgreSQL starts, is shared, survives its users' deaths and keeps what it was given."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from namehouse.database import DatabaseError, EmbeddedDatabase, ExternalDatabase, chosen, opened
from registry.settings import load
from tests.world import database_folder

pytestmark = pytest.mark.slow  # seconds of real work: left out of `make quick`

HOLD = """
import sys
from pathlib import Path
from namehouse.database import EmbeddedDatabase

database = EmbeddedDatabase(Path(sys.argv[1]), durable=False)
database.start()
print(database.pid, flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def directory() -> Iterator[Path]:
    with database_folder() as folder:
        yield folder / "postgres"


@pytest.fixture
def place() -> Iterator[Path]:
    with database_folder() as folder:
        yield folder


@pytest.fixture
def database(directory: Path) -> Iterator[EmbeddedDatabase]:
    database = EmbeddedDatabase(directory, durable=False)
    yield database
    database.stop()


def holder(directory: Path) -> subprocess.Popen[bytes]:
    """Another process that uses the same server; it has started it when this returns."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(directory)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout.readline().strip().isdigit()
    return process


def becomes(wanted: object, look: object, seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if look() == wanted:
            return True
        time.sleep(0.02)
    return False


async def asked(url: str, question: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_it_starts_from_nothing_and_stops_without_a_trace_of_a_process(database: EmbeddedDatabase):
    url = database.start()
    assert await asked(url, "SELECT current_database()") == "namehouse"
    assert database.pid is not None
    database.stop()
    assert database.pid is None


async def test_what_was_committed_is_there_after_a_restart(database: EmbeddedDatabase):
    await asked(database.start(), "CREATE TABLE kept AS SELECT 42 AS answer")
    database.stop()
    assert await asked(database.start(), "SELECT answer FROM kept") == 42


@pytest.mark.slow
async def test_a_durable_server_flushes_what_it_confirms(place: Path):
    database = EmbeddedDatabase(place / "postgres")
    try:
        url = database.start()
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            assert await asked(url, f"SHOW {name}") == "on"
    finally:
        database.stop()


def test_the_last_one_out_stops_it(database: EmbeddedDatabase, directory: Path):
    other = holder(directory)
    database.start()
    pid = database.pid
    database.stop()
    assert database.pid == pid
    other.communicate()
    assert becomes(None, lambda: database.pid)


def test_a_killed_user_leaves_nothing_running(database: EmbeddedDatabase, directory: Path):
    other = holder(directory)
    assert database.pid is not None
    other.send_signal(signal.SIGKILL)
    other.communicate()
    assert becomes(None, lambda: database.pid)


async def test_a_killed_server_is_recovered_by_the_next_start(database: EmbeddedDatabase):
    database.start()
    os.kill(database.pid, signal.SIGKILL)
    assert becomes(None, lambda: database.pid)
    database.stop()
    assert await asked(database.start(), "SELECT 1") == 1


def test_a_process_number_that_belongs_to_a_stranger_is_no_server(database: EmbeddedDatabase, directory: Path):
    database.start()
    database.stop()
    stranger = [str(os.getpid()), str(directory), "1", "5432", str(directory), "", "0 0", "ready"]
    (directory / "postmaster.pid").write_text("\n".join(stranger) + "\n")
    assert database.pid is None
    database.start()
    assert database.pid not in (None, os.getpid())


def test_data_of_another_release_is_refused_with_the_way_out(tmp_path: Path):
    (tmp_path / "postgres").mkdir(mode=0o700)
    (tmp_path / "postgres" / "PG_VERSION").write_text("12\n")
    with pytest.raises(DatabaseError, match=r"made by PostgreSQL 12.*dump it"):
        EmbeddedDatabase(tmp_path / "postgres").start()


@pytest.mark.slow
async def test_a_path_too_long_for_a_socket_works_too(place: Path):
    database = EmbeddedDatabase(place / ("long" * 25) / "postgres", durable=False)
    try:
        assert await asked(database.start(), "SELECT 1") == 1
    finally:
        database.stop()


def test_a_database_of_somebody_else_is_neither_started_nor_stopped():
    settings = load({"DATABASE_URL": "postgresql://db.test/namehouse"})
    database = chosen(settings)
    assert isinstance(database, ExternalDatabase)
    assert database.pid is None
    with opened(settings) as url:
        assert url == "postgresql://db.test/namehouse"
