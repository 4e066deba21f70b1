"""Clients that nobody wants, in a process of their own.

    python -m tests.stories.hostile KIND --demo var/demo.toml --count 1000

Says `ready` when all have begun and a JSON object when a line of input tells it to end: how many began, how many were closed.
Connections come from many addresses of the loopback network, as they would from as many machines.
"""

import argparse
import asyncio
import json
import socket
import ssl
import sys
import tomllib
from pathlib import Path

from tests.bench.frames import check, framed, login
from tests.bench.load import tls

HELLO = framed("<hello/>")
BEGINNING_OF_A_HANDSHAKE = bytes.fromhex("16030100c8010000c40303") + bytes(20)
IN_FLIGHT = 50  # connections that begin at once


class Crowd:
    """What all kinds need: the server, the registrars, and who was closed."""

    def __init__(self, demo: dict, root: Path, count: int) -> None:
        self.address = (demo["epp"]["host"], demo["epp"]["port"])
        self.gamma = next(each for each in demo["registrars"] if each["id"] == "gamma")
        self.context = tls(demo, self.gamma, root)
        self.stranger = ssl.create_default_context(cafile=root / demo["epp"]["server_ca"])
        self.count = count
        self.closed = 0
        self.held: list[object] = []

    def source(self, number: int) -> tuple[str, int]:
        return f"127.0.{1 + number // 40}.{1 + number % 40}", 0

    async def plain(self, number: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        both = await asyncio.open_connection(*self.address, local_addr=self.source(number))
        self.held.append(both)
        return both

    async def greeted(
        self, number: int, context: ssl.SSLContext | None = None
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection under TLS that has read the greeting."""
        both = await asyncio.open_connection(
            *self.address,
            local_addr=self.source(number),
            ssl=context or self.stranger,
            server_hostname="localhost",
            ssl_handshake_timeout=60,
        )
        self.held.append(both)
        await answer(both[0])
        return both

    async def until_closed(self, reader: asyncio.StreamReader) -> None:
        try:
            while await reader.read(65536):
                continue
        except OSError:
            pass
        self.closed += 1


async def answer(reader: asyncio.StreamReader) -> bytes:
    return await reader.readexactly(int.from_bytes(await reader.readexactly(4)) - 4)


async def slow_loris(crowd: Crowd, number: int, begun: asyncio.Event) -> None:
    """A handshake that comes octet by octet, for ever."""
    reader, writer = await crowd.plain(number)
    begun.set()
    closed = asyncio.ensure_future(crowd.until_closed(reader))
    for octet in BEGINNING_OF_A_HANDSHAKE:
        writer.write(bytes([octet]))
        if closed.done():
            break
        await asyncio.sleep(0.7)
    await closed


async def half_open(crowd: Crowd, number: int, begun: asyncio.Event) -> None:
    """Says at once, or in the middle of a handshake, that it has nothing more to say, and stays."""
    reader, writer = await crowd.plain(number)
    writer.write(BEGINNING_OF_A_HANDSHAKE[: number % 2 * 20])
    writer.write_eof()
    begun.set()
    await crowd.until_closed(reader)


async def idle(crowd: Crowd, number: int, begun: asyncio.Event) -> None:
    """Reads the greeting and says nothing."""
    reader, _ = await crowd.greeted(number)
    begun.set()
    await crowd.until_closed(reader)


async def deaf(crowd: Crowd, number: int, begun: asyncio.Event) -> None:
    """A registrar that asks without end and never reads an answer."""
    reader, writer = await crowd.greeted(number, crowd.context)
    writer.write(login("gamma", crowd.gamma["password"]))
    assert b'"1000"' in await answer(reader)
    writer.transport.pause_reading()
    begun.set()
    asked = (HELLO + check("name.test", "gamma")) * 100
    try:
        while True:
            writer.write(asked)
            await writer.drain()
            await asyncio.sleep(0)
    except OSError:
        crowd.closed += 1


async def guessing(crowd: Crowd, number: int, begun: asyncio.Event) -> None:
    """Guesses the password of a registrar as fast as it is told that it was wrong."""
    while True:
        reader, writer = await crowd.greeted(number, crowd.context)
        begun.set()
        try:
            while True:
                writer.write(login("gamma", "wrong-password"))
                await answer(reader)
        except (OSError, asyncio.IncompleteReadError):
            crowd.closed += 1
        crowd.held.clear()
        writer.transport.abort()


KINDS = {"slow-loris": slow_loris, "half-open": half_open, "idle": idle, "deaf": deaf, "guessing": guessing}


async def main(kind: str, crowd: Crowd) -> dict[str, int]:
    at_once = asyncio.Semaphore(IN_FLIGHT)
    began = 0

    async def one(number: int) -> None:
        nonlocal began
        begun = asyncio.Event()
        async with at_once:
            task = asyncio.ensure_future(KINDS[kind](crowd, number, begun))
            tasks.append(task)
            waiting = asyncio.ensure_future(begun.wait())
            await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
            began += begun.is_set()
            waiting.cancel()

    tasks: list[asyncio.Future[None]] = []
    await asyncio.gather(*(one(number) for number in range(crowd.count)))
    print("ready", flush=True)  # noqa: T201
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    for task in tasks:
        task.cancel()
    failed = [each for each in await asyncio.gather(*tasks, return_exceptions=True) if isinstance(each, Exception)]
    for each in failed[:3]:
        sys.stderr.write(f"{each!r}\n")
    return {"began": began, "closed": crowd.closed, "failed": len(failed)}


if __name__ == "__main__":
    import resource

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--demo", type=Path, required=True)
    parser.add_argument("--count", type=int, default=1)
    options = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    found = tomllib.loads(options.demo.read_text())
    socket.setdefaulttimeout(60)
    everybody = Crowd(found, Path(__file__).parents[2], options.count)
    print(json.dumps(asyncio.run(main(options.kind, everybody))), flush=True)  # noqa: T201
