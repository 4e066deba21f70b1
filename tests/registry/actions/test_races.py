"""Many at once: one name has one registrant, and no account is overdrawn."""

import asyncio
from dataclasses import replace

import pytest

from registry.actions.domain_create import domain_create
from registry.actions.domain_info import domain_info
from registry.actions.domain_renew import domain_renew
from registry.actions.registrar_top_up import registrar_top_up
from registry.actions.token_issue import TokenIssue, token_issue
from registry.clock import FakeClock
from registry.errors import FundsShort, ObjectExists, Refusal
from registry.jobs.prove_ledger import prove_ledger
from registry.model.change import NameServers
from registry.model.dnssec import DsData
from registry.model.host import NameServer
from registry.model.period import Period
from registry.model.pricing import Discount
from registry.requests.domain import DomainCreate, DomainCreated, DomainInfo, DomainRenew
from registry.requests.registrar import RegistrarTopUp
from registry.store import history, ledger
from tests.world import Clone, World, open_world

pytestmark = pytest.mark.slow  # crowds

DS = DsData(12345, 13, 2, "A" * 64)


async def two_processes(clone: Clone, clock: FakeClock) -> tuple[World, World]:
    first = await open_world(await clone.store(), clock)
    second = World(replace(first.registry, store=await clone.store()), clock, first.numbers)
    return first, second


async def test_of_twenty_creates_of_one_name_exactly_one_succeeds(clone: Clone, clock: FakeClock) -> None:
    worlds = await two_processes(clone, clock)
    before = {handle: await worlds[0].balance(handle) for handle in ("alpha", "beta")}
    wish = DomainCreate("wanted.example", Period(1))
    attempts = [domain_create(worlds[number % 2].as_(("alpha", "beta")[number // 2 % 2]), wish) for number in range(20)]
    outcomes = await asyncio.gather(*attempts, return_exceptions=True)
    assert sum(isinstance(outcome, DomainCreated) for outcome in outcomes) == 1, outcomes
    assert sum(isinstance(outcome, ObjectExists) for outcome in outcomes) == 19, outcomes
    spent = sum(before.values()) - await worlds[0].balance("alpha") - await worlds[0].balance("beta")
    assert spent == 1000
    await prove_ledger(worlds[0].registry)


@pytest.mark.feature("REG-10")
async def test_creates_at_once_never_overdraw_an_account(clone: Clone, clock: FakeClock) -> None:
    worlds = await two_processes(clone, clock)
    attempts = [
        domain_create(worlds[number % 2].as_("delta"), DomainCreate(f"name{number}.example", Period(1)))
        for number in range(20)
    ]
    outcomes = await asyncio.gather(*attempts, return_exceptions=True)
    assert sum(isinstance(outcome, DomainCreated) for outcome in outcomes) == 5, outcomes
    assert sum(isinstance(outcome, FundsShort) for outcome in outcomes) == 15, outcomes
    assert await worlds[0].balance("delta") == 0
    await prove_ledger(worlds[0].registry)


async def test_creates_of_all_kinds_that_go_together_each_keep_what_is_theirs(clone: Clone, clock: FakeClock) -> None:
    world = await open_world(await clone.store(), clock)
    (token,) = await token_issue(world.operator, TokenIssue(uses=2, discount=Discount(percent=50)))
    servers = NameServers(attributes=(NameServer("ns1.else.net"), NameServer("ns2.else.net")))
    kinds: tuple[dict, ...] = ({}, {"dnssec": (DS,)}, {"nameservers": servers}, {"token": token})
    wishes = [
        DomainCreate(f"name{number}.invalid", Period(1), **kind) for number, kind in enumerate((*kinds, *kinds), 1)
    ]
    before = await world.balance("alpha")
    await asyncio.gather(*(domain_create(world.as_("alpha"), wish) for wish in reversed(wishes)))
    for wish in wishes:
        domain = (await domain_info(world.as_("alpha"), DomainInfo(wish.name))).domain
        assert (domain.dnssec, domain.nameservers) == (wish.dnssec, wish.nameservers.attributes)
        (version,) = await world.store.reading(
            lambda db, name=wish.name: history.versions(db, kind="domain", name=name)
        )
        assert (version.state["id"], version.state["roid"]) == (domain.id, domain.roid)
        (grace,) = domain.graces
        (entry,) = await world.store.reading(lambda db, ids=[grace.ledger_id]: ledger.standing(db, ids=ids))
        assert (entry.roid, entry.amount) == (domain.roid, -500 if wish.token else -1000)
    assert before - await world.balance("alpha") == 6 * 1000 + 2 * 500
    rows = await world.fetch("SELECT d.name FROM registry.redemption r JOIN registry.domain d USING (roid) ORDER BY 1")
    assert [row["name"] for row in rows] == ["name4.invalid", "name8.invalid"]
    await prove_ledger(world.registry)


async def test_a_renewal_sent_many_times_at_once_renews_and_charges_once(clone: Clone, clock: FakeClock) -> None:
    worlds = await two_processes(clone, clock)
    made = await domain_create(worlds[0].as_("alpha"), DomainCreate("one.example", Period(1)))
    before = await worlds[0].balance("alpha")
    wish = DomainRenew("one.example", made.expires_at.date(), Period(1))
    outcomes = await asyncio.gather(
        *(domain_renew(worlds[number % 2].as_("alpha"), wish) for number in range(8)), return_exceptions=True
    )
    assert [outcome.code for outcome in outcomes if isinstance(outcome, Refusal)] == [2004] * 7
    assert await worlds[0].balance("alpha") == before - 1000


async def test_time_is_charged_once_however_many_notice_it(clone: Clone, clock: FakeClock) -> None:
    worlds = await two_processes(clone, clock)
    made = await domain_create(worlds[0].as_("alpha"), DomainCreate("one.example", Period(1)))
    await registrar_top_up(worlds[0].operator, RegistrarTopUp("alpha", 1, "USD", "a row to count from"))
    before = await worlds[0].balance("alpha")
    clock.move_to(made.expires_at)
    wish = DomainCreate("other.example", Period(1))
    outcomes = await asyncio.gather(
        *(
            domain_create(worlds[number % 2].as_("alpha"), replace(wish, name=f"other{number}.example"))
            for number in range(6)
        )
    )
    assert len(outcomes) == 6
    assert await worlds[0].balance("alpha") == before - 7000
    domain = (await domain_info(worlds[0].as_("alpha"), DomainInfo("one.example"))).domain
    assert domain.expires_at.year == made.expires_at.year + 1
    await prove_ledger(worlds[0].registry)
