"""Visitors of the public's door whom nobody wants, in a process of their own.

    python -m tests.whois.hostile KIND --whois 8043 --rdap 8081 --count 500

Says `ready` when all have begun, and a JSON object when a line of input tells it to end: how many began, how often they were
closed or answered. They come from many addresses of the loopback network, as they would from as many machines.
"""

import argparse
import asyncio
import json
import resource
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

IN_FLIGHT: Final = 50  # connections that begin at once
MEGABYTE: Final = b"x" * 1_000_000
ASKING: Final = b"GET /domain/everything.test HTTP/1.1\r\nHost: rdap.example\r\n\r\n"
PATTERNS: Final = (
    b"name=" + b"%2A" * 300,
    b"name=" + b"a" * 3000 + b"*",
    b"name=every*&count=true&" + b"x=1&" * 10,
    b"name=eve*",
)


@dataclass
class Crowd:
    whois: int
    rdap: int
    ends: Counter[str] = field(default_factory=Counter)

    async def at(self, port: int, number: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        source = f"127.0.{1 + number // 40 % 200}.{1 + number % 40}", 0
        return await asyncio.open_connection("127.0.0.1", port, local_addr=source)

    async def until_closed(self, reader: asyncio.StreamReader, end: str = "closed") -> None:
        try:
            while await reader.read(65536):
                continue
        except OSError:
            pass
        self.ends[end] += 1


async def half_open(crowd: Crowd, number: int, begun: asyncio.Event) -> None:
    """Says a part of something, and stays."""
    port, part = [(crowd.whois, b"every"), (crowd.rdap, b"GET /help HT"), (crowd.whois, b""), (crowd.rdap, b"")][
        number % 4
    ]
    reader, writer = await crowd.at(port, number)
    writer.write(part)
    begun.set()
    await crowd.until_closed(reader)


async def slow(crowd: Crowd, number: int, begun: asyncio.Event) -> None:
    """Says an octet now and then."""
    reader, writer = await crowd.at((crowd.whois, crowd.rdap)[number % 2], number)
    begun.set()
    closed = asyncio.ensure_future(crowd.until_closed(reader))
    for octet in b"GET /domain/everything.test HTTP/1.1\nA: b\n" * 100:
        writer.write(bytes([octet]))
        if closed.done():
            break
        await asyncio.sleep(0.7)
    await closed


async def flooding(crowd: Crowd, number: int, begun: asyncio.Event) -> None:
    """Lines and headers of a megabyte, hundreds of headers, bodies nobody asked for: one after the other."""
    floods = (
        (crowd.whois, MEGABYTE),
        (crowd.rdap, b"GET /help HTTP/1.1\r\nX: " + MEGABYTE),
        (crowd.rdap, b"GET /help HTTP/1.1\r\n" + b"".join(b"X-%d: y\r\n" % each for each in range(5000)) + b"\r\n"),
        (crowd.rdap, b"POST /help HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n" + MEGABYTE),
        (crowd.rdap, b"GET /" + MEGABYTE),
        (crowd.whois, b"\x00\xff" * 500_000),
    )
    turn = number
    while True:
        port, flood = floods[turn % len(floods)]
        turn += 1
        await _sent(crowd, turn, port, flood, begun)


async def searching(crowd: Crowd, number: int, begun: asyncio.Event) -> None:
    """Patterns that find nothing, cost much or have no end, as fast as they are answered."""
    turn = number
    while True:
        turn += 1
        question = (
            b"GET /domains?" + PATTERNS[turn % len(PATTERNS)] + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        )
        await _sent(crowd, turn, crowd.rdap, question, begun)


async def deaf(crowd: Crowd, number: int, begun: asyncio.Event) -> None:
    """Asks one thing behind the other without end, and never reads an answer."""
    _, writer = await crowd.at(crowd.rdap, number)
    writer.transport.pause_reading()
    begun.set()
    try:
        while True:
            writer.write(ASKING * 100)
            await writer.drain()
            await asyncio.sleep(0)
    except OSError:
        crowd.ends["closed"] += 1


async def _sent(crowd: Crowd, number: int, port: int, octets: bytes, begun: asyncio.Event) -> None:
    reader, writer = await crowd.at(port, number)
    begun.set()
    try:
        writer.write(octets)
        await writer.drain()
        answer = await reader.read(65536)
        crowd.ends[answer[:12].decode("latin-1")] += 1
    except OSError:
        crowd.ends["closed"] += 1
    finally:
        writer.transport.abort()


KINDS: Final = {"half-open": half_open, "slow": slow, "flooding": flooding, "searching": searching, "deaf": deaf}


async def main(kind: str, crowd: Crowd, count: int) -> dict[str, object]:
    at_once = asyncio.Semaphore(IN_FLIGHT)
    tasks: list[asyncio.Future[None]] = []
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

    await asyncio.gather(*(one(number) for number in range(count)))
    print("ready", flush=True)  # noqa: T201
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    for task in tasks:
        task.cancel()
    failed = [each for each in await asyncio.gather(*tasks, return_exceptions=True) if isinstance(each, Exception)]
    for each in failed[:3]:
        sys.stderr.write(f"{each!r}\n")
    return {"began": began, "failed": len(failed), "ends": dict(crowd.ends)}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--whois", type=int, required=True)
    parser.add_argument("--rdap", type=int, required=True)
    parser.add_argument("--count", type=int, default=1)
    options = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    told = asyncio.run(main(options.kind, Crowd(options.whois, options.rdap), options.count))
    print(json.dumps(told), flush=True)  # noqa: T201
