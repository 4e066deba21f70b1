"""Allocation tokens open what they are good for, once where they are single, and nothing else."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from registry.actions.domain_check import domain_check
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_info import domain_info
from registry.actions.domain_transfer import domain_transfer
from registry.actions.name_list_import import name_list_import
from registry.actions.tld_create import tld_change
from registry.actions.token_issue import TokenIssue, token_issue, token_revoke
from registry.clock import FakeClock
from registry.errors import NotAuthorized, ObjectMissing, PolicyForbids, Refusal
from registry.model.fees import FeeCheck, FeeCommand, StatedFee
from registry.model.period import Period
from registry.model.pricing import Discount
from registry.requests.domain import (
    DomainCheck,
    DomainCreate,
    DomainCreated,
    DomainDelete,
    DomainInfo,
    DomainTransfer,
)
from registry.store import history, tlds
from tests.world import TLDS, Clone, World, open_world

DAY = timedelta(days=1)


async def reserve(world: World, *labels: str) -> None:
    now = world.clock.now()
    await name_list_import(world.operator, "kept", "reserved", dict.fromkeys(labels, "reserved"), now)
    await tld_change(world.operator, "example", replace(TLDS["example"], lists=("kept",)), now + DAY)
    world.registry.book = await world.store.reading(tlds.book)
    world.clock.advance(days=1)


async def issue(world: World, **limits: object) -> str:
    (token,) = await token_issue(world.operator, TokenIssue(**limits))
    return token


async def availability(world: World, name: str, token: str | None) -> tuple[bool, str | None]:
    (line,) = await domain_check(world.as_("alpha"), DomainCheck((name,), token=token))
    return line.available, line.reason


@pytest.mark.feature("REG-12")
async def test_a_token_opens_a_reserved_name_once(world: World) -> None:
    await reserve(world, "nic", "www")
    token = await issue(world, frees_reserved=True, tld="example")
    with pytest.raises(PolicyForbids):
        await domain_create(world.as_("alpha"), DomainCreate("nic.example"))
    assert await availability(world, "nic.example", token) == (True, None)
    await domain_create(world.as_("alpha"), DomainCreate("nic.example", token=token))
    assert await availability(world, "www.example", token) == (False, "The token does not apply")
    with pytest.raises(NotAuthorized):
        await domain_create(world.as_("alpha"), DomainCreate("www.example", token=token))
    await domain_delete(world.as_("alpha"), DomainDelete("nic.example"))
    assert await availability(world, "www.example", token) == (True, None), "given back in the add grace period"


@pytest.mark.parametrize(
    ("limits", "name"),
    [
        ({"tld": "invalid"}, "tree.example"),
        ({"label": "bush"}, "tree.example"),
        ({"registrar": "beta"}, "tree.example"),
        ({"valid_to": timedelta(days=1)}, "tree.example"),
        ({"valid_from": timedelta(days=3)}, "tree.example"),
    ],
    ids=str,
)
async def test_a_token_for_something_else_is_refused(world: World, clock: FakeClock, limits: dict, name: str) -> None:
    begun = clock.now()
    limits = {key: begun + value if isinstance(value, timedelta) else value for key, value in limits.items()}
    token = await issue(world, **limits)
    clock.advance(days=2)
    with pytest.raises(NotAuthorized):
        await domain_create(world.as_("alpha"), DomainCreate(name, token=token))
    assert not (await availability(world, name, token))[0]
    assert (await availability(world, name, None))[0]
    good = {key: value for key, value in limits.items() if not key.startswith("valid")} or {}
    who = good.get("registrar", "alpha")
    if set(limits) == set(good):
        made = await domain_create(
            world.as_(who), DomainCreate(f"{good.get('label', 'tree')}.{good.get('tld', 'example')}", token=token)
        )
        assert isinstance(made, DomainCreated)


async def test_an_unknown_token_and_a_revoked_one_are_refused_alike(world: World) -> None:
    token = await issue(world, uses=None)
    await domain_create(world.as_("alpha"), DomainCreate("one.example", token=token))
    await domain_create(world.as_("alpha"), DomainCreate("two.example", token=token))
    (row,) = await world.fetch("SELECT id FROM registry.allocation_token")
    world.clock.advance(seconds=1)
    await token_revoke(world.operator, row["id"])
    for shown in (token, "no-such-token"):
        with pytest.raises(NotAuthorized) as refused:
            await domain_create(world.as_("alpha"), DomainCreate("three.example", token=shown))
        assert refused.value.reason == "The allocation token does not apply."
    with pytest.raises(ObjectMissing):
        await token_revoke(world.operator, row["id"])


async def test_a_token_makes_a_name_cheaper_and_the_fee_check_says_so(world: World) -> None:
    for discount, price in (
        (Discount(("USD", 300), 0), 600),
        (Discount(None, 25), 1500),
        (Discount(("EUR", 1), 50), 1000),
    ):
        token = await issue(world, discount=discount)
        ask = FeeCheck((FeeCommand("create", Period(2)), FeeCommand("renew")))
        (line,) = await domain_check(world.as_("alpha"), DomainCheck((f"tree{price}.example",), ask, token))
        assert [answer.quote.total.amount for answer in line.fees.answers] == [price, 1000]
        before = await world.balance("alpha")
        wish = DomainCreate(f"tree{price}.example", Period(2), token=token, fee=StatedFee(Decimal(price) / 100))
        await domain_create(world.as_("alpha"), wish)
        assert before - await world.balance("alpha") == price


async def test_of_many_who_use_a_single_token_at_once_one_succeeds(clone: Clone, clock: FakeClock) -> None:
    first = await open_world(await clone.store(), clock)
    second = World(replace(first.registry, store=await clone.store()), clock, first.numbers)
    token = await issue(first)
    outcomes = await asyncio.gather(
        *(
            domain_create((first, second)[number % 2].as_("alpha"), DomainCreate(f"name{number}.example", token=token))
            for number in range(8)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, DomainCreated) for outcome in outcomes) == 1, outcomes
    assert sum(isinstance(outcome, NotAuthorized) for outcome in outcomes) == 7, outcomes


async def test_nobody_is_ever_told_a_token_again(world: World) -> None:
    token = await issue(world)
    await domain_create(world.as_("alpha"), DomainCreate("one.example", token=token))
    with pytest.raises(ObjectMissing):
        await domain_info(world.as_("alpha"), DomainInfo("one.example", asks_token=True))
    with pytest.raises(NotAuthorized):
        await domain_info(world.as_("beta"), DomainInfo("one.example", asks_token=True))
    dump = await world.fetch("SELECT t::text AS line FROM registry.allocation_token t")
    assert token not in dump[0]["line"]


@pytest.mark.parametrize(
    "limits",
    [
        {"tld": "nowhere"},
        {"registrar": "nobody"},
        {"label": "-"},
        {"discount": Discount(None, 101)},
        {"discount": Discount(("USD", -1))},
    ],
    ids=str,
)
async def test_tokens_that_would_fit_nothing_are_not_issued(world: World, limits: dict) -> None:
    with pytest.raises(Refusal):
        await token_issue(world.operator, TokenIssue(**limits))


async def test_a_token_is_remembered_without_itself(world: World) -> None:
    token = await issue(world, label="tree", discount=Discount(None, 25))
    (row,) = await world.fetch("SELECT id FROM registry.allocation_token")
    world.clock.advance(days=1)
    await token_revoke(replace(world.operator, reason="told to too many"), row["id"])
    issued, revoked = await world.store.reading(lambda db: history.versions(db, kind="token", name=str(row["id"])))
    assert (issued.event, issued.version, issued.operator) == ("issue", 1, "operator")
    assert (issued.state["label"], issued.state["discount"]["percent"]) == ("tree", 25)
    assert (revoked.event, revoked.version, revoked.reason) == ("revoke", 2, "told to too many")
    assert issued.state["valid_to"] is None and revoked.state["valid_to"] is not None
    assert token not in str(issued) + str(revoked)


@pytest.mark.feature("REG-12")
async def test_a_token_of_a_transfer_that_came_to_nothing_is_given_back(world: World) -> None:
    secret = "correct-horse-battery-42"
    await domain_create(world.as_("alpha"), DomainCreate("tree.example", authinfo=secret))
    token = await issue(world, operations=("transfer",), discount=Discount(None, 100))
    ask = DomainTransfer("tree.example", "request", authinfo=secret, token=token)
    before = await world.balance("beta")
    for end in ("cancel", "cancel"):
        await domain_transfer(world.as_("beta"), ask)
        await domain_transfer(world.as_("beta"), DomainTransfer("tree.example", end))
    await domain_transfer(world.as_("beta"), ask)
    await domain_transfer(world.as_("alpha"), DomainTransfer("tree.example", "approve"))
    assert await world.balance("beta") == before
    await domain_create(world.as_("alpha"), DomainCreate("bush.example", authinfo=secret))
    with pytest.raises(NotAuthorized):
        await domain_transfer(world.as_("beta"), replace(ask, name="bush.example"))
