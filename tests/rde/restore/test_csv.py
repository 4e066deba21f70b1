"""What lies in CSV files rises as what lies in XML."""

import re
from pathlib import Path

import pytest

from epp.extensions import EXTENSIONS
from epp.greeting import write_greeting
from epp.services import menu
from rde.csv.models import OF_XML
from rde.deposit import export_full
from rde.diff import export_diff
from registry.clock import FakeClock
from tests.idn import three_tables
from tests.rde.restore.risen import CalmLife, empty_registry, export, rise
from tests.world import BEGINNING, TLDS, Clone, World, open_world

pytestmark = pytest.mark.slow

# The CSV model has no place for texts of such statuses, so periods begin anew; its lines are normalized.
TEXT = re.compile(rb'(rgpStatus s="\w+">)[^<]*')


def greeting(world: World) -> bytes:
    offered = menu(world.registry.book, world.clock.now(), [each.namespace for each in EXTENSIONS])
    return write_greeting("Namehouse", world.clock.now(), offered)


@pytest.mark.feature("REG-04")
@pytest.mark.parametrize("number", range(2))
async def test_files_and_what_changed_since_lead_to_what_xml_does(
    clone: Clone, another: Clone, clock: FakeClock, tmp_path: Path, number: int
) -> None:
    old = await open_world(await clone.store(), clock)
    await three_tables(old)
    life = CalmLife(old, number)
    await life.live(150)
    csv, chains, since = frozenset(OF_XML), {}, clock.now()
    for tld in TLDS:
        full = await export_full(old.operator, tld, tmp_path / tld / "full", greeting(old), csv=csv)
        chains[tld] = [full]
    await life.live(30)
    for tld in TLDS:
        folder, at = tmp_path / tld / "diff", clock.now()
        previous = chains[tld][0].id
        diff = await export_diff(
            old.operator, tld, folder, greeting(old), since=chains[tld][0].watermark, previous=previous, at=at, csv=csv
        )
        chains[tld].append(diff)
    assert since < clock.now()
    new = await empty_registry(another, FakeClock(BEGINNING))
    await three_tables(new)
    new.clock.move_to(clock.now())
    for chain in chains.values():
        done = await rise(new, *(each.path for each in chain))
        assert done.risen and not done.stopped, done.findings.kept
    for tld in TLDS:
        left = [(await export(world, tld, tmp_path / folder)).path for world, folder in ((old, "old"), (new, "new"))]
        one, other = (TEXT.sub(rb"\1", path.read_bytes()).replace(b"&#9;", b" ") for path in left)
        assert one == other


@pytest.mark.feature("REG-04")
@pytest.mark.parametrize("number", range(2))
async def test_what_rose_from_files_deposits_the_same_files(
    clone: Clone, another: Clone, clock: FakeClock, tmp_path: Path, number: int
) -> None:
    old = await open_world(await clone.store(), clock)
    await three_tables(old)
    await CalmLife(old, number).live(120)
    new = await empty_registry(another, FakeClock(BEGINNING))
    await three_tables(new)
    new.clock.move_to(clock.now())
    given = {tld: await written_in_files(old, tld, tmp_path / "old" / tld) for tld in TLDS}
    for deposit in given.values():
        done = await rise(new, deposit)
        assert done.risen and not done.stopped, done.findings.kept
    for tld in TLDS:
        again = (await written_in_files(new, tld, tmp_path / "new" / tld)).parent
        folder = given[tld].parent
        names = sorted(path.name for path in folder.iterdir())
        assert names == sorted(path.name for path in again.iterdir()) and len(names) > 5
        for name in names:
            assert (folder / name).read_bytes() == (again / name).read_bytes(), name


async def written_in_files(world: World, tld: str, folder: Path) -> Path:
    return (await export_full(world.operator, tld, folder, greeting(world), csv=frozenset(OF_XML))).path
