"""The feature ledger: which leaves of tests/features.txt a test drives end to end, and which tests those are.

A test says so itself, by `@pytest.mark.feature("REG-01")`; pytest's own collection gathers the marks, so that a test
which is renamed, moved or deleted cannot be missed. As a plugin this module refuses an id that is no leaf; as a command
(`python -m tests.ledger`) it prints how many leaves are covered, and fails when docs/reference/features.md promises one
that no test drives any more.
"""

# ruff: noqa: T201  (it is a command)

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "features.md"
# How a covered leaf is written in the page: the generator writes this line, `promised` reads it.
HEADING = re.compile(r"^### ([A-Z]+-\d\d) ", re.MULTILINE)

Drivers = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One promise; `area` is its heading in the list."""

    id: str
    title: str
    area: str


def leaves() -> tuple[Leaf, ...]:
    """Every promise, in the order of the list."""
    found, area = [], ""
    for line in (ROOT / "tests" / "features.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            area = line[2:]
        elif line:
            leaf, _, title = line.partition(" ")
            found.append(Leaf(leaf, title, area))
    return tuple(found)


@pytest.hookimpl(tryfirst=True)  # before others leave out what was not asked for
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse marks that name no leaf: a misspelt id would count for nothing, in silence."""
    known = {leaf.id for leaf in leaves()}
    strangers = [f"{item.nodeid}: {leaf}" for item in items for leaf in _marked(item) if leaf not in known]
    if strangers:
        raise pytest.UsageError("tests/features.txt has no such leaf:\n  " + "\n  ".join(strangers))
    if {item.path for item in items} == set((ROOT / "tests").rglob("test_*.py")):
        _whole.extend(items)


def pytest_collection_finish() -> None:
    """Of every file of tests, if this run has collected every file, however few of its tests it will run."""
    _here.update(_drivers(_whole))


def _marked(item: pytest.Item) -> list[str]:
    return [leaf for mark in item.iter_markers("feature") for leaf in mark.args]


def _drives(item: pytest.Item) -> bool:
    """A test that never runs, or is known to fail, drives nothing."""
    return not any(item.iter_markers("skip")) and not any(item.iter_markers("xfail"))


def _drivers(items: Iterable[pytest.Item]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for item in filter(_drives, items):
        for leaf in _marked(item):
            found.setdefault(leaf, set()).add(item.nodeid.partition("[")[0])
    return {leaf: tuple(sorted(tests)) for leaf, tests in sorted(found.items())}


_whole: list[pytest.Item] = []
_here: dict[str, tuple[str, ...]] = {}


class Uncollectable(Exception):
    """Pytest could not import some test; the message is what it says."""


@cache
def collected() -> Drivers:
    """The tests (node ids without parameters) by the leaf they drive: of this run if that is the whole, or of one of its own."""
    if _here:
        return _here
    command = [sys.executable, "-m", "tests.ledger", "--json"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if result.returncode:
        raise Uncollectable(f"the tests cannot be collected:\n{result.stdout[-4000:]}{result.stderr[-4000:]}")
    return {leaf: tuple(tests) for leaf, tests in json.loads(result.stdout.splitlines()[-1]).items()}


def promised() -> frozenset[str]:
    """The leaves that the page shows as covered."""
    return frozenset(HEADING.findall(PAGE.read_text(encoding="utf-8"))) if PAGE.exists() else frozenset()


def lost(drivers: Drivers) -> list[str]:
    """What the page promises and no test drives; to take a promise back, take its heading out of the page by hand."""
    return sorted(promised() - set(drivers))


def coverage(drivers: Drivers) -> Iterable[str]:
    """One line for the whole, one for each area that has begun."""
    all_leaves = leaves()
    yield f"feature ledger: {len(drivers)} of {len(all_leaves)} leaves are driven by tests"
    for area in dict.fromkeys(leaf.area for leaf in all_leaves):
        here = [leaf for leaf in all_leaves if leaf.area == area]
        covered = [leaf.id for leaf in here if leaf.id in drivers]
        if covered:
            yield f"  {len(covered):3d} of {len(here):3d}  {area}: {', '.join(covered)}"


def _print_json() -> int:
    code = pytest.main(["--collect-only", "-qq", "--no-header", str(ROOT / "tests")])
    print(json.dumps(sys.modules["tests.ledger"]._here))  # the plugin: this module itself is __main__
    return int(code)


def main(arguments: list[str]) -> int:
    if arguments == ["--json"]:
        return _print_json()
    try:
        drivers = collected()
    except Uncollectable as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(coverage(drivers)))
    gone = lost(drivers)
    if gone:
        print(f"docs/reference/features.md promises what no test drives any more: {', '.join(gone)}", file=sys.stderr)
    return 1 if gone else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
