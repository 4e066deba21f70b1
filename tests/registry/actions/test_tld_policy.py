"""Policies are changed with a date, previewed, taken back before they begin and reversed after that."""

from dataclasses import replace
from datetime import timedelta

import pytest

from registry.actions.domain_create import domain_create
from registry.actions.tld_create import tld_change
from registry.actions.tld_preview import tld_preview
from registry.actions.tld_withdraw import tld_withdraw
from registry.errors import CommandUse, ObjectMissing, ParameterRange
from registry.model.amending import amended
from registry.model.pricing import Rate
from registry.requests.domain import DomainCreate
from registry.store import history, tlds
from tests.world import TLDS, World

DAY = timedelta(days=1)
EXAMPLE = TLDS["example"]


async def reloaded(world: World) -> None:
    """What a process does when it hears that policies changed."""
    world.registry.book = await world.store.reading(tlds.book)


def dearer(amount: int):
    return lambda rules: amended(rules, {"prices.create": amount})


def dearer_renewals(amount: int):
    return lambda rules: amended(rules, {"prices.renew": amount})


async def price(world: World) -> int:
    policy = world.registry.book.at("example", world.clock.now())
    return policy.rules.prices.create


class TestChange:
    """Versions in time."""

    @pytest.mark.feature("REG-12")
    async def test_one_key_changes_from_an_instant_on_and_the_rest_stays(self, world: World) -> None:
        await tld_change(world.operator, "example", dearer(1500), world.clock.now() + DAY)
        await reloaded(world)
        assert await price(world) == 1000
        world.clock.advance(days=1)
        assert await price(world) == 1500
        rules = world.registry.book.at("example", world.clock.now()).rules
        assert replace(rules, prices=EXAMPLE.prices) == EXAMPLE

    async def test_one_that_comes_before_a_planned_one_holds_until_that_begins(self, world: World) -> None:
        now = world.clock.now()
        later = await tld_change(world.operator, "example", dearer(2000), now + 2 * DAY)
        sooner = await tld_change(world.operator, "example", dearer(1500), now + DAY)
        await reloaded(world)
        spans = [(each.id, each.valid_from, each.valid_to) for each in world.registry.book.versions("example")[1:]]
        assert spans == [(sooner, now + DAY, now + 2 * DAY), (later, now + 2 * DAY, None)]

    async def test_two_do_not_begin_at_one_instant(self, world: World) -> None:
        at = world.clock.now() + DAY
        await tld_change(world.operator, "example", dearer(2000), at)
        with pytest.raises(ParameterRange):
            await tld_change(world.operator, "example", dearer(1500), at)

    async def test_the_past_stays(self, world: World) -> None:
        with pytest.raises(ParameterRange):
            await tld_change(world.operator, "example", dearer(2000), world.clock.now() - DAY)


class TestWithdraw:
    """What has not begun is taken back."""

    @pytest.mark.feature("REG-13")
    async def test_what_would_be_in_force_without_it_is_and_history_keeps_both(self, world: World) -> None:
        now = world.clock.now()
        first = await tld_change(world.operator, "example", dearer(1500), now + DAY)
        await tld_change(world.operator, "example", dearer(2000), now + 2 * DAY)
        assert (await tld_withdraw(world.operator, "example", first)).id == first
        await reloaded(world)
        world.clock.advance(days=1)
        assert await price(world) == 1000
        opened, planned = world.registry.book.versions("example")
        assert (opened.valid_to, planned.valid_to) == (planned.valid_from, None)
        rows = await world.store.reading(lambda db: history.versions(db, kind="tld", name="example"))
        assert [each.event for each in rows] == ["create", "policy", "policy", "withdraw"]
        assert rows[-1].state is not None
        assert rows[-1].state["id"] == first

    async def test_the_last_one_leaves_the_one_before_open(self, world: World) -> None:
        number = await tld_change(world.operator, "example", dearer(1500), world.clock.now() + DAY)
        await tld_withdraw(world.operator, "example", number)
        await reloaded(world)
        (only,) = world.registry.book.versions("example")
        assert only.valid_to is None

    async def test_one_that_has_begun_counts(self, world: World) -> None:
        number = await tld_change(world.operator, "example", dearer(1500), world.clock.now() + DAY)
        world.clock.advance(days=1)
        with pytest.raises(CommandUse):
            await tld_withdraw(world.operator, "example", number)

    async def test_another_tlds_version_is_none_of_this_one(self, world: World) -> None:
        number = await tld_change(world.operator, "example", dearer(1500), world.clock.now() + DAY)
        with pytest.raises(ObjectMissing):
            await tld_withdraw(world.operator, "test", number)


class TestPreview:
    """A change is seen before it is made."""

    @pytest.mark.feature("REG-12")
    async def test_it_tells_prices_before_and_after_and_how_many_names_that_concerns(self, world: World) -> None:
        for name in ("one.example", "two.example"):
            await domain_create(world.as_("alpha"), DomainCreate(name))
        gold = Rate("create", "USD", 90_000, "gold")
        seen = await tld_preview(
            world.operator,
            "example",
            lambda rules: replace(amended(rules, {"prices.renew": 1500}), rates=(gold,)),
            world.clock.now() + DAY,
        )
        assert (seen.names, seen.dearer, seen.cheaper, seen.until) == (2, 2, 0, None)
        told = [
            (
                each.operation,
                each.name_class,
                str(each.before and each.before.total),
                str(each.after and each.after.total),
            )
            for each in seen.prices
        ]
        assert told == [
            ("renew", "standard", "10.00", "15.00"),
            ("create", "gold", "10.00", "900.00"),
            ("renew", "gold", "10.00", "15.00"),
        ]
        assert [each.key for each in seen.differences] == ["prices.renew", "rates"]

    async def test_names_that_were_promised_their_price_are_not_concerned(self, world: World) -> None:
        await domain_create(world.as_("alpha"), DomainCreate("one.example"))
        await tld_change(world.operator, "example", replace(EXAMPLE, renewals_as_of="create"), world.clock.now() + DAY)
        seen = await tld_preview(world.operator, "example", dearer_renewals(1500), world.clock.now() + 2 * DAY)
        assert (seen.names, seen.dearer, seen.cheaper) == (1, 0, 0)
        assert [each.operation for each in seen.prices] == ["renew"]

    async def test_nothing_is_written(self, world: World) -> None:
        await tld_preview(world.operator, "example", dearer(1500), world.clock.now() + DAY)
        assert len((await world.store.reading(tlds.book)).versions("example")) == 1

    async def test_it_tells_until_when_it_would_hold(self, world: World) -> None:
        planned = world.clock.now() + 2 * DAY
        await tld_change(world.operator, "example", dearer(2000), planned)
        seen = await tld_preview(world.operator, "example", dearer(1500), world.clock.now() + DAY)
        assert seen.until == planned
