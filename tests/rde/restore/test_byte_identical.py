"""A registry that rose from a deposit deposits the same again, octet for octet, and lives on as the one that deposited would."""

import difflib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from lxml import etree

from epp.extensions import EXTENSIONS
from epp.greeting import write_greeting
from epp.services import menu
from rde.diff import export_diff
from registry.actions.domain_create import domain_create
from registry.actions.name_list_import import name_list_import
from registry.actions.settle import settle
from registry.actions.tld_create import tld_change
from registry.clock import FakeClock
from registry.errors import Refusal
from registry.model.names import canonical
from registry.model.period import Period
from registry.requests.domain import DomainCreate
from registry.store import ledger
from tests.idn import know, three_tables
from tests.rde.lives import SECRET
from tests.rde.rebuilt import Rebuilt
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


async def settled(world: World) -> None:
    """Time does what it does whether anybody looks or not: here somebody does, so that the ledger has its rows."""
    for (name,) in await world.fetch("SELECT name::text FROM registry.domain ORDER BY id"):
        await settle(world.registry.context("job"), name)


@pytest.mark.feature("REG-04")
@pytest.mark.parametrize("number", range(3))
async def test_time_does_the_same_with_both(
    clone: Clone, another: Clone, clock: FakeClock, tmp_path: Path, number: int
) -> None:
    """Grace periods end, transfers are approved, who was leaving is purged, who lives on is renewed: at the same instants."""
    old = await open_world(await clone.store(), clock)
    await three_tables(old)
    await CalmLife(old, number).live(200)
    new = await risen_of(another, clock, {tld: (await export(old, tld, tmp_path)).path for tld in TLDS})
    for days in (1, 3, 4, 20, 30, 200, 200):
        clock.advance(days=days)
        new.clock.move_to(clock.now())
        for tld in TLDS:
            left = [
                (await export(world, tld, tmp_path / folder)).path for world, folder in ((old, "old"), (new, "new"))
            ]
            same(left[0].read_bytes(), left[1].read_bytes())
    await settled(new)
    assert not await new.store.reading(ledger.unproven)


async def test_differences_lead_to_what_the_full_deposit_would(
    clone: Clone, another: Clone, database: str, clock: FakeClock, tmp_path: Path
) -> None:
    """Of a full deposit and three that follow it rises what rises of the last day's full one, whatever order they come in."""
    old = await open_world(await clone.store(), clock)
    await three_tables(old)
    life = CalmLife(old, 5)
    await life.live(120)
    chains = {tld: [(await export(old, tld, tmp_path / "full")).path] for tld in TLDS}
    before = {tld: (clock.now(), Rebuilt(path[0]).id) for tld, path in chains.items()}
    for day in range(3):
        await life.live(25)
        for tld in TLDS:
            since, previous = before[tld]
            path = await export_changes(old, tld, tmp_path / str(day), since, previous)
            before[tld] = clock.now(), etree.parse(path).getroot().get("id")
            chains[tld].append(path)
    new = await empty_registry(another, FakeClock(BEGINNING))
    await three_tables(new)
    new.clock.move_to(clock.now())
    for chain in chains.values():
        broken = await rise(new, *chain[:1], *chain[2:], rehearsal=True)
        assert "RISE_CHAIN_BROKEN" in broken.stopped and not broken.risen
        first = await rise(new, *chain[1:], rehearsal=True)
        assert "RISE_NOT_FULL" in first.stopped
        done = await rise(new, *reversed(chain))
        assert done.risen and not done.stopped, done.findings.kept
        assert [each.type for each in done.deposits] == ["FULL", "DIFF", "DIFF", "DIFF"]
    for tld in TLDS:
        left = [(await export(world, tld, tmp_path / folder)).path for world, folder in ((old, "old"), (new, "new"))]
        same(left[0].read_bytes(), left[1].read_bytes())


async def export_changes(world: World, tld: str, folder: Path, since: datetime, previous: str) -> Path:
    offered = menu(world.registry.book, world.clock.now(), [each.namespace for each in EXTENSIONS])
    greeting = write_greeting("Namehouse", world.clock.now(), offered)
    at = world.clock.now()
    return (await export_diff(world.operator, tld, folder, greeting, since=since, previous=previous, at=at)).path


async def test_reserved_names_are_kept_from_everybody_again(
    clone: Clone, another: Clone, clock: FakeClock, tmp_path: Path
) -> None:
    old = await open_world(await clone.store(), clock)
    await three_tables(old, lists=("kept",), variants="same_registrar")
    await name_list_import(old.operator, "kept", "reserved", {"one": "blocked", "nic": "blocked"}, clock.now())
    await domain_create(old.as_("alpha"), DomainCreate(canonical("straße.example"), Period(1), authinfo=SECRET))
    clock.advance(days=1)
    path = (await export(old, "example", tmp_path / "old")).path
    new = await empty_registry(another, FakeClock(BEGINNING))
    await three_tables(new)
    new.clock.move_to(clock.now())
    stopped = await rise(new, path)
    assert stopped.stopped == ["RISE_KEPT_NAMES_HAVE_NO_LIST"]
    rules = new.registry.book.at("example", clock.now()).rules
    await tld_change(new.operator, "example", replace(rules, lists=("kept",), variants="same_registrar"), clock.now())
    await know(new)
    done = await rise(new, path)
    assert done.risen and not done.stopped and done.risen.kept_names == 2
    again = await export(new, "example", tmp_path / "new")
    same(path.read_bytes(), again.path.read_bytes())
    new = await open_world(new.store, new.clock)  # who knows the registrars that were made
    await know(new)
    with pytest.raises(Refusal, match="blocked"):
        await domain_create(new.as_("alpha"), DomainCreate("nic.example", Period(1), authinfo=SECRET))
