"""Registrars that come and go: connect, TLS with a client certificate, greeting, login, logout, again and again.

    python -m tests.bench.logins --demo var/demo.toml --count 1000

Says `ready` when each of them has logged in once, starts at a line of input, prints one JSON object: seconds, what went wrong,
latencies in ms of a whole visit.
"""

import argparse
import asyncio
import json
import sys
import time
import tomllib
from pathlib import Path

from tests.bench.frames import framed, login
from tests.bench.load import CODE, tls

LOGOUT = framed("<command><logout/><clTRID>LOGOUT</clTRID></command>")
REGISTRARS = ("beta", "gamma")


async def answer(reader: asyncio.StreamReader) -> bytes:
    return await reader.readexactly(int.from_bytes(await reader.readexactly(4)) - 4)


class Visitor:
    """One registrar, as often as it is asked to come."""

    def __init__(self, demo: dict, root: Path, handle: str) -> None:
        registrar = next(each for each in demo["registrars"] if each["id"] == handle)
        self._login = login(registrar["id"], registrar["password"])
        self._context = tls(demo, registrar, root)
        self._where = (demo["epp"]["host"], demo["epp"]["port"])
        self.wrong = 0
        self.latencies: list[float] = []

    async def visit(self) -> None:
        began = time.perf_counter()
        reader, writer = await asyncio.open_connection(*self._where, ssl=self._context)
        await answer(reader)
        for frame, code in ((self._login, b"1000"), (LOGOUT, b"1500")):
            writer.write(frame)
            self.wrong += CODE + code not in await answer(reader)
        self.latencies.append(time.perf_counter() - began)
        writer.close()

    async def visits(self, count: int) -> None:
        for _ in range(count):
            await self.visit()


async def run(demo: dict, root: Path, count: int, at_once: int) -> dict:
    visitors = [Visitor(demo, root, REGISTRARS[number % len(REGISTRARS)]) for number in range(at_once)]
    # The first login of a registrar is slow on purpose, in each worker; what is measured is every other. Workers share the
    # port, so a few more visits than workers meet all of them.
    for _ in range(8):
        await asyncio.gather(*(visitor.visit() for visitor in visitors))
    for visitor in visitors:
        visitor.latencies.clear()
    print("ready", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    started = time.perf_counter()
    await asyncio.gather(*(visitor.visits(count // at_once) for visitor in visitors))
    seconds = time.perf_counter() - started
    latencies = sorted(each for visitor in visitors for each in visitor.latencies)
    return {
        "visits": len(latencies),
        "seconds": seconds,
        "wrong": sum(visitor.wrong for visitor in visitors),
        "p50": 1000 * latencies[len(latencies) // 2],
        "p99": 1000 * latencies[len(latencies) * 99 // 100],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--demo", type=Path, required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--at-once", type=int, default=8)
    options = parser.parse_args()
    demo = tomllib.loads(options.demo.read_text())
    result = run(demo, options.demo.parent.parent, options.count, options.at_once)
    print(json.dumps(asyncio.run(result)))


if __name__ == "__main__":
    main()
