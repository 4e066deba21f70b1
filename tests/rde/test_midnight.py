"""A deposit as of an instant gone by is, octet for octet, what a deposit made at that instant was."""

import asyncio
import difflib
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from epp.extensions import EXTENSIONS
from epp.greeting import write_greeting
from epp.services import menu
from namehouse.cli import main
from rde.deposit import Deposit, export_full
from rde.verify import validate
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_transfer import domain_transfer
from registry.actions.domain_update import domain_update
from registry.actions.host_create import host_create
from registry.actions.host_update import host_update
from registry.actions.registrar_profile import registrar_profile
from registry.clock import FakeClock
from registry.model.change import DomainParts, NameServers
from registry.model.period import Period
from registry.requests.domain import DomainCreate, DomainDelete, DomainTransfer, DomainUpdate
from registry.requests.host import HostCreate, HostUpdate
from registry.requests.registrar import RegistrarProfile
from registry.store.past import HistoryLacks
from tests.idn import three_tables
from tests.rde.lives import SECRET, Life
from tests.thorough import thorough
from tests.world import Clone, World, open_world

pytestmark = pytest.mark.slow  # lives take time

TLDS = ("test", "example", "invalid")


async def export(world: World, tld: str, folder: Path, at: datetime | None = None) -> Deposit:
    offered = menu(world.registry.book, at or world.clock.now(), [each.namespace for each in EXTENSIONS])
    greeting = write_greeting("Namehouse", at or world.clock.now(), offered)
    return await export_full(world.operator, tld, folder, greeting, at=at)


@pytest.mark.feature("REG-04")
@pytest.mark.parametrize("number", range(4 if thorough() else 2))
async def test_a_deposit_made_later_for_an_instant_is_the_one_made_at_it(
    clone: Clone, clock: FakeClock, tmp_path: Path, number: int
) -> None:
    world = await open_world(await clone.store(), clock)
    await three_tables(world, lists=("kept",), variants="same_registrar")
    life = Life(world, number)
    made: list[tuple[str, datetime, bytes]] = []
    for _ in range(6):
        await life.live(60)
        for tld in TLDS:
            deposit = await export(world, tld, tmp_path / "then")
            made.append((tld, deposit.watermark, deposit.path.read_bytes()))
    clock.advance(milliseconds=1)
    assert len(life.done) == 10, life.done
    for tld, watermark, then in made:
        late = await export(world, tld, tmp_path / "late", at=watermark)
        validate(late.path)
        said = late.path.read_bytes()
        assert said == then, "\n".join(
            difflib.unified_diff(then.decode().split("\n"), said.decode().split("\n"), "then", "late", n=0, lineterm="")
        )


@pytest.mark.feature("REG-04")
async def test_names_that_were_renamed_moved_or_purged_since_are_as_they_were(
    clone: Clone, clock: FakeClock, tmp_path: Path
) -> None:
    """What an overdue deposit must not say: hosts by their new names, contacts that came since, names that are gone as gone."""
    world = await open_world(await clone.store(), clock)
    alpha = world.as_("alpha")
    await host_create(alpha, HostCreate("ns1.out.net"))
    for label in ("unchanged", "purged", "moved"):
        wish = DomainCreate(f"{label}.example", Period(1), NameServers(hosts=("ns1.out.net",)), authinfo=SECRET)
        await domain_create(alpha, wish)
    clock.advance(days=6)
    midnight = clock.now()
    then = (await export(world, "example", tmp_path / "then")).path.read_bytes()
    assert then.count(b"ns1.out.net") == 4

    clock.advance(minutes=5)
    await host_update(world.as_("alpha"), HostUpdate("ns1.out.net", new_name="ns9.out.net"))
    await domain_delete(world.as_("alpha"), DomainDelete("purged.example"))
    await domain_transfer(world.as_("beta"), DomainTransfer("moved.example", "request", authinfo=SECRET))
    await registrar_profile(world.operator, RegistrarProfile("alpha", {"name": "Alpha & Sons"}))
    clock.advance(days=50)
    await domain_create(world.as_("gamma"), DomainCreate("since.example", Period(1)))
    await host_create(world.as_("gamma"), HostCreate("ns1.out.net"))  # another one of that name
    now = (await export(world, "example", tmp_path / "now")).path.read_bytes()
    assert now.count(b"ns9.out.net") == 3 and b"since.example" in now and b"purged.example" not in now

    late = await export(world, "example", tmp_path / "late", at=midnight)
    assert late.watermark == midnight and late.path.read_bytes() == then


async def test_an_instant_that_is_not_gone_by_is_refused(clone: Clone, clock: FakeClock, tmp_path: Path) -> None:
    world = await open_world(await clone.store(), clock)
    with pytest.raises(ValueError, match="not gone by"):
        await export(world, "example", tmp_path, at=clock.now() + timedelta(milliseconds=1))


async def test_what_history_does_not_tell_is_not_guessed(clone: Clone, clock: FakeClock, tmp_path: Path) -> None:
    """A name whose first version is missing was something at the watermark, but nobody knows what."""
    world = await open_world(await clone.store(), clock)
    await domain_create(world.as_("alpha"), DomainCreate("one.example", Period(1)))
    midnight = clock.now()
    clock.advance(minutes=5)
    lock = DomainUpdate("one.example", add=DomainParts(statuses=("clientHold",)))
    await domain_update(world.as_("alpha"), lock)
    await world.fetch("DELETE FROM registry.history WHERE name = 'one.example' AND version = 1")
    with pytest.raises(HistoryLacks, match="domain D"):
        await export(world, "example", tmp_path, at=midnight)


async def test_reading_the_past_leaves_nothing_behind(clone: Clone, clock: FakeClock, tmp_path: Path) -> None:
    world = await open_world(await clone.store(1), clock)
    await domain_create(world.as_("alpha"), DomainCreate("one.example", Period(1)))
    midnight = clock.now()
    clock.advance(minutes=5)
    await domain_delete(world.as_("alpha"), DomainDelete("one.example"))
    for _ in range(2):  # by the same connection, whose statements are prepared
        late = await export(world, "example", tmp_path, at=midnight)
        assert b"one.example" in late.path.read_bytes()
        assert await world.fetch("SELECT FROM pg_catalog.pg_class WHERE relpersistence = 't'") == []
    now = await export(world, "example", tmp_path)
    assert b"one.example" not in now.path.read_bytes()


def test_an_operator_writes_what_was_true_at_a_midnight(
    clone: Clone, loop: asyncio.AbstractEventLoop, clock: FakeClock, tmp_path: Path
) -> None:
    async def life() -> None:
        world = await open_world(await clone.store(), clock)
        await domain_create(world.as_("alpha"), DomainCreate("one.example", Period(1)))
        clock.advance(days=1)
        await domain_create(world.as_("alpha"), DomainCreate("two.example", Period(1)))

    def export_of(day: str) -> Result:
        wish = ["rde", "export", "--tld", "example", "--out", str(tmp_path), "--day", day, "--validate", "--json"]
        return CliRunner().invoke(main, wish, env={"DATABASE_URL": clone.url})

    loop.run_until_complete(life())
    done = export_of("2026-03-02")
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert (told["domains"], told["watermark"]) == (1, "2026-03-02T00:00:00+00:00")
    assert Path(told["path"]).name == "example_2026-03-02_full_S1_R0.xml"
    early = export_of("2999-01-01")
    assert early.exit_code == 1 and "2999-01-01 has not begun" in early.output
    assert export_of("yesterday").exit_code == 2
