"""The life of a premium name: dear at every step, to whoever holds it, and at the price that was promised when prices change."""

from datetime import timedelta
from decimal import Decimal

import pytest

from registry.actions.domain_check import domain_check
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_info import domain_info
from registry.actions.domain_renew import domain_renew
from registry.actions.domain_restore import domain_restore
from registry.actions.domain_transfer import domain_transfer
from registry.actions.domain_update import domain_update
from registry.actions.name_list_import import name_list_import
from registry.actions.settle import settle
from registry.errors import ParameterMissing
from registry.jobs.prove_ledger import prove_ledger
from registry.model.domain import Domain
from registry.model.fees import FeeCheck, FeeCommand, NameFees, StatedFee
from registry.model.period import Period, add_years
from registry.requests.domain import (
    DomainCheck,
    DomainCreate,
    DomainDelete,
    DomainInfo,
    DomainRenew,
    DomainRestore,
    DomainTransfer,
    DomainUpdate,
)
from tests.ways import change_rules
from tests.world import World

NAME = "car.example"
SECRET = "a-secret-of-twenty-characters"
# Minor units of dollars: what the class costs at first, and later.
FIRST = {"create": 90_000, "renew": 30_000, "transfer": 20_000, "restore": 50_000}
LATER = {"create": 95_000, "renew": 70_000, "transfer": 25_000, "restore": 60_000}


def priced(prices: dict[str, int]) -> list[dict[str, object]]:
    return [
        {"operation": operation, "currency": "USD", "amount": amount, "name_class": "gold"}
        for operation, amount in prices.items()
    ]


async def fees_of(world: World, by: str, *operations: str) -> dict[str, int]:
    ask = FeeCheck(tuple(FeeCommand(each) for each in operations))
    (line,) = await domain_check(world.as_(by), DomainCheck((NAME,), ask))
    fees: NameFees | None = line.fees
    assert fees and fees.name_class == "gold"
    return {
        each.command.operation: each.quote.total.amount
        for each in fees.answers
        if each.quote and not each.quote.standard
    }


def stated(minor: int) -> StatedFee:
    return StatedFee(Decimal(minor) / 100)


async def look(world: World, by: str) -> Domain:
    return (await domain_info(world.as_(by), DomainInfo(NAME))).domain


@pytest.mark.feature("REG-12")
async def test_a_premium_name_is_dear_all_its_life_and_keeps_the_price_it_was_promised(world: World) -> None:
    await name_list_import(world.operator, "gold", "premium", {"car": "gold"}, world.clock.now())
    rules = {"lists": ["gold"], "rates": priced(FIRST), "renewals_as_of": "create"}
    await change_rules(world, "example", rules)

    # Who does not know the price cannot have the name.
    (line,) = await domain_check(world.as_("alpha"), DomainCheck((NAME,)))
    assert (line.available, line.reason) == (False, "The fee must be stated")
    assert await fees_of(world, "alpha", "create", "renew", "transfer", "restore") == FIRST
    with pytest.raises(ParameterMissing):
        await domain_create(world.as_("alpha"), DomainCreate(NAME, authinfo=SECRET))
    before = await world.balance("alpha")
    wish = DomainCreate(NAME, Period(1), authinfo=SECRET, fee=stated(FIRST["create"]))
    made = await domain_create(world.as_("alpha"), wish)
    assert before - await world.balance("alpha") == FIRST["create"]

    # The prices rise, and the label leaves the list: its class and its renewals are as they were promised.
    world.clock.advance(days=30)
    await name_list_import(world.operator, "gold", "premium", {}, world.clock.now())
    await change_rules(world, "example", {"rates": priced(LATER)})
    now = await fees_of(world, "alpha", "create", "renew", "transfer", "restore")
    assert now == {**LATER, "renew": FIRST["renew"]}
    before = await world.balance("alpha")
    renewal = DomainRenew(NAME, made.expires_at.date(), Period(2), fee=stated(2 * FIRST["renew"]))
    renewed = await domain_renew(world.as_("alpha"), renewal)
    assert before - await world.balance("alpha") == 2 * FIRST["renew"]
    assert renewed.expires_at == add_years(made.expires_at, 2)

    # Another gets it, and pays what a transfer costs now.
    world.clock.advance(days=30)
    await domain_update(world.as_("alpha"), DomainUpdate(NAME, authinfo=SECRET))
    before = await world.balance("beta")
    await domain_transfer(
        world.as_("beta"), DomainTransfer(NAME, "request", authinfo=SECRET, fee=stated(LATER["transfer"]))
    )
    await domain_transfer(world.as_("alpha"), DomainTransfer(NAME, "approve"))
    assert before - await world.balance("beta") == LATER["transfer"]
    moved = await look(world, "beta")
    assert (moved.name_class, moved.expires_at) == ("gold", add_years(made.expires_at, 3))

    # Time renews it, at the promised price, and a delete in that grace gives it back.
    world.clock.move_to(moved.expires_at + timedelta(days=1))
    before = await world.balance("beta")
    await settle(world.registry.context("job"), NAME)
    assert before - await world.balance("beta") == FIRST["renew"]
    gone = await domain_delete(world.as_("beta"), DomainDelete(NAME))
    assert [each.amount for each in gone.credits] == [FIRST["renew"]]
    assert await world.balance("beta") == before

    # A restore costs what it costs now, and the year that it adds what was promised.
    world.clock.advance(days=10)
    whole = LATER["restore"] + FIRST["renew"]
    assert await fees_of(world, "beta", "restore") == {"restore": whole}
    with pytest.raises(ParameterMissing):
        await domain_restore(world.as_("beta"), DomainRestore(NAME, "request"))
    await domain_restore(world.as_("beta"), DomainRestore(NAME, "request", fee=stated(whole)))
    assert before - await world.balance("beta") == whole
    await prove_ledger(world.registry)

    # Whoever registers it anew, off the list, pays what every name costs.
    world.clock.advance(days=60)
    assert await settled_away(world)
    (line,) = await domain_check(world.as_("gamma"), DomainCheck((NAME,)))
    assert line.available
    made_anew = await domain_create(world.as_("gamma"), DomainCreate(NAME, authinfo=SECRET))
    assert made_anew.quote.total.amount == 1_000
    await prove_ledger(world.registry)


async def settled_away(world: World) -> bool:
    """No report came: after redemption and pending delete the name is gone."""
    await settle(world.registry.context("job"), NAME)
    return not await world.fetch("SELECT FROM registry.domain WHERE name = $1", NAME)
