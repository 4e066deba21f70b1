"""How long a worker takes to bring ten thousand mails out, to a mail server on this machine."""

import asyncio
import subprocess
import time
from collections.abc import Iterator

import asyncpg

from mail.outbox import Mail, Recipient, queue_mail
from registry.clock import SystemClock
from registry.store.pool import Store
from tests.bench.line import Line
from tests.bench.measure import ROOT
from tests.mail.server import mail_server

MAILS = 10_000
PATIENCE = 600  # seconds


def drained(facts: dict, url: str, namehouse: str) -> Iterator[Line]:
    """By a worker of its own beside those of the installation, which know no mail server."""
    seconds, taken, left = asyncio.run(_drained(facts["environment"], url, namehouse))
    note = f"{taken / seconds:.0f} a second"
    yield Line("10,000 mails to a local server", seconds, "s", 120, note=note)
    yield Line("mails that are lost or were sent twice", abs(taken - MAILS) + left, "", 0)


async def _drained(environment: dict, url: str, namehouse: str) -> tuple[float, int, int]:
    """Seconds from the worker's start, how many different mails the server has, and how many did not leave."""
    await _queue(url)
    async with mail_server() as server:
        mine = {
            "NAMEHOUSE_METRICS_WORKER": "0",
            "NAMEHOUSE_PORT_OFFSET": "0",
            "NAMEHOUSE_MAIL_HOST": "127.0.0.1",
            "NAMEHOUSE_MAIL_PORT": str(server.port),
            "NAMEHOUSE_MAIL_SECURITY": "none",
            "NAMEHOUSE_MAIL_SENDER": "noreply@house.example",
            "DATABASE_URL": url,
        }
        began = time.perf_counter()
        worker = await asyncio.create_subprocess_exec(
            namehouse, "worker", cwd=ROOT, env=environment | mine, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        db = await asyncpg.connect(url)
        waits = "SELECT count(*) FROM mail.message WHERE event = 'system.test' AND state <> 'sent'"
        while (left := await db.fetchval(waits)) and time.perf_counter() - began < PATIENCE:  # noqa: ASYNC110
            await asyncio.sleep(0.2)
        seconds = time.perf_counter() - began
        await db.close()
        worker.terminate()
        await worker.wait()
        ids = server.ids
        return seconds, len(ids), left + len(ids) - len(set(ids))


async def _queue(url: str) -> None:
    store, now = await Store.connect(url, 1), SystemClock().now()

    async def all_of_them(db: asyncpg.Connection) -> None:
        for number in range(MAILS):
            to = Recipient(f"reader-{number}@one.example", f"Reader {number}")
            await queue_mail(db, Mail("system.test", to, {"by": f"operator {number}"}), now)

    await store.transaction(all_of_them)
    await store.close()
