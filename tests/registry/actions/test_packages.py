"""A package is so many first years, paid for at once: never more, never twice, and given back as the names are."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from registry.actions.domain_check import domain_check
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_renew import domain_renew
from registry.actions.name_list_import import name_list_import
from registry.actions.quote import quote
from registry.actions.tld_create import tld_change
from registry.actions.token_issue import PackageSell, TokenIssue, package_sell, token_issue, token_revoke
from registry.clock import FakeClock
from registry.errors import FundsShort, NotAuthorized, Refusal
from registry.jobs.prove_ledger import prove_ledger
from registry.model.fees import FeeCheck, FeeCommand, StatedFee
from registry.model.money import Money
from registry.model.period import Period
from registry.model.pricing import Discount, EarlyAccess
from registry.requests.domain import DomainCheck, DomainCreate, DomainCreated, DomainDelete, DomainRenew
from registry.store import history, tlds
from tests.world import TLDS, Clone, World, open_world

PRICE = Money(1500, "USD")


async def sell(world: World, names: int, **more: object) -> str:
    return (await package_sell(world.operator, PackageSell("alpha", names, PRICE, **more))).token


async def create(world: World, name: str, token: str, years: int = 1) -> DomainCreated:
    return await domain_create(world.as_("alpha"), DomainCreate(name, Period(years), token=token))


async def counted(world: World) -> tuple[int, int]:
    """What the token says it was used for, and what it was used for."""
    (row,) = await world.fetch(
        "SELECT used, (SELECT count(*) FROM registry.redemption r WHERE r.token_id = k.id) AS real"
        "  FROM registry.allocation_token k"
    )
    return row["used"], row["real"]


@pytest.mark.feature("REG-12")
async def test_the_first_years_of_a_package_are_paid_with_it(world: World) -> None:
    before = await world.balance("alpha")
    token = await sell(world, 2)
    assert before - await world.balance("alpha") == 1500
    await create(world, "one.example", token)
    assert before - await world.balance("alpha") == 1500
    made = await create(world, "two.example", token, years=3)
    assert before - await world.balance("alpha") == 1500 + 2 * 1000, "the years after the first cost what they cost"
    with pytest.raises(NotAuthorized):
        await create(world, "three.example", token)
    await domain_renew(world.as_("alpha"), DomainRenew("two.example", made.expires_at.date()))
    assert before - await world.balance("alpha") == 1500 + 3 * 1000
    rows = await world.fetch("SELECT kind, amount, roid, name FROM registry.ledger WHERE kind = 'package'")
    number = (await world.fetch("SELECT id FROM registry.allocation_token"))[0]["id"]
    assert [tuple(row) for row in rows] == [("package", -1500, f"K{number}-NAMEHSE", "2 names")]
    await prove_ledger(world.registry)


@pytest.mark.feature("REG-12")
async def test_check_quote_and_charge_agree_about_a_package(world: World) -> None:
    token = await sell(world, 1, tld="example")
    ask = FeeCheck((FeeCommand("create", Period(2)), FeeCommand("create", Period(1))))
    check = DomainCheck(("one.example", "one.invalid"), ask, token)
    here, there = await domain_check(world.as_("alpha"), check)
    assert [each.quote.total.amount for each in here.fees.answers] == [1000, 0]
    assert [each.quote.total.amount for each in there.fees.answers] == [2000, 1000]
    assert (there.available, there.reason) == (False, "The token does not apply")
    asked = await quote(world.operator, "one.example", "create", "alpha", 2, world.clock.now(), token)
    assert asked.quote == here.fees.answers[0].quote == (await create(world, "one.example", token, years=2)).quote
    (line,) = await domain_check(world.as_("alpha"), DomainCheck(("two.example",), ask, token))
    assert (line.available, line.reason) == (False, "The token does not apply")
    with pytest.raises(NotAuthorized):
        await quote(world.operator, "two.example", "create", "alpha", 1, world.clock.now(), token)


async def test_a_package_neither_buys_premium_names_nor_early_access(world: World) -> None:
    now = world.clock.now()
    await name_list_import(world.operator, "gold", "premium", {"car": "gold"}, now)
    ladder = (EarlyAccess(now + timedelta(days=9), "USD", 700),)
    rules = replace(TLDS["example"], lists=("gold",), early_access=ladder)
    await tld_change(world.operator, "example", rules, now + timedelta(seconds=1))
    world.registry.book = await world.store.reading(tlds.book)
    world.clock.advance(seconds=1)
    token = await sell(world, 5)
    with pytest.raises(NotAuthorized):
        await create(world, "car.example", token)
    (line,) = await domain_check(world.as_("alpha"), DomainCheck(("car.example",), token=token))
    assert (line.available, line.reason) == (False, "The token does not apply")
    wish = DomainCreate("van.example", token=token, fee=StatedFee(Decimal(7)))
    made = await domain_create(world.as_("alpha"), wish)
    assert [(each.kind, each.price.amount) for each in made.quote.lines] == [("create", 0), ("earlyAccess", 700)]
    assert await counted(world) == (1, 1)


async def test_what_a_deleted_name_took_of_a_package_is_given_back_once(world: World) -> None:
    token = await sell(world, 2)
    await create(world, "one.example", token)
    await create(world, "two.example", token)
    balance = await world.balance("alpha")
    await domain_delete(world.as_("alpha"), DomainDelete("two.example"))
    assert await counted(world) == (1, 1)
    await create(world, "two.example", token)
    with pytest.raises(NotAuthorized):
        await create(world, "three.example", token)
    assert await world.balance("alpha") == balance
    world.clock.advance(days=10)
    await domain_delete(world.as_("alpha"), DomainDelete("one.example"))
    assert await counted(world) == (2, 2), "a name that outlived its grace period was the package's"


async def test_a_create_that_is_refused_takes_nothing_of_a_package(world: World) -> None:
    token = await sell(world, 1)
    await domain_create(world.as_("beta"), DomainCreate("taken.example"))
    with pytest.raises(Refusal):
        await create(world, "taken.example", token)
    with pytest.raises(Refusal):
        await create(world, "one.example", token, years=11)
    assert await counted(world) == (0, 0)
    await create(world, "one.example", token)


async def test_a_package_is_its_buyers_alone(world: World) -> None:
    token = await sell(world, 5)
    with pytest.raises(NotAuthorized):
        await domain_create(world.as_("beta"), DomainCreate("one.example", token=token))


@pytest.mark.parametrize(
    ("sale", "refusal"),
    [
        (PackageSell("nobody", 1, PRICE), Refusal),
        (PackageSell("alpha", 0, PRICE), Refusal),
        (PackageSell("alpha", 1, Money(0, "USD")), Refusal),
        (PackageSell("alpha", 1, PRICE, tld="nowhere"), Refusal),
        (PackageSell("alpha", 1, Money(10**12, "USD")), FundsShort),
        (PackageSell("alpha", 1, Money(1, "CHF")), FundsShort),
    ],
    ids=str,
)
async def test_a_package_that_cannot_be_sold_leaves_nothing(world: World, sale: PackageSell, refusal: type) -> None:
    before = await world.balance("alpha")
    with pytest.raises(refusal):
        await package_sell(world.operator, sale)
    assert await world.fetch("SELECT id FROM registry.allocation_token") == []
    assert await world.balance("alpha") == before


async def test_a_package_that_nobody_used_is_taken_back_for_its_price(world: World) -> None:
    before = await world.balance("alpha")
    token = await sell(world, 2)
    sold = await package_sell(world.operator, PackageSell("alpha", 2, PRICE))
    await create(world, "one.example", token)
    (row,) = await world.fetch("SELECT id FROM registry.allocation_token WHERE used = 1")
    world.clock.advance(seconds=1)
    assert await token_revoke(replace(world.operator, reason="another offer"), sold.number) == (PRICE,)
    assert await token_revoke(world.operator, row["id"]) == ()
    assert before - await world.balance("alpha") == 1500
    first, last = await world.store.reading(lambda db: history.versions(db, kind="token", name=str(sold.number)))
    assert (first.event, last.event, last.reason) == ("sell", "revoke", "another offer")
    assert first.state["package"]["price"] == {"amount": 1500, "currency": "USD"}
    assert (first.state["uses"], first.state["registrar"]) == (2, "alpha")
    await prove_ledger(world.registry)


async def test_a_token_without_a_limit_is_not_counted_where_all_would_wait_for_it(world: World) -> None:
    (token,) = await token_issue(world.operator, TokenIssue(uses=None, discount=Discount(percent=10)))
    await create(world, "one.example", token)
    await create(world, "two.example", token)
    assert await counted(world) == (0, 2)


async def test_of_twenty_creates_at_once_a_package_of_seven_pays_for_seven(clone: Clone, clock: FakeClock) -> None:
    first = await open_world(await clone.store(), clock)
    second = World(replace(first.registry, store=await clone.store()), clock, first.numbers)
    token = await sell(first, 7)
    before = await first.balance("alpha")
    creates = [create((first, second)[number % 2], f"name{number}.example", token) for number in range(20)]
    outcomes = await asyncio.gather(*creates, return_exceptions=True)
    assert sum(isinstance(outcome, DomainCreated) for outcome in outcomes) == 7, outcomes
    assert sum(isinstance(outcome, NotAuthorized) for outcome in outcomes) == 13, outcomes
    assert await counted(first) == (7, 7)
    assert await first.balance("alpha") == before


async def test_a_package_that_is_revoked_under_a_create_pays_for_nothing(clone: Clone, clock: FakeClock) -> None:
    world = await open_world(await clone.store(), clock)
    sold = await package_sell(world.operator, PackageSell("alpha", 20, PRICE))
    before = await world.balance("alpha")
    later = replace(world.operator, now=clock.now() + timedelta(milliseconds=1))
    clock.advance(seconds=1)
    creates = [create(world, f"name{number}.example", sold.token) for number in range(20)]
    *outcomes, credits = await asyncio.gather(*creates, token_revoke(later, sold.number), return_exceptions=True)
    made = sum(isinstance(outcome, DomainCreated) for outcome in outcomes)
    assert sum(isinstance(outcome, NotAuthorized) for outcome in outcomes) == 20 - made, outcomes
    assert await counted(world) == (made, made)
    assert credits == (() if made else (PRICE,))
    assert await world.balance("alpha") - before == (0 if made else 1500)
