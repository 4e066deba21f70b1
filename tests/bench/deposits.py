"""What deposits cost: sealed by two workers, beside a query for each object; verified; as of an instant gone by; what changed."""

import asyncio
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psutil
from pysequoia import CipherSuite, Profile, Tsk

from tests.bench import one_by_one
from tests.bench.line import Line
from tests.bench.measure import ROOT
from tests.bench.resident import most_held

NAMEHOUSE = Path(sys.executable).with_name("namehouse")
MIB = 2**20
TIMES = 3  # of which the best counts: other work on the machine only ever adds


@dataclass
class Held:
    """The most that a session of the database held for itself, in MB, sampled while a block ran: not what all of them share."""

    most: float = 0.0


@contextmanager
def sessions_of(postmaster: int) -> Iterator[Held]:
    held, over = Held(), threading.Event()

    def watch() -> None:
        while not over.wait(0.1):
            for child in psutil.Process(postmaster).children():
                try:
                    memory = child.memory_info()
                    held.most = max(held.most, (memory.rss - memory.shared) / MIB)
                except psutil.Error:
                    continue

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield held
    finally:
        over.set()
        thread.join()


def keys(folder: Path) -> dict[str, str]:
    """An agent's key and ours, and the settings that name them."""
    agent, ours = (
        Tsk.generate(f"{who} <{who}@example.test>", profile=Profile.RFC4880, cipher_suite=CipherSuite.RSA3k)
        for who in ("agent", "registry")
    )
    for name, content in (
        ("agent.key", str(agent)),
        ("agent.asc", str(agent.extract_certificate())),
        ("signing.asc", str(ours)),
    ):
        (folder / name).write_text(content)
        (folder / name).chmod(0o600)
    return {
        "NAMEHOUSE_ESCROW_AGENT_KEY": str(folder / "agent.asc"),
        "NAMEHOUSE_ESCROW_AGENT_FINGERPRINT": agent.extract_certificate().fingerprint,
        "NAMEHOUSE_ESCROW_SIGNING_KEY": str(folder / "signing.asc"),
    }


def _run(command: list[str | Path], environment: dict[str, str]) -> tuple[dict, float]:
    """What a command printed, and the most that it held resident, in MB."""
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout and process.stderr
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{command}: {printed}{process.stderr.read()}"[-2000:])
    return json.loads(printed), most_held(usage)


def sealed(facts: dict, folder: Path, url: str) -> Iterator[Line]:
    """From the database to the files that an agent gets, for each number of workers."""
    settings = {**facts["environment"], **keys(folder)}
    command = [NAMEHOUSE, "rde", "export", "--tld", "test", "--out", str(folder), "--seal", "--json"]
    rates: dict[str, float] = {}
    for workers in ("1", "2"):
        for _ in range(TIMES):
            with sessions_of(facts["processes"]["database"]) as held:
                made, resident = _run(command, {**settings, "NAMEHOUSE_ESCROW_WORKERS": workers})
            rates[workers] = max(rates.get(workers, 0), made["objects_per_second"])
    note = f"{rates['1']:,.0f} with one; {made['bytes'] / 1e6:.0f} MB sealed"
    yield Line("sealed deposit, two workers", rates["2"], "domains per second", 60_000, at_most=False, note=note)
    yield Line("sealed deposit, resident", resident, "MB", 100)
    yield Line("sealed deposit, a session of the database", held.most, "MB of its own", 100)
    each = asyncio.run(one_by_one.rate(url, "test"))
    note = f"{each:,.0f} names per second by a query for each object and each of its kinds of children"
    yield Line(
        "sealed deposit, per a query for each object", rates["2"] / each, "times its rate", 10, at_most=False, note=note
    )
    yield from daily(settings, folder, url)
    verify = [NAMEHOUSE, "rde", "verify", str(folder), "--key", str(folder / "agent.key"), "--json"]
    started = time.perf_counter()
    seen, resident = _run(verify, settings)
    rate = seen["objects"] / (time.perf_counter() - started)
    yield Line("rde verify, sealed", rate, "objects per second", 8_000, at_most=False)
    yield Line("rde verify, resident", resident, "MB", 200)


def daily(settings: dict[str, str], folder: Path, url: str) -> Iterator[Line]:
    """As the worker makes it every day: of a midnight gone by, held against the schemas and all rules before it is sealed."""
    told, resident = _run([sys.executable, "-m", "tests.bench.daily", url, str(folder)], settings)
    note = f"{told['objects']:,} objects in {told['seconds']:.1f} s, all of them verified before they were sealed"
    yield Line(
        "deposit of a day, with verification",
        told["objects"] / told["seconds"],
        "objects per second",
        6_000,
        at_most=False,
        note=note,
    )
    yield Line("deposit of a day, resident", resident, "MB", 100)


def past(facts: dict, url: str, since: datetime) -> Iterator[Line]:
    """A registry in which much happened since an instant, read as it was at that instant, and what it is that happened."""
    told, _ = _run([sys.executable, "-m", "tests.bench.past", url, since.isoformat()], facts["environment"])
    note = f"{told['changed']:,.0f} objects changed since"
    yield Line("deposit of an instant gone by", told["past"], "objects per second", 40_000, at_most=False, note=note)
    yield Line(
        "deposit of what changed",
        told["diff"],
        "names per second",
        15_000,
        at_most=False,
        note="names that were compared",
    )
    yield Line("deposits of the past, resident", told["resident"], "MB", 150)
