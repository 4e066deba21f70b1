"""Names that are not simply renewed: ladders around the expiry, names that are to end, accounts that cannot pay."""

from datetime import timedelta

import pytest

from registry.actions.domain_check import domain_check
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_info import domain_info
from registry.actions.domain_renew import domain_renew
from registry.actions.domain_renewal import domain_renewal
from registry.actions.domain_transfer import domain_transfer
from registry.actions.domain_update import domain_update
from registry.actions.poll_ack import poll_ack
from registry.actions.poll_request import poll_request
from registry.actions.registrar_limits import registrar_limits
from registry.actions.registrar_top_up import registrar_top_up
from registry.actions.settle import settle, settle_registrar
from registry.actions.tld_withdraw import tld_withdraw
from registry.errors import ObjectMissing, Refusal
from registry.jobs.reckon_ladders import reckon_ladders
from registry.jobs.settle_due import settle_due
from registry.model.change import DomainParts
from registry.model.domain import Domain
from registry.model.lifecycle import next_due, statuses
from registry.model.period import Period, add_years
from registry.model.poll import ChangeNotice, PollMessage
from registry.requests.domain import (
    DomainCheck,
    DomainCreate,
    DomainDelete,
    DomainInfo,
    DomainRenew,
    DomainTransfer,
    DomainUpdate,
)
from registry.requests.poll import PollAck
from registry.requests.registrar import RegistrarLimits, RegistrarTopUp
from registry.store import domains
from tests.ways import LADDER, change_rules
from tests.world import World

SECRET = "a-secret-of-twenty-characters"
NAME = "one.example"
OUT = {"redemption": 0, "pending_delete": 0}


async def create(world: World, name: str = NAME, by: str = "alpha") -> Domain:
    await domain_create(world.as_(by), DomainCreate(name, Period(1), authinfo=SECRET))
    return await look(world, name, by)


async def look(world: World, name: str = NAME, by: str = "alpha") -> Domain:
    return (await domain_info(world.as_(by), DomainInfo(name))).domain


async def messages(world: World, registrar: str = "alpha") -> list[PollMessage]:
    read = []
    while message := await poll_request(world.as_(registrar)):
        read.append(message)
        await poll_ack(world.as_(registrar), PollAck(str(message.id)))
    return read


async def refusal_of(attempt) -> int:
    with pytest.raises(Refusal) as refusal:
        await attempt
    return refusal.value.code


async def events(world: World, name: str = NAME) -> list[str]:
    rows = await world.fetch("SELECT event FROM registry.history WHERE name = $1 ORDER BY version", name)
    return [row["event"] for row in rows]


# --- ladders ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("often", [0, 1, 5])
async def test_each_step_is_told_once_with_its_own_instant_whether_jobs_run_in_time_late_or_twice(
    world: World, often: int
) -> None:
    await change_rules(world, "example", {"ladder": LADDER, "spans": OUT})
    end = (await create(world)).expires_at
    for day in range(-40, 70, 5):
        world.clock.move_to(end + timedelta(days=day))
        for _ in range(often):
            await settle_due(world.registry)
    told = await messages(world)
    assert [(message.text, (message.at - end).days) for message in told] == [
        ("The domain expires in 30 days.", -30),
        ("Domain expired.", 0),
        ("The domain leaves the DNS in five days.", 25),
        ("Domain taken out of the DNS after its expiry.", 30),
        ("A letter about the domain goes to its registrant.", 34),
        ("Domain deleted after its expiry.", 61),
        ("Domain purged after its expiry.", 61),
    ]
    assert all(isinstance(message.notice, ChangeNotice) for message in told)
    assert [message.notice.operation for message in told] == ["custom"] * 5 + ["autoDelete", "autoPurge"]
    assert await events(world) == [
        *("create", "expiryNotice", "expire", "expiryNotice", "expiryHold", "expiryNotice", "autoDelete", "purge")
    ]


async def test_a_renewal_brings_a_name_back_and_its_next_ladder_begins_anew(world: World) -> None:
    await change_rules(world, "example", {"ladder": LADDER})
    end = (await create(world)).expires_at
    world.clock.move_to(end + timedelta(days=45))
    assert statuses(await look(world)) == ("inactive", "serverHold")
    before = await world.balance("alpha")
    await domain_renew(world.as_("alpha"), DomainRenew(NAME, end.date(), Period(1)))
    assert await world.balance("alpha") == before - 1000
    back = await look(world)
    assert (statuses(back), back.expires_at) == (("inactive",), add_years(end, 1))
    await messages(world)
    world.clock.move_to(back.expires_at - timedelta(days=30))
    (warned,) = await messages(world)
    assert warned.text == "The domain expires in 30 days."


async def test_a_name_that_its_ladder_ended_is_free_although_no_job_ever_ran(world: World) -> None:
    await change_rules(world, "example", {"ladder": LADDER, "spans": OUT})
    end = (await create(world)).expires_at
    world.clock.move_to(end + timedelta(days=60))
    (line,) = await domain_check(world.as_("beta"), DomainCheck((NAME,)))
    assert not line.available
    world.clock.move_to(end + timedelta(days=61))
    (line,) = await domain_check(world.as_("beta"), DomainCheck((NAME,)))
    assert line.available
    with pytest.raises(ObjectMissing):
        await look(world)
    assert (await create(world, by="beta")).registrar == "beta"


async def test_an_expired_name_can_be_updated_deleted_and_transferred(world: World) -> None:
    await change_rules(
        world, "example", {"ladder": LADDER, "transfer_years": 0, "spans": {"transfer_pending": 0, "redemption": 9}}
    )
    end = (await create(world)).expires_at
    world.clock.move_to(end + timedelta(days=31))
    await domain_update(world.as_("alpha"), DomainUpdate(NAME, authinfo=SECRET))
    await domain_transfer(world.as_("beta"), DomainTransfer(NAME, "request", authinfo=SECRET))
    moved = await look(world, by="beta")
    assert (moved.expires_at, statuses(moved)) == (end, ("inactive", "serverHold"))
    world.clock.move_to(end + timedelta(days=34))
    assert [message.text for message in await messages(world, "beta")] == [
        "Transfer completed.",
        "A letter about the domain goes to its registrant.",
    ]
    assert not (await domain_delete(world.as_("beta"), DomainDelete(NAME))).purged
    assert statuses(await look(world, by="beta")) == ("inactive", "pendingDelete")


async def test_a_transfer_with_its_year_brings_an_expired_name_back(world: World) -> None:
    await change_rules(world, "example", {"ladder": LADDER, "spans": {"transfer_pending": 0}})
    end = (await create(world)).expires_at
    world.clock.move_to(end + timedelta(days=31))
    await domain_update(world.as_("alpha"), DomainUpdate(NAME, authinfo=SECRET))
    await domain_transfer(world.as_("beta"), DomainTransfer(NAME, "request", authinfo=SECRET))
    moved = await look(world, by="beta")
    assert (moved.expires_at, statuses(moved)) == (add_years(end, 1), ("inactive",))


async def test_a_transfer_that_the_deletion_overtakes_is_cancelled_given_back_and_told(world: World) -> None:
    await change_rules(world, "example", {"ladder": LADDER, "spans": {"transfer_pending": 5}})
    end = (await create(world)).expires_at
    world.clock.move_to(end + timedelta(days=59))
    await domain_update(world.as_("alpha"), DomainUpdate(NAME, authinfo=SECRET))
    gainer = await world.balance("beta")
    await domain_transfer(world.as_("beta"), DomainTransfer(NAME, "request", authinfo=SECRET))
    assert await world.balance("beta") == gainer - 1000
    world.clock.move_to(end + timedelta(days=62))
    assert statuses(await look(world)) == ("inactive", "pendingDelete")
    await settle(world.operator, NAME)
    assert await world.balance("beta") == gainer
    (told,) = await messages(world, "beta")
    assert (told.text, told.notice.pending_action.succeeded) == ("Transfer cancelled.", False)


# --- the index of what is due -------------------------------------------------------------------------------------------


async def dues_are_right(world: World) -> bool:
    for row in await world.fetch("SELECT name, next_due FROM registry.domain"):
        stored = await world.store.reading(lambda db, name=row["name"]: domains.by_name(db, name))
        if next_due(stored, world.registry.book) != row["next_due"]:
            return False
    return True


async def test_a_new_ladder_concerns_names_that_are_registered_already_and_so_does_its_withdrawal(world: World) -> None:
    for number in range(3):
        await domain_create(
            world.as_("alpha"), DomainCreate(f"name{number}.example", Period(number + 1), authinfo=SECRET)
        )
    await domain_transfer(world.as_("beta"), DomainTransfer("name0.example", "request", authinfo=SECRET))
    await domain_delete(world.as_("alpha"), DomainDelete("name2.example"))
    await domain_renewal(world.operator, "name1.example", "never")
    await change_rules(world, "example", {"ladder": LADDER})
    assert await dues_are_right(world)
    await change_rules(world, "example", {"ladder": [{"days": -400, "text": "Early."}, *LADDER]})
    assert await dues_are_right(world)
    newest = world.registry.book.at("example", world.clock.now())
    world.clock.advance(days=10)
    await change_rules(world, "example", {"ladder": []})
    assert await dues_are_right(world)
    with pytest.raises(Refusal):  # it has begun
        await tld_withdraw(world.operator, "example", newest.id)


async def test_a_name_written_without_knowing_of_a_ladder_is_found_by_the_daily_job(world: World) -> None:
    old = world.registry.book
    await change_rules(world, "example", {"ladder": LADDER})
    new, world.registry.book = world.registry.book, old
    await create(world)
    world.registry.book = new
    assert not await dues_are_right(world)
    await reckon_ladders(world.registry)
    assert await dues_are_right(world)


# --- names that are to end ----------------------------------------------------------------------------------------------


@pytest.mark.feature("DOM-07")
async def test_a_name_that_an_operator_says_is_not_renewed_is_deleted_at_its_expiry(world: World) -> None:
    end = (await create(world)).expires_at
    assert await refusal_of(domain_renewal(world.as_("alpha"), NAME, "never")) == 2201
    await domain_renewal(world.operator, NAME, "never")
    (told,) = await messages(world)
    assert (told.notice.operation, told.notice.detail, told.notice.domain["renewal"]) == ("custom", "renewal", "never")
    before = await world.balance("alpha")
    world.clock.move_to(end)
    assert statuses(await look(world)) == ("inactive", "pendingDelete")
    (told,) = await messages(world)
    assert (told.text, told.at) == ("Domain deleted after its expiry.", end)
    assert await world.balance("alpha") == before
    assert await refusal_of(domain_renewal(world.operator, NAME, "auto")) == 2304
    world.clock.advance(days=35)
    (line,) = await domain_check(world.as_("beta"), DomainCheck((NAME,)))
    assert line.available


async def test_a_policy_can_have_all_names_end_at_their_expiry(world: World) -> None:
    await change_rules(world, "example", {"ladder": [{"days": 0, "transition": "delete"}]})
    end = (await create(world)).expires_at
    world.clock.move_to(end)
    assert statuses(await look(world)) == ("inactive", "pendingDelete")


async def test_what_was_decided_at_the_expiry_stays_decided(world: World) -> None:
    await change_rules(world, "example", {"ladder": LADDER})
    end = (await create(world)).expires_at
    world.clock.move_to(end + timedelta(days=1))
    assert await refusal_of(domain_renewal(world.operator, NAME, "never")) == 2304


# --- accounts that cannot pay -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("rule", ["owe", "hold", "delete"])
async def test_a_renewal_that_cannot_be_paid_is_owed_held_or_ends_the_name_and_never_passed_over(
    world: World, rule: str, late: bool
) -> None:
    await change_rules(world, "example", {"unfunded": rule, "spans": {"auto_renew_grace": 20}})
    for number in range(5):
        await domain_create(world.as_("delta"), DomainCreate(f"n{number}.example", Period(1), authinfo=SECRET))
    assert await world.balance("delta") == 0
    end = (await look(world, "n0.example", "delta")).expires_at
    await messages(world, "delta")
    world.clock.move_to(end)
    if not late:
        await settle_due(world.registry)
    world.clock.advance(days=2)
    await registrar_top_up(world.operator, RegistrarTopUp("delta", 5000, "USD", "too late"))
    await settle_registrar(world.operator, world.numbers["delta"])
    found = await look(world, "n0.example", "delta")
    told = [(message.text, message.at) for message in await messages(world, "delta")]
    if rule == "owe":
        assert found.expires_at == add_years(end, 1)
        assert await world.balance("delta") == 0
        assert told.count(("Domain was auto-renewed.", end)) == 5
        return
    assert (found.expires_at, found.renewal) == (end, "unpaid")
    assert await world.balance("delta") == 5000
    assert told.count(("Domain could not be renewed: the balance is short.", end)) == 5
    assert statuses(found) == ("inactive", "serverHold" if rule == "hold" else "pendingDelete")
    if rule == "hold":
        await domain_renew(world.as_("delta"), DomainRenew("n0.example", end.date(), Period(1)))
        back = await look(world, "n0.example", "delta")
        assert (statuses(back), back.renewal, back.expires_at) == (("inactive",), "auto", add_years(end, 1))
        world.clock.move_to(end + timedelta(days=20))
        assert "pendingDelete" in statuses(await look(world, "n1.example", "delta"))


async def test_of_several_names_those_are_renewed_that_the_account_covers_in_the_order_of_their_expiry(
    world: World,
) -> None:
    await change_rules(world, "example", {"unfunded": "delete"})
    for number in range(3):
        await domain_create(world.as_("delta"), DomainCreate(f"n{number}.example", Period(1)))
        world.clock.advance(hours=1)
    world.clock.advance(days=366)
    assert [(await look(world, f"n{number}.example", "delta")).renewal for number in range(3)] == ["auto"] * 3
    await settle_registrar(world.operator, world.numbers["delta"])  # 2000 are left
    assert [(await look(world, f"n{number}.example", "delta")).renewal for number in range(3)] == [
        "auto",
        "auto",
        "unpaid",
    ]
    assert await world.balance("delta") == 0


async def test_until_somebody_asked_the_account_a_name_is_as_it_expired(world: World) -> None:
    await change_rules(world, "example", {"unfunded": "hold"})
    end = (await create(world)).expires_at
    world.clock.move_to(end + timedelta(days=1))
    assert (await look(world)).expires_at == end
    await domain_update(world.as_("alpha"), DomainUpdate(NAME, add=DomainParts(statuses=("clientHold",))))
    assert (await look(world)).expires_at == add_years(end, 1)  # a command met it, and asked


async def test_a_credit_limit_does_not_reach_back_to_what_fell_due_before_it(world: World) -> None:
    await change_rules(world, "example", {"unfunded": "delete"})
    for number in range(5):
        await domain_create(world.as_("delta"), DomainCreate(f"n{number}.example", Period(1)))
    world.clock.advance(days=366)
    await registrar_limits(world.operator, RegistrarLimits("delta", currency="USD", credit_limit=100_000))
    assert (await look(world, "n0.example", "delta")).renewal == "unpaid"
