"""Lives of names under a clock that is moved by hand."""

from datetime import timedelta

import pytest

from registry.actions.domain_check import domain_check
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_info import domain_info
from registry.actions.domain_renew import domain_renew
from registry.actions.domain_restore import domain_restore
from registry.actions.domain_transfer import domain_transfer
from registry.actions.domain_update import domain_update
from registry.actions.settle import settle, settle_registrar
from registry.errors import FundsShort, ObjectMissing, Refusal
from registry.model.lifecycle import grace_statuses, statuses
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
    RestoreReport,
)
from tests.world import World

SECRET = "a-secret-of-twenty-characters"


async def create(world: World, name: str = "one.example", years: int = 1, by: str = "alpha"):
    return await domain_create(world.as_(by), DomainCreate(name, Period(years), authinfo=SECRET))


async def look(world: World, name: str = "one.example", by: str = "alpha"):
    return (await domain_info(world.as_(by), DomainInfo(name))).domain


async def test_a_name_deleted_in_its_add_grace_is_gone_and_given_back(world: World) -> None:
    before = await world.balance("alpha")
    await create(world, years=2)
    assert await world.balance("alpha") == before - 2000
    world.clock.advance(days=4)
    answer = await domain_delete(world.as_("alpha"), DomainDelete("one.example"))
    assert answer.purged
    assert await world.balance("alpha") == before
    (line,) = await domain_check(world.as_("beta"), DomainCheck(("one.example",)))
    assert line.available


@pytest.mark.feature("DOM-07")
async def test_an_auto_renewed_name_deleted_in_grace_gives_the_year_back(world: World) -> None:
    await create(world)
    made = await look(world)
    world.clock.move_to(made.expires_at + timedelta(days=3))
    renewed = await look(world)
    assert renewed.expires_at == add_years(made.expires_at, 1)
    assert grace_statuses(renewed, world.clock.now()) == ("autoRenewPeriod",)
    before = await world.balance("alpha")
    answer = await domain_delete(world.as_("alpha"), DomainDelete("one.example"))
    assert not answer.purged
    assert await world.balance("alpha") == before  # charged at the expiry, given back at the delete
    gone = await look(world)
    assert gone.expires_at == made.expires_at
    assert statuses(gone) == ("inactive", "pendingDelete")
    assert grace_statuses(gone, world.clock.now()) == ("redemptionPeriod",)


async def test_a_transfer_in_the_auto_renew_grace_absorbs_the_year(world: World) -> None:
    await create(world)
    made = await look(world)
    world.clock.move_to(made.expires_at + timedelta(days=1))
    await settle(world.operator, "one.example")
    loser, gainer = await world.balance("alpha"), await world.balance("beta")
    await domain_update(world.as_("alpha"), DomainUpdate("one.example", authinfo=SECRET))
    view = await domain_transfer(world.as_("beta"), DomainTransfer("one.example", "request", authinfo=SECRET))
    assert view.transfer.is_pending
    world.clock.advance(days=6)  # nobody decides, no job runs
    domain = await look(world, by="beta")
    assert domain.registrar == "beta"
    assert domain.expires_at == add_years(made.expires_at, 1)
    assert domain.authinfo is None
    assert grace_statuses(domain, world.clock.now()) == ("transferPeriod",)
    await settle_registrar(world.operator, world.numbers["beta"])
    assert await world.balance("alpha") == loser + 1000
    assert await world.balance("beta") == gainer - 1000


async def test_redemption_restore_and_report_bring_the_name_back(world: World) -> None:
    await create(world)
    world.clock.advance(days=30)
    made = await look(world)
    await domain_delete(world.as_("alpha"), DomainDelete("one.example"))
    world.clock.advance(days=10)
    before = await world.balance("alpha")
    answer = await domain_restore(world.as_("alpha"), DomainRestore("one.example", "request"))
    assert answer.status == "pendingRestore"
    assert await world.balance("alpha") == before - 4000
    assert grace_statuses(await look(world), world.clock.now()) == ("pendingRestore",)
    report = RestoreReport(
        "before", "after", "2026-04-01T00:00:00Z", "2026-04-10T00:00:00Z", "mistake", ("true", "no gain")
    )
    await domain_restore(world.as_("alpha"), DomainRestore("one.example", "report", report))
    domain = await look(world)
    assert domain.expires_at == made.expires_at
    assert statuses(domain) == ("inactive",)
    assert grace_statuses(domain, world.clock.now()) == ()


async def test_without_a_report_the_restore_lapses_and_the_name_ends(world: World) -> None:
    await create(world)
    world.clock.advance(days=30)
    await domain_delete(world.as_("alpha"), DomainDelete("one.example"))
    world.clock.advance(days=29)
    await domain_restore(world.as_("alpha"), DomainRestore("one.example", "request"))
    world.clock.advance(days=7, hours=1)
    assert grace_statuses(await look(world), world.clock.now()) == ("pendingDelete",)
    world.clock.advance(days=5)
    with pytest.raises(ObjectMissing):
        await look(world)
    await create(world, by="beta")  # nothing was materialised in between
    assert (await look(world, by="beta")).registrar == "beta"
    messages = await world.fetch(
        "SELECT text FROM registry.poll_message m JOIN registry.registrar r "
        "ON r.id = m.registrar_id WHERE r.handle = 'alpha' ORDER BY m.id"
    )
    assert [row["text"] for row in messages] == [
        "No restore report came for the domain one.example.",
        "Domain deleted.",
    ]


async def test_the_sixth_create_of_a_short_account_is_refused_and_writes_nothing(world: World) -> None:
    for number in range(5):
        await create(world, f"name{number}.example", by="delta")
    with pytest.raises(FundsShort) as refusal:
        await create(world, "name5.example", by="delta")
    assert refusal.value.code == 2104
    assert await world.balance("delta") == 0
    (line,) = await domain_check(world.as_("delta"), DomainCheck(("name5.example",)))
    assert line.available


async def test_several_grace_periods_are_given_back_each_at_its_own_price(world: World) -> None:
    await create(world)
    world.clock.advance(days=10)
    made = await look(world)
    before = await world.balance("alpha")
    await domain_renew(world.as_("alpha"), DomainRenew("one.example", made.expires_at.date(), Period(2)))
    world.clock.advance(days=2)
    longer = await look(world)
    await domain_renew(world.as_("alpha"), DomainRenew("one.example", longer.expires_at.date(), Period(1)))
    assert await world.balance("alpha") == before - 3000
    world.clock.advance(days=4)  # the first renewal can no longer be given back
    await domain_delete(world.as_("alpha"), DomainDelete("one.example"))
    assert await world.balance("alpha") == before - 2000
    assert (await look(world)).expires_at == longer.expires_at


async def test_a_renewal_of_another_expiry_is_refused(world: World) -> None:
    await create(world)
    with pytest.raises(Refusal) as refusal:
        await domain_renew(world.as_("alpha"), DomainRenew("one.example", world.clock.now().date()))
    assert refusal.value.code == 2004
