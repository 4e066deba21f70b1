"""Many sessions, many commands, several workers, and those who guess: what a crowd costs the others."""

import subprocess
import sys
from dataclasses import dataclass

import psutil

from tests.bench.line import Line
from tests.bench.measure import PIPES, ROOT, client

LIST = 10  # names in one check, as registrars ask for what a person might like
SESSIONS_OF_A_WORKER = 20
CALM = 100.0  # checks a second of the one who is watched among guesses


def _load(facts: dict, seeded: int, command: str, count: int, *rest: str, measured: bool = False) -> tuple[dict, float]:
    """What the load printed, and the CPU seconds of the EPP workers."""
    processes = facts["processes"]
    given = ("--demo", str(facts["toml"]), "--seeded", str(seeded), "--command", command, "--count", str(count), *rest)
    result, cost = client("load", *given, measured=(processes["epp"], processes["database"]) if measured else None)
    return result, cost.servers


def kept_memory(facts: dict, seeded: int, count: int) -> Line:
    """What a worker holds once it has answered so many commands of a mixture."""
    result, _ = _load(facts, seeded, "mixed", count, "--tag", "kept")
    resident = max(psutil.Process(pid).memory_info().rss for pid in facts["processes"]["epp"]) / 2**20
    note = f"and {sum(result['codes'].values())} commands before" if result["wrong"] == 0 else "WRONG ANSWERS"
    return Line("EPP worker, resident", resident, "MB", 120, note=note)


def many_sessions(facts: dict, seeded: int, count: int) -> Line:
    """Fifty sessions that check as fast as they are answered."""
    result, _ = _load(facts, seeded, "check", count, "--sessions", "50")
    note = f"p50 {result['p50']:.1f} ms, {count / result['seconds']:.0f}/s"
    return Line("domain:check at 50 sessions, p99", result["p99"], "ms", 25, note=note)


def guesses(facts: dict, seeded: int) -> Line:
    """One session's checks while four clients guess passwords as fast as they are told that they were wrong."""
    calm = ("--sessions", "1", "--rate", str(CALM))
    alone, _ = _load(facts, seeded, "check", 300, *calm)
    command = [sys.executable, "-m", "tests.stories.hostile", "guessing", "--count", "4", "--demo", str(facts["toml"])]
    with subprocess.Popen(command, cwd=ROOT, text=True, **PIPES) as hostile:
        hostile.stdout.readline()
        among, _ = _load(facts, seeded, "check", 500, *calm)
        hostile.communicate("end\n", timeout=60)
    note = f"p50 {among['p50']:.2f} ms against {alone['p50']:.2f} ms"
    return Line(
        "domain:check among guesses of passwords", among["p50"] / alone["p50"], "times its p50 alone", 2, note=note
    )


@dataclass(frozen=True)
class Saturated:
    """Workers as busy as they can be: answers a second, and CPU seconds of the workers for an answer."""

    workers: int
    rate: float
    cpu: float


def saturated(facts: dict, seeded: int, count: int) -> Saturated:
    """Checks of several names each, by so many sessions for each worker."""
    workers = len(facts["processes"]["epp"])
    given = ("--sessions", str(SESSIONS_OF_A_WORKER * workers), "--workers", str(workers), "--names", str(LIST))
    _load(facts, seeded, "check", count // 10, *given)
    result, cpu = _load(facts, seeded, "check", count, *given, measured=True)
    return Saturated(workers, count / result["seconds"], cpu / count)


def scaling(one: Saturated, two: Saturated) -> tuple[Line, Line]:
    """How much more several workers do.

    The database and the generator live on the same cores and take their share of them, which a second worker cannot have: so
    the first figure is what the workers do for each second of their own, the second what came of it on this machine.
    """
    note = f"{1000 * one.cpu:.3f} ms of a worker for a check of {LIST} names, {1000 * two.cpu:.3f} ms of two"
    shared = f"{two.rate:.0f}/s against {one.rate:.0f}/s; generator and database on the same cores"
    return (
        Line("two workers, each with a core", 2 * one.cpu / two.cpu, "times one", 1.7, at_most=False, note=note),
        Line("two workers on this machine", two.rate / one.rate, "times one", 1.3, at_most=False, note=shared),
    )
