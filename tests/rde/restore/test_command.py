"""`namehouse rde restore`, as an operator calls it."""

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from namehouse.cli import main
from namehouse.commands import rde_verify
from rde.seal.keys import Key
from rde.seal.seal import Sealing, seal
from registry.clock import FakeClock
from tests.rde.conftest import Person
from tests.rde.restore.risen import empty_registry, told
from tests.rde.verify.conftest import Good
from tests.world import BEGINNING, Clone, World

pytestmark = pytest.mark.slow


@pytest.fixture
def world(clone: Clone, loop: asyncio.AbstractEventLoop) -> World:
    return loop.run_until_complete(empty_registry(clone, FakeClock(BEGINNING)))


def called(clone: Clone, *words: object) -> Result:
    return CliRunner().invoke(main, ["rde", "restore", *map(str, words)], env={"DATABASE_URL": clone.url})


@pytest.mark.feature("REG-04")
def test_an_operator_rehearses_and_restores(
    clone: Clone, world: World, loop: asyncio.AbstractEventLoop, good: dict[str, Good], tmp_path: Path
) -> None:
    path = good["maximum"].lie(tmp_path)
    before = loop.run_until_complete(told(world))
    rehearsed = json.loads(called(clone, path, "--dry-run", "--json").stdout)
    assert (rehearsed["restored"], rehearsed["domains"], rehearsed["contacts"], rehearsed["hosts"]) == (False, 4, 2, 2)
    assert {each["is"] for each in rehearsed["registrars"]} == {"made"}
    assert any("authInfo" in each for each in rehearsed["lost"])
    assert loop.run_until_complete(told(world)) == before

    done = called(clone, path, "--reason", "the operator before us is gone")
    assert done.exit_code == 0, done.output
    assert "restored           yes" in done.stdout and "resumed            yes" in done.stdout
    rows = loop.run_until_complete(
        world.fetch("SELECT DISTINCT event, reason FROM registry.history WHERE kind = 'domain'")
    )
    assert [tuple(row) for row in rows] == [("rise", "the operator before us is gone")]
    again = called(clone, path)
    assert again.exit_code == 1 and ".test holds names" in again.output


def test_registrars_are_who_the_mapping_says(
    clone: Clone, world: World, loop: asyncio.AbstractEventLoop, good: dict[str, Good], tmp_path: Path
) -> None:
    path, mapping = good["maximum"].lie(tmp_path), tmp_path / "mapping.toml"
    mapping.write_text('[registrars]\nalpha = { create = "omega" }\nbeta = "omega"\n')
    lost = called(clone, path, "--mapping", mapping, "--json")
    assert lost.exit_code == 0, lost.output
    told_of = {each["deposit"]: (each["here"], each["is"]) for each in json.loads(lost.stdout)["registrars"]}
    assert told_of["alpha"] == ("omega", "made") and told_of["beta"] == ("omega", "here")
    rows = loop.run_until_complete(
        world.fetch(
            "SELECT DISTINCT r.handle FROM registry.domain d JOIN registry.registrar r ON r.id = d.registrar_id"
        )
    )
    assert [row[0] for row in rows] == ["omega"]


def test_a_mapping_that_leads_nowhere_stops_it(
    clone: Clone, world: World, loop: asyncio.AbstractEventLoop, good: dict[str, Good], tmp_path: Path
) -> None:
    path, mapping = good["maximum"].lie(tmp_path), tmp_path / "mapping.toml"
    before = loop.run_until_complete(told(world))
    mapping.write_text('[registrars]\nalpha = "nobody"\n')
    stopped = called(clone, path, "--mapping", mapping, "--json")
    assert stopped.exit_code == 1
    assert json.loads(stopped.stdout)["stopped_by"] == ["RISE_REGISTRAR_MISSING"]
    assert loop.run_until_complete(told(world)) == before
    for wrong in (
        "[registrars",
        "other = 1",
        "registrars = 1",
        "[registrars]\na = 1",
        "[registrars]\na = { made = 'x' }",
        "[idn_tables]\na = 1",
        "kept_names = 1",
        "[registrars]\na = { create = 'x' }\nb = { create = 'x' }",
    ):
        mapping.write_text(wrong)
        assert called(clone, path, "--mapping", mapping).exit_code == 2, wrong


def test_another_registrar_of_the_same_name_is_not_taken_for_him(
    clone: Clone, loop: asyncio.AbstractEventLoop, good: dict[str, Good], tmp_path: Path
) -> None:
    path = good["maximum"].lie(tmp_path)
    path.write_bytes(path.read_bytes().replace(b">9991</rdeRegistrar:gurid>", b">1234</rdeRegistrar:gurid>"))
    stopped = called(clone, path, "--json")
    assert json.loads(stopped.stdout)["stopped_by"] == ["RISE_REGISTRAR_TAKEN"]
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[registrars]\nbeta = "beta"\n')
    assert called(clone, path, "--mapping", mapping).exit_code == 0


def test_a_tld_may_be_opened_with_it(
    clone: Clone, world: World, loop: asyncio.AbstractEventLoop, good: dict[str, Good], tmp_path: Path
) -> None:
    path, rules = good["minimum"].lie(tmp_path), tmp_path / "rules.json"
    shown = CliRunner().invoke(main, ["tld", "show", "example", "--json"], env={"DATABASE_URL": clone.url})
    rules.write_text(shown.stdout)
    there = called(clone, path, "--rules", rules)
    assert there.exit_code == 1 and "There is such a TLD already" in there.output
    for table, column in (("policy", "tld_id"), ("tld", "id")):
        gone = f"DELETE FROM registry.{table} WHERE {column} = (SELECT id FROM registry.tld WHERE name = 'example')"
        loop.run_until_complete(world.fetch(gone))
    missing = called(clone, path)
    assert missing.exit_code == 1 and "There is no such TLD" in missing.output
    rehearsed = called(clone, path, "--rules", rules, "--dry-run")
    assert rehearsed.exit_code == 0, rehearsed.output
    assert called(clone, path).exit_code == 1
    assert called(clone, path, "--rules", rules).exit_code == 0
    listed = CliRunner().invoke(main, ["tld", "list", "--json"], env={"DATABASE_URL": clone.url})
    assert "example" in {each["tld"] for each in json.loads(listed.stdout)}


def test_sealed_deposits_are_opened_first(
    clone: Clone,
    world: World,
    good: dict[str, Good],
    people: dict[str, Person],
    sealing: Sealing,
    own: Key,
    tmp_path: Path,
) -> None:
    path = good["maximum"].lie(tmp_path)
    seal([path], lambda number: path.stem, BEGINNING, tmp_path / "sealed", sealing)
    folder = tmp_path / "sealed"
    assert called(clone, folder).exit_code == 2
    wrong = called(clone, folder, "--key", people["stranger"].own, "--json")
    assert wrong.exit_code == 1 and json.loads(wrong.stdout)["stopped_by"] == ["DECRYPT_FAILED"]
    done = called(clone, folder, "--key", people["agent"].own, "--sender", people["registry"].certificate)
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("flaw", ["corrupted", "cut", "empty", "bomb", "unlisted"])
def test_a_sealed_deposit_that_is_none_restores_nothing(
    clone: Clone,
    world: World,
    good: dict[str, Good],
    people: dict[str, Person],
    sealing: Sealing,
    tmp_path: Path,
    flaw: str,
    loop: asyncio.AbstractEventLoop,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = good["maximum"].lie(tmp_path)
    more = [path.with_name("unlisted.csv")] if flaw == "unlisted" else []
    for each in more:
        each.write_text("a,b\r\n")
    if flaw == "bomb":
        path.write_bytes(path.read_bytes() + b" " * (4 << 20))
    (part,) = seal([path, *more], lambda number: path.stem, BEGINNING, tmp_path / "sealed", sealing)
    octets = part.data.read_bytes()
    half = len(octets) // 2
    if flaw == "corrupted":
        part.data.write_bytes(octets[:half] + bytes([octets[half] ^ 1]) + octets[half + 1 :])
    elif flaw in ("cut", "empty"):
        part.data.write_bytes(octets[: half if flaw == "cut" else 0])
    before = loop.run_until_complete(told(world))
    monkeypatch.setattr(rde_verify, "_GIB", 1 << 20)  # so that a small bomb is one
    done = called(clone, tmp_path / "sealed", "--key", people["agent"].own, "--json", "--limit", "1")
    assert done.exit_code == 1 and not isinstance(done.exception, Exception), done.output
    codes = {"bomb": "ARCHIVE_TOO_LARGE", "unlisted": "CSV_FILE_NOT_LISTED"}
    assert json.loads(done.stdout)["stopped_by"] == [codes.get(flaw, "DECRYPT_FAILED")]
    assert loop.run_until_complete(told(world)) == before
    assert loop.run_until_complete(world.fetch("SELECT FROM rising.object")) == []
