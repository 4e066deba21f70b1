"""Many at once, in any order: a name becomes one domain at most, and every account is the sum of its ledger."""

import asyncio
import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.actions.application_allocate import application_allocate
from registry.actions.application_delete import application_delete
from registry.actions.application_step import application_step
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.clock import FakeClock
from registry.errors import Refusal
from registry.model.launch import LaunchCreate
from registry.model.phases import NamedPhase, Phase
from registry.requests.application import Allocated, ApplicationAllocate, ApplicationStep
from registry.requests.domain import ApplicationDelete, DomainCreate, DomainCreated, DomainDelete
from registry.store import ledger
from registry.store.sql import Connection
from tests.registry.actions.test_races import two_processes
from tests.tmch.launching import launch
from tests.world import BEGINNING, Clone, World, one_transaction, open_world

pytestmark = pytest.mark.slow  # crowds

LANDRUSH = NamedPhase("landrush")
APPLY = LaunchCreate(LANDRUSH, "application")
PRICE = 1000
HANDLES = ("alpha", "beta", "delta")
LABELS = ("tree", "bush")


async def begin(world: World, **phase: object) -> None:
    """Who names no phase registers at once, who names the landrush applies."""
    applying = Phase("landrush", creates="application", first_status="validated", **phase)
    await launch(world, Phase("open"), applying)


actions = st.lists(
    st.tuples(
        st.sampled_from(
            ("apply", "apply", "apply", "register", "withdraw", "delete", "allocate", "allocate", "reject")
        ),
        st.sampled_from(HANDLES),
        st.sampled_from(LABELS),
        st.integers(0, 30),
    ),
    min_size=1,
    max_size=25,
)


@pytest.mark.feature("REG-09")
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=actions)
def test_whatever_happens_there_are_never_two_domains_of_one_name_and_no_money_is_lost(connection, loop, steps) -> None:
    loop.run_until_complete(_live(connection, steps))


async def _live(db: Connection, steps: list[tuple[str, str, str, int]]) -> None:
    async with one_transaction(db) as store:
        clock = FakeClock(BEGINNING)
        world = await open_world(store, clock)
        await begin(world)
        before = {each: await world.balance(each) for each in HANDLES}
        applications: list[str] = []
        for what, handle, label, which in steps:
            clock.advance(seconds=1)
            number = applications[which % len(applications)] if applications else "A0-NAMEHSE"
            with contextlib.suppress(Refusal):
                await _do(world, what, handle, f"{label}.example", number, applications)
            await _holds(world, before)


async def _do(world: World, what: str, handle: str, name: str, number: str, applications: list[str]) -> None:
    match what:
        case "apply":
            made = await domain_create(world.as_(handle), DomainCreate(name, launch=APPLY))
            applications.append(made.application.application)
        case "register":
            await domain_create(world.as_(handle), DomainCreate(name))
        case "withdraw":
            await application_delete(world.as_(handle), ApplicationDelete(name, phase=LANDRUSH, application=number))
        case "delete":
            await domain_delete(world.as_(handle), DomainDelete(name))
        case "allocate":
            await application_allocate(world.operator, ApplicationAllocate(number))
        case "reject":
            await application_step(world.operator, ApplicationStep(number, "reject"))


async def _holds(world: World, before: dict[str, int]) -> None:
    """Each registrar has paid for the names that it has and for the applications that are open, and for nothing else."""
    assert await world.store.reading(ledger.unproven) == []
    names = await world.fetch("SELECT name FROM registry.domain GROUP BY name HAVING count(*) > 1")
    assert names == []
    for handle in HANDLES:
        (row,) = await world.fetch(
            """SELECT (SELECT count(*) FROM registry.domain d WHERE d.registrar_id = $1)
                    + (SELECT count(*) FROM registry.application a
                        WHERE a.registrar_id = $1 AND a.status NOT IN ('allocated', 'rejected')) AS owed""",
            world.numbers[handle],
        )
        assert before[handle] - await world.balance(handle) == row["owed"] * PRICE
    decided = await world.fetch(
        """SELECT a.roid FROM registry.application a
            WHERE (a.status IN ('allocated', 'rejected')) AND EXISTS (SELECT FROM registry.application_contact l
                                                                       WHERE l.application_id = a.id)"""
    )
    assert decided == []


async def test_of_many_who_apply_at_once_each_gets_an_identifier_and_each_pays(clone: Clone, clock: FakeClock) -> None:
    worlds = await two_processes(clone, clock)
    for world in worlds:
        await begin(world)
    attempts = [
        domain_create(worlds[number % 2].as_(("alpha", "beta")[number % 2]), DomainCreate("tree.example", launch=APPLY))
        for number in range(20)
    ]
    made = await asyncio.gather(*attempts)
    assert len({each.application.application for each in made}) == 20
    assert await worlds[0].balance("alpha") == 1_000_000 - 10 * PRICE
    assert await worlds[0].store.reading(ledger.unproven) == []


async def test_a_limit_holds_when_a_registrar_applies_in_many_sessions_at_once(clone: Clone, clock: FakeClock) -> None:
    worlds = await two_processes(clone, clock)
    for world in worlds:
        await begin(world, most_per_registrar=2)
    attempts = [
        domain_create(worlds[number % 2].as_("alpha"), DomainCreate("tree.example", launch=APPLY))
        for number in range(10)
    ]
    made = await asyncio.gather(*attempts, return_exceptions=True)
    assert sum(isinstance(each, DomainCreated) for each in made) == 2, made


async def test_of_two_operators_who_allocate_one_name_at_once_one_does(clone: Clone, clock: FakeClock) -> None:
    worlds = await two_processes(clone, clock)
    for world in worlds:
        await begin(world)
    numbers = [
        (await domain_create(worlds[0].as_(each), DomainCreate("tree.example", launch=APPLY))).application.application
        for each in ("alpha", "beta", "gamma")
    ]
    outcomes = await asyncio.gather(
        *[
            application_allocate(worlds[place % 2].operator, ApplicationAllocate(each))
            for place, each in enumerate(numbers)
        ],
        return_exceptions=True,
    )
    assert sum(isinstance(each, Allocated) for each in outcomes) == 1, outcomes
    assert sum(isinstance(each, Refusal) for each in outcomes) == 2, outcomes
    assert len(await worlds[0].fetch("SELECT FROM registry.domain WHERE name = 'tree.example'")) == 1
    assert await worlds[0].store.reading(ledger.unproven) == []
