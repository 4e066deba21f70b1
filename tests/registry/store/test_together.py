"""Questions that meet travel together: fewer queries, and nobody pays for another's mistake."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import asyncpg
import pytest

from registry.actions.domain_check import domain_check
from registry.actions.domain_create import domain_create
from registry.actions.domain_info import domain_info
from registry.clock import FakeClock
from registry.errors import ObjectExists
from registry.jobs.prove_ledger import prove_ledger
from registry.model.period import Period
from registry.requests.domain import DomainCheck, DomainCreate, DomainCreated, DomainInfo
from registry.store.sql import Connection
from tests.world import Clone, World, open_world

pytestmark = pytest.mark.slow  # several processes, each with sessions of its own


class Halves:
    """A look at numbers that remembers which went together; some are refused by a constraint, some break it all."""

    def __init__(self) -> None:
        self.groups: list[tuple[int, ...]] = []

    async def __call__(self, db: Connection, numbers: Sequence[int]) -> list[int]:
        self.groups.append(tuple(numbers))
        await db.fetchval("SELECT 1")
        if 666 in numbers:
            raise asyncpg.CheckViolationError("not that one")
        if 13 in numbers:
            raise ConnectionResetError("gone")
        return [number // 2 for number in numbers]


async def test_the_first_goes_at_once_and_those_who_come_meanwhile_go_together(clone: Clone) -> None:
    store = await clone.store()
    look = Halves()
    answers = await asyncio.gather(*(store.together(look, number) for number in range(10)))
    assert answers == [number // 2 for number in range(10)]
    assert look.groups == [(0,), tuple(range(1, 10))]
    assert await store.together(look, 8) == 4, "nothing is left over for who comes later"
    assert look.groups[2:] == [(8,)]


async def test_lanes_do_not_wait_for_each_other(clone: Clone) -> None:
    store = await clone.store()
    look = Halves()
    await asyncio.gather(*(store.together(look, number, lane=number % 3) for number in range(9)))
    assert sorted(look.groups) == [(0,), (1,), (2,), (3, 6), (4, 7), (5, 8)]


async def test_what_a_constraint_refuses_is_refused_to_who_asked_for_it_alone(clone: Clone) -> None:
    store = await clone.store()
    look = Halves()
    asked = [2, 4, 666, 8]
    outcomes = await asyncio.gather(*(store.together(look, number) for number in asked), return_exceptions=True)
    assert [outcomes[0], outcomes[1], outcomes[3]] == [1, 2, 4]
    assert isinstance(outcomes[2], asyncpg.CheckViolationError)


async def test_a_lost_connection_is_told_to_all_and_the_next_are_served(clone: Clone) -> None:
    store = await clone.store()
    look = Halves()
    outcomes = await asyncio.gather(*(store.together(look, number) for number in (2, 13, 8)), return_exceptions=True)
    assert outcomes[0] == 1
    assert all(isinstance(outcome, ConnectionResetError) for outcome in outcomes[1:])
    assert await store.together(look, 6) == 3


async def test_whoever_gives_up_takes_nobody_with_him(clone: Clone) -> None:
    store = await clone.store()
    look = Halves()
    tasks = [asyncio.create_task(store.together(look, number)) for number in range(6)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    tasks[3].cancel()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [outcome for outcome in outcomes if not isinstance(outcome, BaseException)] == [0, 1, 2, 2]
    assert sum(isinstance(outcome, asyncio.CancelledError) for outcome in outcomes) == 2


async def test_of_creates_that_meet_each_gets_its_own_answer(clone: Clone, clock: FakeClock) -> None:
    world = await open_world(await clone.store(), clock)
    await domain_create(world.as_("alpha"), DomainCreate("taken.example", Period(1)))
    names = ["first.example", "second.example", "taken.example", "third.invalid", "second.example", "fourth.example"]
    wishes = [DomainCreate(name, Period(1 + number % 2)) for number, name in enumerate(names)]
    outcomes = await asyncio.gather(
        *(domain_create(world.as_("alpha"), wish) for wish in wishes), return_exceptions=True
    )
    made = {outcome.name: outcome for outcome in outcomes if isinstance(outcome, DomainCreated)}
    assert sorted(made) == ["first.example", "fourth.example", "second.example", "third.invalid"]
    assert sum(isinstance(outcome, ObjectExists) for outcome in outcomes) == 2, outcomes
    assert made["first.example"].expires_at.year + 1 == made["fourth.example"].expires_at.year
    lines = await domain_check(world.as_("beta"), DomainCheck(tuple(sorted({*names, "free.example"}))))
    assert [line.name for line in lines if line.available] == ["free.example"]
    rows = await world.fetch(
        """SELECT d.name, l.amount, g.years FROM registry.domain d
             JOIN registry.grace g ON g.domain_id = d.id JOIN registry.ledger l ON l.id = g.ledger_id AND l.roid = d.roid
            WHERE d.name = ANY($1)""",
        sorted(made),
    )
    assert {(row["name"], row["amount"], row["years"]) for row in rows} == {
        ("first.example", -1000, 1),
        ("second.example", -2000, 2),
        ("third.invalid", -2000, 2),
        ("fourth.example", -2000, 2),
    }


async def test_creates_of_several_registrars_meet_and_each_pays_its_own(clone: Clone, clock: FakeClock) -> None:
    world = await open_world(await clone.store(), clock)
    payers = ["beta", "delta", "alpha", "delta", "beta", "beta"]
    before = {handle: await world.balance(handle) for handle in sorted(set(payers))}
    wishes = [DomainCreate(f"name{9 - number}.example", Period(1)) for number in range(len(payers))]
    outcomes = await asyncio.gather(
        *(domain_create(world.as_(handle), wish) for handle, wish in zip(payers, wishes, strict=True))
    )
    assert [outcome.name for outcome in outcomes] == [wish.name for wish in wishes]
    spent = {handle: before[handle] - await world.balance(handle) for handle in before}
    assert spent == {"alpha": 1000, "beta": 3000, "delta": 2000}
    for handle, wish in zip(payers, wishes, strict=True):
        view = await domain_info(world.as_(handle), DomainInfo(wish.name))
        assert view.domain.registrar == handle
    await prove_ledger(world.registry)


async def test_processes_that_want_the_same_names_do_not_wait_for_each_other(clone: Clone, clock: FakeClock) -> None:
    first = await open_world(await clone.store(), clock)
    second = World(replace(first.registry, store=await clone.store()), clock, first.numbers)
    names = [f"drop{number}.example" for number in range(12)]
    attempts = [domain_create(first.as_("alpha"), DomainCreate(name, Period(1))) for name in names]
    attempts += [domain_create(second.as_("beta"), DomainCreate(name, Period(1))) for name in reversed(names)]
    outcomes = await asyncio.gather(*attempts, return_exceptions=True)
    assert sum(isinstance(outcome, DomainCreated) for outcome in outcomes) == len(names), outcomes
    assert sum(isinstance(outcome, ObjectExists) for outcome in outcomes) == len(names), outcomes
    (waits,) = await first.fetch("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    assert waits["deadlocks"] == 0
