"""Mails as whoever they were written to reads them, before they are sent."""

import asyncio
import re
from urllib.parse import urlsplit

from tests.panel.house import House
from wire import loop


def settled(house: House) -> None:
    """What goes on after an answer has been done; what others began in this process, and left, is not waited for."""

    async def wait() -> None:
        while own := {each for each in loop._running if "/panel/" in each.get_coro().cr_code.co_filename}:
            await asyncio.gather(*own, return_exceptions=True)

    house.run(wait())


def letters(house: House, address: str, event: str = "%") -> list[str]:
    """What was written to an address, the newest last."""
    settled(house)
    sql = "SELECT text FROM mail.message WHERE address = $1 AND event LIKE $2 ORDER BY id"
    return [row["text"] for row in house.run(house.world.fetch(sql, address, event))]


def link_in(letter: str) -> str:
    """The path of its link, with what it carries."""
    parts = urlsplit(re.search(r"^https?://\S+$", letter, re.MULTILINE)[0])
    return f"{parts.path}?{parts.query}"


def token_in(letter: str) -> str:
    return link_in(letter).partition("token=")[2]
