"""What processes cost: the CPU that a command took in the server and in the database, and what the database takes alone."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]


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
    """Fill the yielded Cost with what the processes used during the block."""
    cost = Cost()
    before = _servers(servers), _database(postmaster)
    yield cost
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


def client(module: str, *arguments: str) -> dict:
    """What a client process printed."""
    command = [sys.executable, "-m", f"tests.bench.{module}", *arguments]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if result.returncode:
        raise RuntimeError(result.stderr[-2000:])
    return json.loads(result.stdout)


def pgbench(programs: Path, url: str, *arguments: str) -> float:
    """Transactions per second of one pgbench run."""
    command = [programs / "pgbench", *arguments, url]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(r"tps = ([\d.]+)", result.stdout)
    assert found, result.stdout
    return float(found[1])
