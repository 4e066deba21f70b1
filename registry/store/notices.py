"""Hearing what other processes announce, on a connection of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import asyncpg

POLICY: Final = "registry_policy"
REGISTRAR: Final = "registry_registrar"
SESSION: Final = "registry_session"


class Lost(Exception):
    """The connection is gone; whatever was announced meanwhile was not heard."""


class News:
    """What some channels say; announcements that come together are heard as one."""

    def __init__(self) -> None:
        self._heard = asyncio.Event()
        self._lost = False

    async def wait(self, seconds: float) -> bool:
        """Whether something was announced before the time was up. Raises Lost."""
        try:
            async with asyncio.timeout(seconds):
                await self._heard.wait()
        except TimeoutError:
            return False
        self._heard.clear()
        if self._lost:
            raise Lost
        return True

    def hear(self, *_: object) -> None:
        self._heard.set()

    def lose(self, *_: object) -> None:
        self._lost = True
        self._heard.set()


@asynccontextmanager
async def listening(url: str, *channels: str) -> AsyncIterator[News]:
    """Listen while the block runs. Raises Lost when the database cannot be reached."""
    try:
        db = await asyncpg.connect(url, server_settings={"application_name": "namehouse hears"})
    except (OSError, asyncpg.PostgresError) as error:
        raise Lost from error
    news = News()
    db.add_termination_listener(news.lose)
    try:
        for channel in channels:
            await db.add_listener(channel, news.hear)
        yield news
    finally:
        await db.close()
