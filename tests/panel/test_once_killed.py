"""A panel that is killed in the midst of what a program asked for: asked again with the same key, it is done exactly once."""

import asyncio
import hashlib
import os
import socket
import sys
from pathlib import Path
from typing import Final

import asyncpg
import httpx
import pytest

from panel.accounts import ensure_account
from registry.actions.domain_create import domain_create
from registry.clock import FakeClock, SystemClock
from registry.requests.domain import DomainCreate
from tests.panel.house import PASSWORD
from tests.world import Clone, open_world

ROOT = Path(__file__).parents[2]
KEY: Final = "nhk_" + "k" * 40
NAME: Final = "renewed-once.example"
# What the panel waits for at that moment, because somebody else holds it.
MOMENTS: Final = {
    "work is done and not committed": "LOCK TABLE panel.request_done IN SHARE MODE",
    "work is committed and not answered": "LOCK TABLE audit.activity IN SHARE MODE",
}


@pytest.mark.slow
@pytest.mark.timeout(180)
@pytest.mark.feature("ARC-01")
@pytest.mark.parametrize("moment", MOMENTS)
async def test_what_a_killed_panel_was_asked_for_is_done_once_when_it_is_asked_for_again(
    clone: Clone, tmp_path: Path, moment: str
) -> None:
    world = await open_world(await clone.store(), FakeClock(SystemClock().now()))
    account = await ensure_account(world.registry, "shop", PASSWORD, "registrar", "alpha")
    await domain_create(world.as_("alpha"), DomainCreate(NAME))
    sql = """INSERT INTO iam.api_key (account_id, name, begins, token_hash, permissions, made_at, ends_at)
             VALUES ($1, 'shop', 'nhk_kkkkkk', $2, '{domain.read,domain.renew}', $3, $3::timestamptz + interval '30 days')"""
    await world.fetch(sql, account, hashlib.sha256(KEY.encode()).digest(), world.clock.now())
    before = await _years(world)

    panel, address = await _panel(clone, tmp_path)
    seen = await _asked(address, "GET", f"domains/{NAME}")
    headers = {"Idempotency-Key": "once", "If-Match": seen.headers["ETag"]}
    holder = await asyncpg.connect(clone.url)
    held = holder.transaction()
    await held.start()
    await holder.execute(MOMENTS[moment])
    asked = asyncio.create_task(_asked(address, "POST", f"domains/{NAME}/renew", headers))
    while not await world.fetch("SELECT FROM pg_locks WHERE NOT granted AND locktype = 'relation'"):
        assert panel.returncode is None and not asked.done(), asked
        await asyncio.sleep(0.02)
    panel.kill()
    await panel.wait()
    with pytest.raises(httpx.TransportError):
        await asked
    await held.rollback()
    await holder.close()
    await _until_nobody_works(world)
    done = moment == "work is committed and not answered"
    assert await _years(world) == (before[0] + 2, before[1] + 1) if done else before

    # as if the lease of the dead had ended
    await world.fetch("UPDATE panel.request SET taken_at = taken_at - interval '2 minutes'")
    panel, address = await _panel(clone, tmp_path)
    again = await _asked(address, "POST", f"domains/{NAME}/renew", headers)
    assert (again.status_code, again.json()["outcome"], again.json()["key"]) == (200, "done", NAME), again.text
    once_more = await _asked(address, "POST", f"domains/{NAME}/renew", headers)
    assert (once_more.status_code, once_more.content) == (200, again.content)
    assert once_more.headers["Idempotent-Replayed"] == "true"
    other = await _asked(address, "POST", f"domains/{NAME}/renew", headers | {"Idempotency-Key": "other"})
    assert other.status_code == 412, "another request is judged by what there is"
    panel.terminate()
    assert await asyncio.wait_for(panel.wait(), 30) == 0
    assert await _years(world) == (before[0] + 2, before[1] + 1), "it was done, and paid for, once"
    told = await world.fetch("SELECT result FROM audit.activity WHERE action = 'domains.renew' ORDER BY id")
    assert [row["result"] for row in told] == ["done"]


async def _until_nobody_works(world) -> None:
    """What the dead had begun is taken back by the database a moment later."""
    sql = """SELECT count(*) AS others FROM pg_stat_activity a
              WHERE a.datname = current_database() AND a.state <> 'idle' AND a.pid <> pg_backend_pid()"""
    for _ in range(500):
        if (await world.fetch(sql))[0]["others"] == 0:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("the database still works for somebody")


async def _years(world) -> tuple[int, int]:
    """The year in which the name expires, and how many bookings there are of it."""
    (row,) = await world.fetch(
        """SELECT extract(year FROM d.expires_at)::int AS year,
                  (SELECT count(*) FROM registry.ledger l WHERE l.name = d.name)::int AS bookings
             FROM registry.domain d WHERE d.name = $1""",
        NAME,
    )
    return row["year"], row["bookings"]


async def _asked(address: str, method: str, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
    async with httpx.AsyncClient(base_url=f"{address}/api/v1/", timeout=60) as client:
        body = {"years": "2"} if method == "POST" else None
        return await client.request(
            method, path, json=body, headers={"Authorization": f"Bearer {KEY}", **(headers or {})}
        )


async def _panel(clone: Clone, folder: Path) -> tuple[asyncio.subprocess.Process, str]:
    """`namehouse panel`, as it is run in earnest, once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "DATABASE_URL": clone.url,
        "NAMEHOUSE_VAR": str(folder / "var"),
        "NAMEHOUSE_METRICS_PANEL": "0",
        "NAMEHOUSE_PANEL_PORT": str(port),
        "NAMEHOUSE_PANEL_SECRET_KEY": "only for tests",
        "NAMEHOUSE_PANEL_SEAL_KEY": "only for tests",
    }
    with (folder / "panel.log").open("ab") as log:
        panel = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "namehouse", "panel", cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    while True:
        assert panel.returncode is None, (folder / "panel.log").read_text()
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
            continue
        writer.close()
        return panel, f"http://127.0.0.1:{port}"
