"""A scanner that speaks clamd's protocol: `INSTREAM`, at a socket of this machine or of another.

Pieces come with their length before them, a length of nought ends them, and the answer is a line: `stream: OK`,
`stream: NAME FOUND`, or something that ends in `ERROR`.
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from registry.scanner import ScannerSilent
from registry.settings import Panel

SECONDS: Final = 30.0
_LONGEST: Final = 4096
_UNIX: Final = "unix:"


class Clamd:
    """A `registry.scanner.Scanner` at `unix:/path` or `host:port`."""

    def __init__(self, address: str) -> None:
        self._address = address

    @classmethod
    def of(cls, settings: Panel) -> "Clamd | None":
        return cls(settings.scanner) if settings.scanner else None

    async def look(self, pieces: Iterable[bytes]) -> str | None:
        try:
            async with asyncio.timeout(SECONDS):
                answer = await self._asked(pieces)
        except TimeoutError:
            raise ScannerSilent(f"no answer within {SECONDS:g} seconds") from None
        except (OSError, ValueError) as error:
            raise ScannerSilent(str(error) or type(error).__name__) from None
        return _read(answer)

    async def _asked(self, pieces: Iterable[bytes]) -> str:
        reader, writer = await self._opened()
        try:
            with suppress(ConnectionError):  # whoever has heard enough answers, and hears no more
                writer.write(b"zINSTREAM\0")
                waiting = iter(pieces)
                while (piece := await asyncio.to_thread(next, waiting, None)) is not None:
                    writer.write(len(piece).to_bytes(4) + piece)
                    await writer.drain()
                writer.write(bytes(4))
                await writer.drain()
            return (await reader.read(_LONGEST)).decode(errors="replace").strip("\0\r\n ")
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _opened(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._address.startswith(_UNIX):
            return await asyncio.open_unix_connection(self._address.removeprefix(_UNIX))
        host, _, port = self._address.rpartition(":")
        return await asyncio.open_connection(host.strip("[]"), int(port))


def _read(answer: str) -> str | None:
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return None
    if said.endswith(" FOUND") and len(said) > len(" FOUND"):
        return said.removesuffix(" FOUND")[:100]
    raise ScannerSilent(f"it answers {answer[:200] or 'nothing'}")
