"""The public's side of the bench: queries of WHOIS or RDAP from a process of its own.

    python -m tests.bench.whois_load --port 8043 --count 5000 --seeded 200000

A query of WHOIS has a connection of its own, as it must; RDAP's clients keep theirs. With `--rdap` the port is RDAP's without
TLS; with `--search` they ask for what fits instead of one name: ten domains, the name server at `--address`, a registrar.
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

    async def ask(self, path: str, expected: str) -> bool:
        self._writer.write(f"GET /{path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = int(re.search(rb"(?i)content-length: (\d+)", head)[1])
        return expected.encode() in await self._reader.readexactly(length)


def asked(name: str, search: str, address: str) -> tuple[str, str]:
    """The path of a question about a name, or of a search, and what its answer holds."""
    match search:
        case "domains":
            return f"domains?name={name[:9]}*", f'"ldhName":"{name}"'
        case "nameservers":
            return f"nameservers?ip={address}", f'"{address}"'
        case "entities":
            return "entities?fn=Alpha*", '"Alpha Names"'
    return f"domain/{name}", f'"ldhName":"{name}"'


async def run(options: argparse.Namespace) -> dict:
    host, port, seeded = options.host, options.port, options.seeded
    numbers = iter(range(options.count))
    wrong = resets = 0

    async def client() -> None:
        nonlocal wrong, resets
        kept = Kept(*await asyncio.open_connection(host, port)) if options.rdap else None
        for number in numbers:
            name = f"seed{1 + number * 7919 % seeded:06d}.test"
            try:
                wrong += not await (
                    kept.ask(*asked(name, options.search, options.address)) if kept else ask(host, port, name)
                )
            except (ConnectionError, asyncio.IncompleteReadError):
                resets += 1
                kept = Kept(*await asyncio.open_connection(host, port)) if kept else None

    print("ready", flush=True)
    sys.stdin.readline()
    started = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(options.clients)))
    return {"seconds": time.perf_counter() - started, "wrong": wrong, "resets": resets}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--clients", type=int, default=10)
    parser.add_argument("--seeded", type=int, required=True)
    parser.add_argument("--rdap", action="store_true")
    parser.add_argument("--search", choices=("domains", "nameservers", "entities"), default="")
    parser.add_argument("--address", default="")
    print(json.dumps(asyncio.run(run(parser.parse_args()))))


if __name__ == "__main__":
    main()
