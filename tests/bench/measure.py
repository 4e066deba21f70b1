"""What processes cost: the CPU that a command took in the server and in the database, and what the database takes alone."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
SETTLE = 0.5  # seconds
PIPES = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}


@dataclass
class Cost:
    """CPU seconds that passed in the servers and in the database while something ran."""

    servers: float = 0.0
    database: float = 0.0

    @property
    def total(self) -> float:
        return self.servers + self.database


@contextmanager
def cost_of(servers: list[int], postmaster: int) -> Iterator[Cost]:
    """Fill the yielded Cost with what the processes used during the block.

    A backend that ends is counted by the postmaster only once that has noticed: both readings wait until it has.
    """
    cost = Cost()
    time.sleep(SETTLE)
    before = _servers(servers), _database(postmaster)
    yield cost
    time.sleep(SETTLE)
    cost.servers = _servers(servers) - before[0]
    cost.database = _database(postmaster) - before[1]


def _servers(pids: list[int]) -> float:
    return sum(sum(psutil.Process(pid).cpu_times()[:2]) for pid in pids)


def _database(postmaster: int) -> float:
    """The postmaster, those of its children that are alive, and those that have ended."""
    parent = psutil.Process(postmaster)
    total = sum(parent.cpu_times()[:4])
    for child in parent.children():
        try:
            total += sum(child.cpu_times()[:2])
        except psutil.NoSuchProcess:
            continue
    return total


def client(module: str, *arguments: str, measured: tuple[list[int], int] | None = None) -> tuple[dict, Cost]:
    """What a client process printed, and what the processes of `measured` used from its `ready` to its end."""
    command = [sys.executable, "-m", f"tests.bench.{module}", *arguments]
    with subprocess.Popen(command, cwd=ROOT, text=True, **PIPES) as process:
        if process.stdout.readline() != "ready\n":
            raise RuntimeError(process.communicate()[1][-2000:])
        with cost_of(*(measured or ([], os.getpid()))) as cost:
            printed, errors = process.communicate("go\n")
    if process.returncode:
        raise RuntimeError(errors[-2000:])
    return json.loads(printed), cost


def pgbench(programs: Path, url: str, *arguments: str) -> float:
    """Transactions per second of one pgbench run."""
    command = [programs / "pgbench", *arguments, url]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(r"tps = ([\d.]+)", result.stdout)
    assert found, result.stdout
    return float(found[1])
