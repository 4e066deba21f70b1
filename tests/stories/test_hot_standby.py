"""The primary database goes away and comes back: whoever asks the directory does not notice."""

import asyncio
import json
import os
import subprocess
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from namehouse.database import PROGRAMS, SUPERUSER, SYSTEM_USER, EmbeddedDatabase
from registry.clock import SystemClock
from registry.store.pool import Store
from schemas import migrate
from tests.whois.rdap.schemas import violations
from tests.whois.test_server import Server
from tests.whois.village import register
from tests.world import World, database_folder, open_world

pytestmark = pytest.mark.story


@dataclass
class Pair:
    """A primary and the standby that streams from it."""

    primary: EmbeddedDatabase
    standby: EmbeddedDatabase


@pytest.fixture
def pair(loop: asyncio.AbstractEventLoop) -> Iterator[Pair]:
    with database_folder() as folder:
        folder.chmod(0o777)
        primary = EmbeddedDatabase(folder / "primary", durable=False)
        standby = EmbeddedDatabase(folder / "standby", durable=False)
        primary.start()
        try:
            loop.run_until_complete(migrate.upgrade(primary.url))
            copy = [str(PROGRAMS / "pg_basebackup"), "-h", str(primary.socket_directory), "-U", SUPERUSER]
            # -R writes standby.signal and where to stream from
            copy += ["-D", str(standby.directory), "-R", "-X", "stream", "-c", "fast", "--no-sync"]
            become = {"user": SYSTEM_USER, "extra_groups": []} if os.geteuid() == 0 else {}
            subprocess.run(copy, check=True, cwd="/", **become)
            assert (standby.directory / "standby.signal").exists()
            (standby.directory / ".s.PGSQL.5432.lock").unlink(
                missing_ok=True
            )  # the primary's, where its socket lies in there
            standby.start()
            yield Pair(primary, standby)
        finally:
            standby.stop()
            primary.stop()


@pytest.mark.feature("REG-02")
@pytest.mark.feature("REG-03")
async def test_lookups_go_on_while_the_primary_is_away(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NAMEHOUSE_READ_DATABASE_URL", pair.standby.url)
    (tmp_path / "later").mkdir()
    world = await opened(pair)
    await register(world, "one.example")
    await world.store.close()
    servers = [await asyncio.to_thread(Server, pair.primary, tmp_path)]
    try:
        await until(lambda: is_found(servers[0], "one.example"))
        assert len(await workers(pair)) == 1

        await asyncio.to_thread(pair.primary.stop)
        for _ in range(20):
            assert await is_found(servers[0], "one.example")
            assert not await is_found(servers[0], "two.example")
        # a process that starts now does so as well
        servers.append(await asyncio.to_thread(Server, pair.primary, tmp_path / "later"))
        assert await is_found(servers[1], "one.example")
        assert (await told(servers[1], "/das/two.example")) == b"two.example: available\n"

        await asyncio.to_thread(pair.primary.start)
        world = await opened(pair)
        await register(world, "two.example")
        await world.store.close()
        for server in servers:
            await until(lambda server=server: is_found(server, "two.example"))
        await until(lambda: both_work(pair))
    finally:
        logs = [await asyncio.to_thread(server.end) for server in servers]
    assert "the primary is away" in logs[1]
    assert not [log for log in logs if "Traceback" in log]
    assert await workers(pair) == []


async def test_nothing_is_written_to_a_standby(pair: Pair) -> None:
    store = await Store.connect(pair.standby.url, 1)
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await store.transaction(lambda db: db.execute("DELETE FROM registry.worker"))
    await store.close()


async def opened(pair: Pair) -> World:
    return await open_world(await Store.connect(pair.primary.url, 1), SystemClock())


async def is_found(server: Server, name: str) -> bool:
    """By port 43, RDAP and the page alike."""
    text = await asyncio.to_thread(server.ask, name.encode() + b"\r\n")
    found = text.startswith(f"Domain Name: {name}\r\n".encode())
    assert found or text.startswith(b"No match for ")
    if found:
        document = json.loads(await told(server, f"/domain/{name}"))
        assert document["ldhName"] == name and violations(document) == []
        assert b"is registered." in await told(server, f"/lookup?name={name}")
    return found


async def told(server: Server, path: str) -> bytes:
    def fetch() -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.rdap}{path}", timeout=15) as response:
            return response.read()

    return await asyncio.to_thread(fetch)


async def workers(pair: Pair) -> list[int]:
    db = await asyncpg.connect(pair.primary.url)
    rows = await db.fetch("SELECT id FROM registry.worker WHERE door = 'whois'")
    await db.close()
    return [row["id"] for row in rows]


async def both_work(pair: Pair) -> bool:
    return len(await workers(pair)) == 2


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(30):
        while not await holds():  # noqa: ASYNC110  # other processes make it so
            await asyncio.sleep(0.1)
