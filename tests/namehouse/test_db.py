"""`namehouse db` migrates the embedded database and tells its schema."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from namehouse.cli import main
from schemas.migrate import head


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not below pytest's own directory: that is closed to the server's user again by every run that starts."""
    with tempfile.TemporaryDirectory(prefix="namehouse-test-") as folder:
        yield Path(folder)


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
