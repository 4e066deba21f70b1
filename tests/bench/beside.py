"""An empty database beside that of the installation, for what its own processes would disturb."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from tests.bench.measure import ROOT

NAMEHOUSE = Path(sys.executable).with_name("namehouse")


@contextmanager
def beside(environment: dict[str, str], url: str, name: str) -> Iterator[dict[str, str]]:
    """What leads the executable to it, while the block runs; migrated."""
    asyncio.run(_administer(url, f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}"))
    there = {**environment, "DATABASE_URL": url.replace("/namehouse?", f"/{name}?")}
    try:
        said(there, "db", "migrate")
        yield there
    finally:
        asyncio.run(_administer(url, f"DROP DATABASE {name} WITH (FORCE)"))


def said(environment: dict[str, str], *words: str) -> str:
    """What the executable prints."""
    command = [NAMEHOUSE, *words]
    return subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout


async def _administer(url: str, *statements: str) -> None:
    db = await asyncpg.connect(url)
    for statement in statements:
        await db.execute(statement)
    await db.close()
