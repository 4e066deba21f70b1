"""The first days of a TLD, when names cost less each day: who waits pays less, and what haste costs is never given back."""

from datetime import timedelta
from decimal import Decimal

import pytest

from registry.actions.domain_check import domain_check
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_info import domain_info
from registry.actions.domain_renew import domain_renew
from registry.actions.domain_restore import domain_restore
from registry.errors import ParameterMissing, ParameterRange
from registry.jobs.prove_ledger import prove_ledger
from registry.model.fees import FeeCheck, FeeCommand, StatedFee
from registry.model.period import Period
from registry.model.pricing import Line
from registry.requests.domain import DomainCheck, DomainCreate, DomainDelete, DomainInfo, DomainRenew, DomainRestore
from tests.ways import change_rules
from tests.world import BEGINNING, World

DAY = timedelta(days=1)
# Seven days, each dearer than the next; minor units of dollars.
LADDER = (100_000, 50_000, 10_000, 5_000, 1_000, 500, 100)
YEAR = 1_000


async def open_early(world: World) -> None:
    steps = [
        {"valid_to": (BEGINNING + (day + 1) * DAY).isoformat(), "currency": "USD", "amount": amount}
        for day, amount in enumerate(LADDER)
    ]
    await change_rules(world, "example", {"early_access": steps})


async def told(world: World, name: str, by: str = "alpha") -> tuple[Line, ...]:
    ask = FeeCheck((FeeCommand("create", Period(1)),))
    (line,) = await domain_check(world.as_(by), DomainCheck((name,), ask))
    assert line.available and line.fees and line.fees.answers[0].quote
    return line.fees.answers[0].quote.lines


def stated(minor: int) -> StatedFee:
    return StatedFee(Decimal(minor) / 100)


@pytest.mark.feature("REG-12")
async def test_each_day_costs_less_until_a_name_costs_what_every_name_does(world: World) -> None:
    await open_early(world)
    dearer: StatedFee | None = None
    for day, extra in enumerate(LADDER):
        world.clock.move_to(BEGINNING + day * DAY + timedelta(hours=1))
        name = f"day-{day}.example"
        usual, early = await told(world, name)
        assert (usual.kind, usual.price.amount, usual.grace) == ("create", YEAR, 5 * DAY)
        assert (early.kind, early.price.amount, early.grace) == ("earlyAccess", extra, None)
        (line,) = await domain_check(world.as_("alpha"), DomainCheck((name,)))
        assert (line.available, line.reason) == (False, "The fee must be stated")
        with pytest.raises(ParameterMissing):
            await domain_create(world.as_("alpha"), DomainCreate(name))
        with pytest.raises(ParameterRange):
            await domain_create(world.as_("alpha"), DomainCreate(name, fee=stated(YEAR + extra - 1)))
        before = await world.balance("alpha")
        # Who states what the day before cost pays what this day costs.
        await domain_create(world.as_("alpha"), DomainCreate(name, fee=dearer or stated(YEAR + extra)))
        assert before - await world.balance("alpha") == YEAR + extra
        dearer = stated(YEAR + extra)
    world.clock.move_to(BEGINNING + len(LADDER) * DAY)
    (line,) = await told(world, "patient.example")
    assert (line.kind, line.price.amount) == ("create", YEAR)
    (checked,) = await domain_check(world.as_("alpha"), DomainCheck(("patient.example",)))
    assert checked.available
    await domain_create(world.as_("alpha"), DomainCreate("patient.example"))
    await prove_ledger(world.registry)


async def test_haste_is_never_given_back_and_never_paid_twice(world: World) -> None:
    await open_early(world)
    world.clock.move_to(BEGINNING + 2 * DAY + timedelta(hours=1))
    start = await world.balance("alpha")
    wish = DomainCreate("tree.example", fee=stated(YEAR + LADDER[2]))
    await domain_create(world.as_("alpha"), wish)
    gone = await domain_delete(world.as_("alpha"), DomainDelete("tree.example"))
    assert gone.purged and [each.amount for each in gone.credits] == [YEAR]
    assert start - await world.balance("alpha") == LADDER[2]

    await domain_create(world.as_("alpha"), wish)
    assert start - await world.balance("alpha") == 2 * LADDER[2] + YEAR, "whoever comes again is early again"
    expires = (await domain_info(world.as_("alpha"), DomainInfo("tree.example"))).domain.expires_at
    before = await world.balance("alpha")
    await domain_renew(world.as_("alpha"), DomainRenew("tree.example", expires.date()))
    assert before - await world.balance("alpha") == YEAR

    world.clock.advance(days=6)
    await domain_delete(world.as_("alpha"), DomainDelete("tree.example"))
    before = await world.balance("alpha")
    await domain_restore(world.as_("alpha"), DomainRestore("tree.example", "request"))
    assert before - await world.balance("alpha") == 4 * YEAR, "what a restore costs every name"
    await prove_ledger(world.registry)
