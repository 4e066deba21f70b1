"""How long a worker takes to bring ten thousand mails out, to a mail server on this machine.

    python -m tests.bench.mails postgresql://… namehouse

The server, which keeps what it takes, stands in this process of its own: what the bench starts later seems to hold as much as
the bench does itself. Prints one JSON object: seconds, how many different mails the server has, how many did not leave.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator

import asyncpg

from mail.outbox import Mail, Recipient, queue_mail
from registry.clock import SystemClock
from registry.store.pool import Store
from tests.bench.beside import beside
from tests.bench.line import Line
from tests.bench.measure import ROOT
from tests.mail.server import mail_server

MAILS = 10_000
DATABASE = "namehouse_mails"
PATIENCE = 600  # seconds


def drained(facts: dict, url: str, namehouse: str) -> Iterator[Line]:
    """By a worker over a database of its own: those of the installation catch what is mailed there."""
    with beside(facts["environment"], url, DATABASE) as there:
        command = [sys.executable, "-m", "tests.bench.mails", there["DATABASE_URL"], namehouse]
        printed = subprocess.run(command, cwd=ROOT, env=there, stdout=subprocess.PIPE, check=True).stdout
    told = json.loads(printed)
    note = f"{told['taken'] / told['seconds']:.0f} a second"
    yield Line("10,000 mails to a local server", told["seconds"], "s", 120, note=note)
    yield Line("mails that are lost or were sent twice", abs(told["taken"] - MAILS) + told["left"], "", 0)


async def _drained(url: str, namehouse: str) -> dict[str, float]:
    """From the worker's start."""
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
            namehouse, "worker", cwd=ROOT, env=os.environ | mine, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        db = await asyncpg.connect(url)
        waits = "SELECT count(*) FROM mail.message WHERE event = 'system.test' AND state <> 'sent'"
        while (left := await db.fetchval(waits)) and time.perf_counter() - began < PATIENCE:  # noqa: ASYNC110
            await asyncio.sleep(0.2)
        seconds = time.perf_counter() - began
        await db.close()
        worker.terminate()
        await worker.wait()
        ids = server.ids()
        return {"seconds": seconds, "taken": len(ids), "left": left + len(ids) - len(set(ids))}


async def _queue(url: str) -> None:
    store, now = await Store.connect(url, 1), SystemClock().now()

    async def all_of_them(db: asyncpg.Connection) -> None:
        for number in range(MAILS):
            to = Recipient(f"reader-{number}@one.example", f"Reader {number}")
            await queue_mail(db, Mail("system.test", to, {"by": f"operator {number}"}), now)

    await store.transaction(all_of_them)
    await store.close()


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_drained(*sys.argv[1:]))))
