"""A charge says when nothing gives it back any more: at the end of its grace period, by the policy version that judged it."""

import importlib
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_renew import domain_renew
from registry.actions.domain_restore import domain_restore
from registry.actions.domain_transfer import domain_transfer
from registry.actions.settle import settle
from registry.actions.tld_create import tld_change
from registry.model.month import Month
from registry.model.period import Period
from registry.model.policy import Spans
from registry.model.pricing import EarlyAccess
from registry.requests.domain import (
    DomainCreate,
    DomainDelete,
    DomainRenew,
    DomainRestore,
    DomainTransfer,
    StatedFee,
)
from registry.store import monthly, tlds
from tests.world import BEGINNING, TLDS, World

SECRET = "a-secret-of-twenty-characters"
SPANS = Spans(add_grace=3, renew_grace=4, auto_renew_grace=20, transfer_pending=2, transfer_grace=6)
FILL = importlib.import_module("schemas.migrations.versions.0047_charges_of_before_know_it_too").FILL


async def lived(world: World) -> None:
    """A name of early access, renewed; one that time renews, and is transferred; one restored after its expiry."""
    rules = replace(TLDS["example"], spans=SPANS, authinfo_days=0)
    for early in ((EarlyAccess(world.clock.now() + timedelta(hours=1), "USD", 500),), ()):
        world.clock.advance(seconds=1)
        await tld_change(world.operator, "example", replace(rules, early_access=early), world.clock.now())
        world.registry.book = await world.store.reading(tlds.book)
        wish = DomainCreate("early.example", fee=StatedFee(Decimal(15))) if early else DomainCreate("one.example")
        await domain_create(world.as_("alpha"), replace(wish, authinfo=SECRET))
    await domain_create(world.as_("alpha"), DomainCreate("late.example"))
    year = replace(DomainRenew("early.example", (BEGINNING + timedelta(days=365)).date()), period=Period(2))
    await domain_renew(world.as_("alpha"), year)
    world.clock.advance(days=362)
    await domain_delete(world.as_("alpha"), DomainDelete("late.example"))
    world.clock.advance(days=5)
    await domain_restore(world.as_("alpha"), DomainRestore("late.example", "request"))
    await settle(world.operator, "one.example")
    await domain_transfer(world.as_("beta"), DomainTransfer("one.example", "request", authinfo=SECRET))


@pytest.mark.feature("REG-12")
async def test_each_charge_is_final_when_its_own_grace_period_ends(world: World) -> None:
    await lived(world)
    rows = await world.fetch("""SELECT l.name || ' ' || kind AS what, billable_at - at AS waits FROM registry.ledger l
                                 WHERE name LIKE '%.example'""")
    days = {row["what"]: row["waits"] and row["waits"].days for row in rows}
    assert days == {
        "early.example create": 3,
        "early.example earlyAccess": None,
        "early.example renew": 4,
        "one.example create": 3,
        "one.example autoRenew": 20,
        "one.example transfer": 2 + 6,
        "late.example create": 3,
        "late.example restore": None,
        "late.example renew": None,
    }
    counted = [await _renewals(world, Month(2027, 3)), await _renewals(world, Month(2026, 3))]
    assert counted == [{1: 2}, {2: 1}], "what time added in March, too, and at once the year that came with the restore"


async def _renewals(world: World, month: Month) -> dict[int, int]:
    policies = [each.id for each in world.registry.book.versions("example")]
    found = await world.store.reading(
        lambda db: monthly.renewed(db, policies=policies, earliest=BEGINNING, first=month.begins, last=month.ends)
    )
    return {each.years: each.count for each in found}


async def test_charges_of_before_are_told_the_same(world: World) -> None:
    await lived(world)
    sql = "SELECT id, billable_at FROM registry.ledger ORDER BY id"
    written = await world.fetch(sql)
    await world.fetch("UPDATE registry.ledger SET billable_at = NULL")
    await world.fetch(FILL)
    assert await world.fetch(sql) == written
