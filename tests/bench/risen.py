"""What it costs to restore a TLD: its deposit rises in an empty database beside, which is gone afterwards."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg

from registry.clock import stopwatch
from tests.bench.line import Line
from tests.bench.measure import ROOT
from tests.bench.resident import most_held

NAMEHOUSE = Path(sys.executable).with_name("namehouse")
DATABASE = "namehouse_risen"


def restored(environment: dict[str, str], folder: Path, url: str, count: int) -> Iterator[Line]:
    """The deposit of .test that lies in the folder; scaled to 200,000 names."""
    (deposit,) = folder.glob("test_*.xml")
    rules = folder / "rules.json"
    rules.write_text(_said(environment, "tld", "show", "test", "--json"))
    beside = {**environment, "DATABASE_URL": url.replace("/namehouse?", f"/{DATABASE}?")}
    asyncio.run(_administer(url, f"DROP DATABASE IF EXISTS {DATABASE}", f"CREATE DATABASE {DATABASE}"))
    try:
        _said(beside, "db", "migrate")
        began = stopwatch()
        command = [NAMEHOUSE, "rde", "restore", deposit, "--rules", rules, "--json"]
        process = subprocess.Popen(command, cwd=ROOT, env=beside, stdout=subprocess.PIPE, text=True)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = stopwatch() - began
        told = json.loads(process.stdout.read())
        assert status == 0 and told["restored"], told
    finally:
        asyncio.run(_administer(url, f"DROP DATABASE {DATABASE} WITH (FORCE)"))
    assert told["domains"] >= count, told
    yield Line("restore, scaled to 200,000 names", seconds * 200_000 / told["domains"], "s", 300)
    yield Line("restore, resident", most_held(usage), "MB", 200)


def _said(environment: dict[str, str], *words: str) -> str:
    command = [NAMEHOUSE, *words]
    return subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout


async def _administer(url: str, *statements: str) -> None:
    db = await asyncpg.connect(url)
    for statement in statements:
        await db.execute(statement)
    await db.close()
