"""A registry that rose from a deposit deposits the same again, octet for octet, and lives on as the one that deposited would."""

import difflib
from collections.abc import Mapping
from pathlib import Path

import pytest

from registry.clock import FakeClock
from tests.idn import three_tables
from tests.rde.restore.risen import CalmLife, empty_registry, export, rise
from tests.world import BEGINNING, TLDS, Clone, World, open_world

pytestmark = pytest.mark.slow  # lives take time


def same(old: bytes, new: bytes) -> None:
    assert new == old, "\n".join(
        difflib.unified_diff(old.decode().split("\n"), new.decode().split("\n"), "old", "new", n=0, lineterm="")
    )


@pytest.mark.feature("REG-04")
@pytest.mark.parametrize("number", range(3))
async def test_what_rose_from_a_deposit_deposits_the_same(
    clone: Clone, database: str, clock: FakeClock, tmp_path: Path, number: int
) -> None:
    """Whatever registrars and time did, at any moment of a life."""
    old = await open_world(await clone.store(), clock)
    await three_tables(old)
    life = CalmLife(old, number)
    for _ in range(3):
        await life.live(70)
        deposits = {tld: (await export(old, tld, tmp_path / "old")).path for tld in TLDS}
        another = await Clone.of(database)
        new = await risen_of(another, clock, deposits)
        for tld, path in deposits.items():
            again = await export(new, tld, tmp_path / "new")
            same(path.read_bytes(), again.path.read_bytes())
        await another.drop()
    assert len(life.done) > 8, life.done


async def risen_of(another: Clone, clock: FakeClock, deposits: Mapping[str, Path]) -> World:
    new = await empty_registry(another, FakeClock(BEGINNING))
    await three_tables(new)
    new.clock.move_to(clock.now())
    for path in deposits.values():
        done = await rise(new, path)
        assert done.risen and not done.stopped, done.findings.kept
    return new
