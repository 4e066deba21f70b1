"""A registrar's side of the bench: sessions over TLS that ask as fast as they are answered, in a process of their own.

    python -m tests.bench.load --demo var/demo.toml --command check --count 10000 --sessions 10

Says `ready` when all sessions are logged in, starts at a line of input, prints one JSON object: seconds, answers by result
code, answers that were not what was asked for, latencies in ms. With `--rate` it asks so many times a second in all, whether
or not it is answered in time, and counts latencies from when each question was due. With `--workers` the sessions are spread
evenly over the processes that share the port.
Frames are made before the clock starts, and answers are only searched for what must be in them: the client must cost
little, since it shares the machine with what it measures.
"""

import argparse
import asyncio
import json
import random
import re
import ssl
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.bench.frames import FRAMES, MIX, check, create, login, renew, update

CODE = b'<result code="'
EXPIRY = re.compile(rb"exDate>(\d{4}-\d\d-\d\d)")
SERVER = re.compile(rb"<svTRID>NH-(\w+)-")  # of which process the answer is
DONE = b'<result code="1000">'

Work = list[tuple[bytes, bytes]]


def alike(command: str, names: list[str], registrar: str) -> Work:
    """One command for each of the names, and what its answer must hold."""
    return [(FRAMES[command](name, registrar), f">{name}<".encode()) for name in names]


def mixed(count: int, registrar: str, number: int, seeded: int, tag: str, renewable: list[tuple[str, str]]) -> Work:
    """`count` commands of session `number` as they are mixed; `renewable` are names with their expiry dates."""
    kinds = list(MIX)
    random.Random(1).shuffle(kinds)
    half = seeded // 2
    own = 1 if registrar == "beta" else 1 + half
    work: Work = []
    for place in range(count):
        kind = kinds[place % len(kinds)]
        anywhere = f"seed{1 + (number * count + place) * 7919 % seeded:06d}.test"
        if kind in ("check", "info"):
            work.append((FRAMES[kind](anywhere, registrar), f">{anywhere}<".encode()))
        elif kind == "create":
            name = f"{tag}-{number}-{place}.test"
            work.append((create(name, registrar), f">{name}<".encode()))
        elif kind == "update":
            name = f"seed{own + (number * count + place) * 104729 % half:06d}.test"
            work.append((update(name, registrar), DONE))
        else:
            name, expiry = renewable.pop()
            work.append((renew(name, expiry), f">{name}<".encode()))
    return work


class Registrar(asyncio.Protocol):
    """One session: logs in, waits for the others, then asks one thing after the other."""

    def __init__(self, registrar: str, password: str) -> None:
        self._login = login(registrar, password)
        self._work: Iterator[tuple[bytes, bytes]] = iter(())
        self._buffer = b""
        self._asked = 0.0
        self._wanted = b""
        self._steps = [self._greeted, self._logged_in]
        self.keeps_expiries = False
        self.worker = b""
        self._pace = 0.0  # seconds from one question to the next; 0: the next is asked when the last is answered
        self.ready = asyncio.get_running_loop().create_future()
        self.done = asyncio.get_running_loop().create_future()
        self.codes: Counter[str] = Counter()
        self.wrong = 0
        self.latencies: list[float] = []
        self.expiries: list[str] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        for waiting in (self.ready, self.done):
            if not waiting.done():
                waiting.set_exception(exc or ConnectionResetError("the server closed the connection"))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while len(self._buffer) >= 4:
            length = int.from_bytes(self._buffer[:4], "big")
            if len(self._buffer) < length:
                return
            frame, self._buffer = self._buffer[4:length], self._buffer[length:]
            (self._steps.pop(0) if self._steps else self._answered)(frame)

    def _greeted(self, frame: bytes) -> None:
        self._transport.write(self._login)

    def _logged_in(self, frame: bytes) -> None:
        if CODE + b"1000" not in frame:
            self.ready.set_exception(PermissionError(frame.decode()))
            return
        self.worker = SERVER.search(frame)[1]
        self.ready.set_result(None)

    def begin(self, work: Work, pace: float = 0.0, offset: float = 0.0) -> "asyncio.Future[None]":
        """Ask all of this, one after the other; done when the last is answered."""
        loop = asyncio.get_running_loop()
        self._work = iter(work)
        self._pace = pace
        self._due = loop.time() + offset
        self.done = loop.create_future()
        self.codes, self.wrong, self.latencies = Counter(), 0, []
        self.expiries.clear()
        self.ask()
        return self.done

    def ask(self) -> None:
        following = next(self._work, None)
        if following is None:
            self.done.set_result(None)
            return
        frame, self._wanted = following
        if not self._pace:
            self._asked = time.perf_counter()
            self._transport.write(frame)
            return
        loop = asyncio.get_running_loop()
        wait = self._due - loop.time()
        self._asked = time.perf_counter() + wait
        self._due += self._pace
        if wait > 0:
            loop.call_later(wait, self._transport.write, frame)
        else:
            self._transport.write(frame)

    def _answered(self, frame: bytes) -> None:
        self.latencies.append(time.perf_counter() - self._asked)
        at = frame.find(CODE) + len(CODE)
        self.codes[frame[at : at + 4].decode()] += 1
        self.wrong += self._wanted not in frame
        if self.keeps_expiries and (found := EXPIRY.search(frame)):
            self.expiries.append(found[1].decode())
        self.ask()

    def leave(self) -> None:
        self._transport.abort()


def tls(demo: dict, registrar: dict, root: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=root / demo["epp"]["server_ca"])
    context.load_cert_chain(root / registrar["cert"], root / registrar["key"])
    return context


async def run(demo: dict, root: Path, options: argparse.Namespace) -> dict:
    """Ask `options.count` times in all; names are given out in order, so that no two sessions ask for one."""
    who = {each["id"]: each for each in demo["registrars"]}
    loop = asyncio.get_running_loop()
    protocols: list[Registrar] = []
    works: list[Work] = []
    of_worker: Counter[bytes] = Counter()
    for number in range(options.sessions):
        registrar = who["beta" if number < (options.sessions + 1) // 2 else "gamma"]
        protocol = await connected(demo, root, registrar)
        while of_worker[protocol.worker] >= -(-options.sessions // options.workers):
            protocol.leave()
            protocol = await connected(demo, root, registrar)
        of_worker[protocol.worker] += 1
        protocols.append(protocol)
        works.append(await prepared(protocol, registrar["id"], number, options))
    # Whoever measures begins now: logins, which are slow on purpose, are not what is asked about.
    print("ready", flush=True)
    await loop.run_in_executor(None, sys.stdin.readline)
    started = time.perf_counter()
    pace = options.sessions / options.rate if options.rate else 0.0
    await asyncio.gather(
        *(
            protocol.begin(work, pace, pace * number / options.sessions)
            for number, (protocol, work) in enumerate(zip(protocols, works, strict=True))
        )
    )
    seconds = time.perf_counter() - started
    for protocol in protocols:
        protocol.leave()
    latencies = sorted(latency for protocol in protocols for latency in protocol.latencies)
    return {
        "command": options.command,
        "seconds": seconds,
        "codes": dict(sum((protocol.codes for protocol in protocols), Counter())),
        "wrong": sum(protocol.wrong for protocol in protocols),
        "p50": 1000 * latencies[len(latencies) // 2],
        "p99": 1000 * latencies[len(latencies) * 99 // 100],
    }


async def connected(demo: dict, root: Path, registrar: dict) -> Registrar:
    """A session that has logged in."""
    _, protocol = await asyncio.get_running_loop().create_connection(
        lambda: Registrar(registrar["id"], registrar["password"]),
        demo["epp"]["host"],
        demo["epp"]["port"],
        ssl=tls(demo, registrar, root),
    )
    await protocol.ready
    return protocol


async def prepared(protocol: Registrar, registrar: str, number: int, options: argparse.Namespace) -> Work:
    """The work of one session; for a mixture, names are registered first that it can renew."""
    mine = len(range(number, options.count, options.sessions))
    if options.command != "mixed":
        if options.command == "create":
            names = [f"{options.tag}{each}.test" for each in range(number, options.count, options.sessions)]
        else:  # spread over the whole table, so that caches of neighbouring rows do not flatter
            places = range(number, options.count, options.sessions)
            names = [f"seed{1 + place * 7919 % options.seeded:06d}.test" for place in places]
        if options.names > 1:
            return [(check(name, registrar, options.names - 1), f">{name}<".encode()) for name in names]
        return alike(options.command, names, registrar)
    names = [f"{options.tag}-r{number}-{each}.test" for each in range(2 * (mine // len(MIX) + 1))]
    protocol.keeps_expiries = True
    await protocol.begin(alike("create", names, registrar))
    renewable = list(zip(names, protocol.expiries, strict=True))
    protocol.keeps_expiries = False
    return mixed(mine, registrar, number, options.seeded, options.tag, renewable)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--demo", type=Path, required=True)
    parser.add_argument("--command", choices=("check", "info", "create", "mixed"), required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--names", type=int, default=1, help="names in each check")
    parser.add_argument("--sessions", type=int, default=10)
    parser.add_argument(
        "--rate", type=float, default=0.0, help="questions a second in all; 0: as fast as they are answered"
    )
    parser.add_argument(
        "--workers", type=int, default=1, help="processes of the server among which sessions are spread"
    )
    parser.add_argument("--seeded", type=int, required=True, help="how many names are seeded in .test")
    parser.add_argument("--tag", default="b", help="begins the names that are created")
    options = parser.parse_args()
    demo = tomllib.loads(options.demo.read_text())
    result = run(demo, options.demo.parent.parent, options)
    print(json.dumps(asyncio.run(result)))


if __name__ == "__main__":
    main()
