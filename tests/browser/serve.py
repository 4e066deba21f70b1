"""The panel as a process of its own over a house with a past: what the browser tests and `screenshots.py` open.

`python -m tests.browser.serve <database url> <port>`; the database must be migrated and empty of a registry.
"""

import asyncio
import sys
from dataclasses import replace
from datetime import timedelta

from panel import server
from registry.clock import FakeClock, SystemClock
from registry.settings import Settings
from registry.store.pool import Store
from tests.panel.house import DAYS, live, welcome
from tests.world import open_world


async def fill(url: str) -> None:
    store = await Store.connect(url)
    world = await open_world(store, FakeClock(SystemClock().now() - timedelta(days=DAYS)))
    await live(world)
    await welcome(world)
    await store.close()


def main(url: str, port: int) -> None:
    asyncio.run(fill(url))
    settings = Settings()
    settings = replace(
        settings,
        database=replace(settings.database, url=url, pool=4),
        panel=replace(
            settings.panel,
            port=port,
            url=f"http://127.0.0.1:{port}/",
            secret_key="only for tests",
            seal_key="only for tests",
        ),
        metrics=replace(settings.metrics, panel=port + 1),
    )
    server.run(settings)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
