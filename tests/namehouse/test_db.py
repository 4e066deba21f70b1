"""`namehouse db` migrates the embedded database and tells its schema."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from namehouse.cli import main
from registry.actions.after_restore import USUAL_JUMP
from registry.actions.contact_create import contact_create
from registry.actions.contact_info import contact_info
from registry.actions.worker import start_worker
from registry.clock import FakeClock
from registry.model.contact import Postal
from registry.requests.contact import ContactCreate, ContactInfo
from registry.store.numbers import COUNTERS
from schemas.migrate import head
from tests.world import Clone, World, database_folder, open_world


@pytest.fixture
def folder() -> Iterator[Path]:
    with database_folder() as folder:
        yield folder


@pytest.mark.slow
def test_status_tells_an_empty_database_from_a_migrated_one(folder: Path):
    environ = {"NAMEHOUSE_VAR": str(folder / "var"), "DATABASE_URL": ""}
    runner = CliRunner()
    before = runner.invoke(main, ["db", "status", "--json"], env=environ)
    assert (before.exit_code, json.loads(before.output)["database"]) == (1, None)
    migrated = runner.invoke(main, ["db", "migrate", "--json"], env=environ)
    assert json.loads(migrated.output) == {"before": None, "after": head()}
    after = runner.invoke(main, ["db", "status", "--json"], env=environ)
    assert after.exit_code == 0
    assert json.loads(after.output) == {"database": head(), "wanted": head(), "current": True}


async def given_out(world: World, handle: str) -> tuple[int, int]:
    """The number in the ROID of a new contact, and that of a new worker."""
    postal = Postal("int", "Ada", "Springfield", "US")
    await contact_create(world.as_("alpha"), ContactCreate(handle, (postal,), "ada@mail.example"))
    roid = (await contact_info(world.as_("alpha"), ContactInfo(handle))).contact.roid
    return int(roid.removeprefix("C").partition("-")[0]), await start_worker(world.store, world.clock, "cli")


@pytest.mark.slow
@pytest.mark.parametrize(("words", "by"), [((), USUAL_JUMP), (("--by", "5000"), 5000)])
def test_numbers_given_out_before_a_restore_are_not_given_out_after_it(
    loop, clone: Clone, clock: FakeClock, tmp_path: Path, words: tuple[str, ...], by: int
):
    world = loop.run_until_complete(open_world(loop.run_until_complete(clone.store(1)), clock))
    before = loop.run_until_complete(given_out(world, "Ada-1"))
    environ = {"NAMEHOUSE_VAR": str(tmp_path / "var"), "DATABASE_URL": clone.url}
    done = CliRunner().invoke(main, ["db", "after-restore", "--json", *words], env=environ)
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert [row["numbers_of"] for row in told] == list(COUNTERS)
    assert all(row["next_is"] == row["next_was"] + by for row in told)
    after = loop.run_until_complete(given_out(world, "Ada-2"))
    assert after == tuple(number + 1 + by for number in before)
