"""Operators practise with `namehouse demo clearinghouse`: lists are fetched, and names are told of, by the command line."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from namehouse.cli import main
from registry.actions.domain_create import domain_create
from registry.clock import FakeClock, SystemClock
from registry.model.launch import LaunchCreate, Notice
from registry.model.phases import NamedPhase, Phase
from registry.requests.domain import DomainCreate
from tests.tmch.clearinghouse import notice_id
from tests.tmch.launching import launch
from tests.world import Clone, World, open_world

pytestmark = pytest.mark.slow  # a process that serves, and commands that open the database anew

DAY = timedelta(days=1)


@contextmanager
def serving(var: Path, *words: str) -> Iterator[dict[str, str]]:
    """The variables that the simulator prints, while it runs in a process of its own."""
    command = [sys.executable, "-m", "namehouse", "demo", "clearinghouse", "--port", "0", "--json", *words]
    environment = os.environ | {"NAMEHOUSE_VAR": str(var)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            text = ""
            while not text.endswith("}\n"):
                line = process.stdout.readline()
                assert line, "it ended before it began"
                text += line
            yield json.loads(text)
        finally:
            process.terminate()
        assert process.wait(10) == 0


async def claim(world: World) -> None:
    """A name with claims is registered."""
    await launch(world, Phase("claims", needs=("notice",)))
    ends = (world.clock.now() + DAY).replace(microsecond=0)
    notice = Notice(notice_id("tree", ends), ends, world.clock.now() - timedelta(hours=1))
    said = LaunchCreate(NamedPhase("claims"), notices=(notice,))
    await domain_create(world.as_("alpha"), DomainCreate("tree.example", launch=said))


@pytest.mark.feature("REG-09")
def test_lists_are_fetched_and_names_are_told_by_hand(clone: Clone, loop, tmp_path: Path) -> None:
    with serving(tmp_path, "--mishap", "smdrl-latest=error") as variables:
        environment = {"DATABASE_URL": clone.url, "NAMEHOUSE_VAR": str(tmp_path), **variables}

        def say(*words: str) -> Result:
            return CliRunner().invoke(main, words, env=environment)

        def told(*words: str) -> list[dict[str, object]]:
            result = say(*words, "--json")
            assert result.exit_code == 0, result.output
            return json.loads(result.stdout)

        first = say("tmch", "fetch", "--json")
        assert (first.exit_code, "not fetched: smdrl" in first.output) == (1, True)
        rows = {each["list"]: each for each in told("tmch", "fetch")}
        assert {kind: (each["entries"], each["fresh"]) for kind, each in rows.items()} == {
            "dnl": (2, False),
            "smdrl": (0, True),
            "crl": (0, False),
        }
        assert told("tmch", "fetch", "surl")[0]["entries"] == 2

        world = loop.run_until_complete(_world(clone))
        loop.run_until_complete(claim(world))
        (waiting,) = told("tmch", "lordn", "waiting")
        assert (waiting["name"], waiting["in"], waiting["late"], waiting["file"]) == (
            "tree.example",
            "example/claims",
            False,
            None,
        )
        assert told("tmch", "lordn", "send") == {"failed": [], "waiting": 1, "late": 0, "to_be_put_right": 0}
        (file,) = told("tmch", "lordn", "files")
        assert (file["in"], file["lines"], file["number"]) == ("example/claims", 1, "0000000000000000001")
        assert f"{waiting['roid']},tree.example," in say("tmch", "lordn", "show", str(file["file"])).stdout
        assert say("tmch", "lordn", "resend", "--file", str(file["file"])).exit_code == 0
        told("tmch", "lordn", "send")
        (again,) = told("tmch", "lordn", "files")
        assert again["number"] == file["number"], "handed in again, it is the one that it was"


async def _world(clone: Clone) -> World:
    return await open_world(await clone.store(), FakeClock(SystemClock().now()))


def test_without_a_simulator_the_clearinghouse_is_silent(tmp_path: Path, clone: Clone) -> None:
    with serving(tmp_path) as variables:
        pass
    result = CliRunner().invoke(
        main, ["tmch", "fetch", "crl"], env={"DATABASE_URL": clone.url, "NAMEHOUSE_VAR": str(tmp_path), **variables}
    )
    assert (result.exit_code, "ConnectError" in result.output) == (1, True)
