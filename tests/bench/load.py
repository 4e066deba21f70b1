"""A registrar's side of the bench: sessions over TLS that ask as fast as they are answered, in a process of their own.

    python -m tests.bench.load --demo var/demo.toml --command check --count 10000 --sessions 10

Says `ready` when all sessions are logged in, starts at a line of input, prints one JSON object: seconds, answers by result
code, answers that were not what was asked for, latencies in ms.
Frames are made before the clock starts, and answers are only searched for what must be in them: the client must cost
little, since it shares the machine with what it measures.
"""

import argparse
import asyncio
import json
import ssl
import struct
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

DOMAIN = "urn:ietf:params:xml:ns:domain-1.0"
EPP = "urn:ietf:params:xml:ns:epp-1.0"
SERVICES = ("domain", "contact", "host")
CODE = b'<result code="'


def framed(xml: str) -> bytes:
    data = f'<?xml version="1.0" encoding="UTF-8"?><epp xmlns="{EPP}">{xml}</epp>'.encode()
    return struct.pack(">I", len(data) + 4) + data


def login(registrar: str, password: str) -> bytes:
    objects = "".join(f"<objURI>urn:ietf:params:xml:ns:{each}-1.0</objURI>" for each in SERVICES)
    return framed(
        f"<command><login><clID>{registrar}</clID><pw>{password}</pw><options><version>1.0</version><lang>en</lang>"
        f"</options><svcs>{objects}</svcs></login><clTRID>LOGIN</clTRID></command>"
    )


def check(name: str, registrar: str) -> bytes:
    return framed(
        f'<command><check><domain:check xmlns:domain="{DOMAIN}"><domain:name>{name}</domain:name></domain:check>'
        f"</check><clTRID>CHECK-1</clTRID></command>"
    )


def info(name: str, registrar: str) -> bytes:
    return framed(
        f'<command><info><domain:info xmlns:domain="{DOMAIN}"><domain:name>{name}</domain:name></domain:info>'
        f"</info><clTRID>INFO-1</clTRID></command>"
    )


def create(name: str, registrar: str) -> bytes:
    letter = registrar[0].upper()
    return framed(
        f'<command><create><domain:create xmlns:domain="{DOMAIN}"><domain:name>{name}</domain:name>'
        f'<domain:period unit="y">1</domain:period><domain:ns><domain:hostObj>ns1.seed-dns.net</domain:hostObj>'
        f"<domain:hostObj>ns2.seed-dns.net</domain:hostObj></domain:ns>"
        f"<domain:registrant>SEED-{letter}1</domain:registrant>"
        f'<domain:contact type="admin">SEED-{letter}1</domain:contact>'
        f'<domain:contact type="tech">SEED-{letter}2</domain:contact>'
        f"<domain:authInfo><domain:pw>bench-secret-of-length</domain:pw></domain:authInfo></domain:create></create>"
        f"<clTRID>CREATE-1</clTRID></command>"
    )


FRAMES = {"check": check, "info": info, "create": create}


class Registrar(asyncio.Protocol):
    """One session: logs in, waits for the others, then asks one thing after the other."""

    def __init__(self, registrar: str, password: str, work: Iterator[tuple[bytes, bytes]]) -> None:
        self._login = login(registrar, password)
        self._work = work
        self._buffer = b""
        self._asked = 0.0
        self._wanted = b""
        self._steps = [self._greeted, self._logged_in]
        self.ready = asyncio.get_running_loop().create_future()
        self.done = asyncio.get_running_loop().create_future()
        self.codes: Counter[str] = Counter()
        self.wrong = 0
        self.latencies: list[float] = []

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
        self.ready.set_result(None)

    def ask(self) -> None:
        following = next(self._work, None)
        if following is None:
            self.done.set_result(None)
            return
        frame, self._wanted = following
        self._asked = time.perf_counter()
        self._transport.write(frame)

    def _answered(self, frame: bytes) -> None:
        self.latencies.append(time.perf_counter() - self._asked)
        at = frame.find(CODE) + len(CODE)
        self.codes[frame[at : at + 4].decode()] += 1
        self.wrong += self._wanted not in frame
        self.ask()

    def leave(self) -> None:
        self._transport.abort()


def tls(demo: dict, registrar: dict, root: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=root / demo["epp"]["server_ca"])
    context.load_cert_chain(root / registrar["cert"], root / registrar["key"])
    return context


async def run(demo: dict, root: Path, command: str, count: int, sessions: int, names: list[str]) -> dict:
    """Ask `count` times in all; names are given out in order, so that no two sessions ask for one."""
    who = {each["id"]: each for each in demo["registrars"]}
    protocols = []
    loop = asyncio.get_running_loop()
    half = (sessions + 1) // 2
    for number in range(sessions):
        handle = "beta" if number < half else "gamma"
        mine = names[number:count:sessions]
        work = iter([(FRAMES[command](name, handle), f">{name}<".encode()) for name in mine])
        registrar = who[handle]
        _, protocol = await loop.create_connection(
            lambda registrar=registrar, work=work: Registrar(registrar["id"], registrar["password"], work),
            demo["epp"]["host"],
            demo["epp"]["port"],
            ssl=tls(demo, registrar, root),
        )
        protocols.append(protocol)
        await protocol.ready
    # Whoever measures begins now: logins, which are slow on purpose, are not what is asked about.
    print("ready", flush=True)
    await loop.run_in_executor(None, sys.stdin.readline)
    started = time.perf_counter()
    for protocol in protocols:
        protocol.ask()
    await asyncio.gather(*(protocol.done for protocol in protocols))
    seconds = time.perf_counter() - started
    for protocol in protocols:
        protocol.leave()
    latencies = sorted(latency for protocol in protocols for latency in protocol.latencies)
    return {
        "command": command,
        "seconds": seconds,
        "codes": dict(sum((protocol.codes for protocol in protocols), Counter())),
        "wrong": sum(protocol.wrong for protocol in protocols),
        "p50": 1000 * latencies[len(latencies) // 2],
        "p99": 1000 * latencies[len(latencies) * 99 // 100],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--demo", type=Path, required=True)
    parser.add_argument("--command", choices=FRAMES, required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--sessions", type=int, default=10)
    parser.add_argument("--seeded", type=int, required=True, help="how many names are seeded in .test")
    parser.add_argument("--tag", default="b", help="begins the names that are created")
    options = parser.parse_args()
    demo = tomllib.loads(options.demo.read_text())
    if options.command == "create":
        names = [f"{options.tag}{number}.test" for number in range(options.count)]
    else:  # spread over the whole table, so that caches of neighbouring rows do not flatter
        names = [f"seed{1 + number * 7919 % options.seeded:06d}.test" for number in range(options.count)]
    result = run(demo, options.demo.parent.parent, options.command, options.count, options.sessions, names)
    print(json.dumps(asyncio.run(result)))


if __name__ == "__main__":
    main()
