"""The public's side of the bench: queries of WHOIS or RDAP from a process of its own.

    python -m tests.bench.whois_load --port 8043 --count 5000 --seeded 200000

A query of WHOIS has a connection of its own, as it must; RDAP's clients keep theirs. With `--rdap` the port is RDAP's without
TLS.
"""

import argparse
import asyncio
import json
import re
import sys
import time


async def ask(host: str, port: int, name: str) -> bool:
    """Whether the answer is about the name."""
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(f"{name}\r\n".encode())
    answer = await reader.read()
    writer.close()
    return f"Domain Name: {name}\r\n".encode() in answer


class Kept:
    """A connection that asks RDAP again and again."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def ask(self, name: str) -> bool:
        self._writer.write(f"GET /domain/{name} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = int(re.search(rb"(?i)content-length: (\d+)", head)[1])
        return f'"ldhName":"{name}"'.encode() in await self._reader.readexactly(length)


async def run(host: str, port: int, count: int, clients: int, seeded: int, rdap: bool) -> dict:
    numbers = iter(range(count))
    wrong = 0

    async def client() -> None:
        nonlocal wrong
        kept = Kept(*await asyncio.open_connection(host, port)) if rdap else None
        for number in numbers:
            name = f"seed{1 + number * 7919 % seeded:06d}.test"
            wrong += not await (kept.ask(name) if kept else ask(host, port, name))

    print("ready", flush=True)
    sys.stdin.readline()
    started = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return {"seconds": time.perf_counter() - started, "wrong": wrong}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--clients", type=int, default=10)
    parser.add_argument("--seeded", type=int, required=True)
    parser.add_argument("--rdap", action="store_true")
    options = parser.parse_args()
    result = run(options.host, options.port, options.count, options.clients, options.seeded, options.rdap)
    print(json.dumps(asyncio.run(result)))


if __name__ == "__main__":
    main()
