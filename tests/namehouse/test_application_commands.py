"""Operators show applications, judge them, and decide them: one by one, those without rivals, or by the results of an auction."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from registry.actions.domain_create import domain_create
from registry.actions.tld_create import tld_change
from registry.clock import SystemClock
from registry.model.launch import LaunchCreate
from registry.model.phases import NamedPhase, Phase
from registry.requests.domain import DomainCreate
from registry.store import tlds
from tests.namehouse.test_operator_commands import Say, say  # noqa: F401  the fixture
from tests.world import TLDS, Clone, World, open_world

pytestmark = pytest.mark.slow  # each command opens the database anew

APPLY = LaunchCreate(NamedPhase("landrush"), "application")
WANTED = (("tree", "alpha"), ("tree", "beta"), ("tree", "gamma"), ("bush", "alpha"), ("moss", "beta"))


@pytest.fixture
def applied(clone: Clone, loop) -> dict[str, str]:
    """A landrush that is over now, and the identifier of each application that was made in it: `label registrar`."""
    return loop.run_until_complete(_applied(clone))


async def _applied(clone: Clone) -> dict[str, str]:
    world = await open_world(await clone.store(), SystemClock())
    landrush = Phase("landrush", creates="application", first_status="pendingAllocation")
    await _phases(world, landrush)
    made = {
        f"{label} {registrar}": await domain_create(
            world.as_(registrar), DomainCreate(f"{label}.example", launch=APPLY)
        )
        for label, registrar in WANTED
    }
    over = world.clock.now() - timedelta(milliseconds=1)
    await _phases(world, replace(landrush, valid_to=over), Phase("open"))
    return {who: each.application.application for who, each in made.items()}


async def _phases(world: World, *phases: Phase) -> None:
    await tld_change(world.operator, "example", replace(TLDS["example"], phases=phases), world.clock.now())
    world.registry.book = await world.store.reading(tlds.book)


def told(say: Say, *words: str) -> list[dict[str, object]] | dict[str, object]:  # noqa: F811
    result = say("application", *words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.mark.feature("REG-09")
def test_those_without_rivals_are_allocated_together_and_the_others_by_an_auction(
    say: Say,  # noqa: F811
    applied: dict[str, str],
    tmp_path: Path,
) -> None:
    assert [each["rivals"] for each in told(say, "list", "--name", "tree.example")] == [2, 2, 2]
    seen = told(say, "show", applied["tree beta"])
    assert (seen["registrar"], seen["status"]) == ("beta", "pendingAllocation")
    assert seen["rivals"] == [applied["tree alpha"], applied["tree gamma"]]
    assert "invalid" in say("application", "invalidate", applied["moss beta"], "--reason", "No such person.").output

    dry = told(say, "allocate", "--uncontested", "example", "--dry-run")
    assert [(each["name"], each["domain"], each["hindrance"] is None) for each in dry] == [
        ("bush.example", None, True),
        ("moss.example", None, False),
    ]
    assert len(told(say, "list", "--open")) == 5, "nothing was done"
    done = told(say, "allocate", "--uncontested", "example")
    assert [each["domain"] is not None for each in done] == [True, False]
    assert json.loads(say("domain", "show", "bush.example", "--json").stdout)["registrar"] == "alpha"

    results = tmp_path / "results.csv"
    results.write_text(f"name,application\ntree.example,{applied['tree beta']}\nmoss.example,{applied['moss beta']}\n")
    refused = say("application", "allocate", "--results", str(results))
    assert (refused.exit_code, "moss.example" in refused.output) == (1, True)
    assert len(told(say, "list", "--open")) == 4, "nothing was done"
    assert told(say, "validate", applied["moss beta"])["status"] == "validated"
    preview = told(say, "allocate", "--results", str(results), "--dry-run")
    assert [each["rejected"] for each in preview] == [[applied["tree alpha"], applied["tree gamma"]], []]
    done = told(say, "allocate", "--results", str(results), "--reason", "auction of 1 May")
    assert all(each["domain"] for each in done)
    assert told(say, "list", "--open") == []
    assert [each["status"] for each in told(say, "list", "--name", "tree.example")] == [
        "rejected",
        "allocated",
        "rejected",
    ]
    history = told(say, "history", applied["tree beta"])
    assert [(each["event"], each["reason"]) for each in history] == [
        ("create", None),
        ("allocate", "auction of 1 May"),
    ]


def test_steps_that_lead_nowhere_are_refused_in_words(say: Say, applied: dict[str, str]) -> None:  # noqa: F811
    number = applied["bush alpha"]
    assert told(say, "hold", number, "--as", "namesake")["substatus"] == "namesake"
    assert "namesake" in say("application", "list", "--registrar", "alpha").output
    assert told(say, "defer", number, "--reason", "auction")["status"] == "pendingAllocation"
    assert told(say, "reject", number, "--reason", "the registrar asked us to")["status"] == "rejected"
    again = say("application", "allocate", number)
    assert (again.exit_code, "rejected cannot be allocated" in again.output) == (1, True)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("show", "A0-NAMEHSE"), 1),
        (("history", "A0-NAMEHSE"), 1),
        (("validate", "A0-NAMEHSE"), 1),
        (("allocate", "A0-NAMEHSE"), 1),
        (("allocate",), 2),
        (("allocate", "A0-NAMEHSE", "--uncontested", "example"), 2),
        (("allocate", "--uncontested", "nowhere"), 1),
        (("allocate", "--results", "setup.cfg"), 2),
        (("reject", "A0-NAMEHSE"), 2),
        (("list", "--status", "fine"), 2),
    ],
)
def test_what_makes_no_sense_is_said_in_words(say: Say, words: tuple[str, ...], code: int) -> None:  # noqa: F811
    result = say("application", *words)
    assert (result.exit_code, isinstance(result.exception, SystemExit)) == (code, True), result.output


def test_nothing_is_uncontested_while_rivals_may_still_come(say: Say, clone: Clone, loop) -> None:  # noqa: F811
    async def begin() -> None:
        world = await open_world(await clone.store(), SystemClock())
        await _phases(world, Phase("landrush", creates="application"))

    loop.run_until_complete(begin())
    result = say("application", "allocate", "--uncontested", "example")
    assert (result.exit_code, "rivals may still come" in result.output) == (1, True)
