"""Jobs materialise what is true anyway: late, twice or never makes no difference."""

import sys
from datetime import UTC, datetime, timedelta

import pytest

from registry.actions.contact_create import contact_create
from registry.actions.contact_info import contact_info
from registry.actions.contact_transfer import contact_transfer
from registry.actions.domain_create import domain_create
from registry.actions.domain_info import domain_info
from registry.actions.registrar_logout import registrar_logout
from registry.actions.worker import SILENCE, start_worker
from registry.clock import FakeClock
from registry.jobs.forget_past_sessions import KEPT, forget_past_sessions
from registry.jobs.keep_partitions import keep_partitions
from registry.jobs.prove_ledger import UNPROVEN, prove_ledger
from registry.jobs.reap_workers import reap_workers
from registry.jobs.settle_due import settle_due
from registry.model.contact import Postal
from registry.model.period import Period
from registry.requests.contact import ContactCreate, ContactInfo, ContactTransfer
from registry.requests.domain import DomainCreate, DomainInfo
from tests.world import Clone, World, open_world

SECRET = "a-secret-of-twenty-characters"
settling_due = sys.modules["registry.jobs.settle_due"]  # the package calls the function by the same name


async def names(world: World, count: int) -> list[str]:
    made = [f"name{number}.example" for number in range(count)]
    for name in made:
        await domain_create(world.as_("alpha"), DomainCreate(name, Period(1)))
    return made


async def look(world: World, name: str):
    return (await domain_info(world.as_("alpha"), DomainInfo(name))).domain


async def test_settling_changes_nothing_of_what_is_seen_however_often_it_runs(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling_due, "BATCH", 2)
    made = await names(world, 5)
    world.clock.advance(days=3 * 366)
    before = [await look(world, name) for name in made]
    await settle_due(world.registry)
    assert await world.fetch("SELECT FROM registry.domain WHERE next_due <= $1", world.clock.now()) == []
    after = [await look(world, name) for name in made]
    assert [(each.expires_at, each.registrar) for each in after] == [
        (each.expires_at, each.registrar) for each in before
    ]
    rows = await world.fetch("SELECT count(*) FROM registry.ledger WHERE kind = 'autoRenew'")
    assert rows[0][0] == 15
    await settle_due(world.registry)
    assert await world.fetch("SELECT count(*) FROM registry.ledger WHERE kind = 'autoRenew'") == rows


async def test_one_name_that_cannot_be_settled_does_not_keep_the_others(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling_due, "BATCH", 2)
    made = await names(world, 5)
    world.clock.advance(days=366)

    await world.fetch(
        f"ALTER TABLE registry.ledger ADD CONSTRAINT broken CHECK (kind <> 'autoRenew' OR name <> '{made[0]}')"
    )
    with pytest.raises(RuntimeError, match=made[0]):
        await settle_due(world.registry)
    left = await world.fetch("SELECT name FROM registry.domain WHERE next_due <= $1", world.clock.now())
    assert [row["name"] for row in left] == made[:1]


async def test_contacts_are_settled_too(world: World) -> None:
    postal = Postal("int", "Ada", "Springfield", "US")
    await contact_create(world.as_("alpha"), ContactCreate("Ada-1", (postal,), "ada@mail.example", authinfo=SECRET))
    asked = (await contact_transfer(world.as_("beta"), ContactTransfer("Ada-1", "request", SECRET))).transfer
    world.clock.advance(days=8)
    await settle_due(world.registry)
    (row,) = await world.fetch("SELECT status, acted_at FROM registry.transfer")
    assert tuple(row) == ("serverApproved", asked.act_by)
    assert (await contact_info(world.as_("beta"), ContactInfo("Ada-1"))).contact.transferred_at == asked.act_by


async def test_months_exist_before_they_begin_and_rows_that_were_early_move_in(clone: Clone, clock: FakeClock) -> None:
    world = await open_world(await clone.store(), clock)
    clock.move_to(datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC))
    await names(world, 2)
    november = "SELECT count(*) FROM registry.history_default WHERE at >= '2026-11-01T00:00:00Z'"
    assert (await world.fetch(november))[0][0] == 2
    await keep_partitions(world.registry)
    await keep_partitions(world.registry)
    assert (await world.fetch(november))[0][0] == 0
    assert (await world.fetch("SELECT count(*) FROM registry.history_2026_11"))[0][0] == 2
    clock.advance(seconds=2)
    await domain_create(world.as_("alpha"), DomainCreate("december.example"))
    assert (await world.fetch("SELECT count(*) FROM registry.history_2026_12"))[0][0] == 1
    assert (await world.fetch("SELECT count(*) FROM registry.command_2026_12"))[0][0] == 1
    months = await world.fetch(
        "SELECT relname::text AS name FROM pg_class WHERE relname ~ '^history_2' AND relkind = 'r' ORDER BY 1"
    )
    assert [row["name"] for row in months] == [
        "history_2026_11",
        "history_2026_12",
        "history_2027_01",
        "history_2027_02",
    ]


@pytest.mark.feature("REG-10")
async def test_a_balance_that_is_not_the_sum_of_its_rows_is_told(world: World) -> None:
    await names(world, 1)
    await prove_ledger(world.registry)
    assert UNPROVEN._value.get() == 0
    await world.fetch(
        "UPDATE registry.account SET balance = balance + 1 WHERE registrar_id = $1", world.numbers["beta"]
    )
    with pytest.raises(RuntimeError, match="1 accounts"):
        await prove_ledger(world.registry)
    assert UNPROVEN._value.get() == 1


async def test_sessions_that_ended_long_ago_are_forgotten(world: World) -> None:
    worker, began = await start_worker(world.store, world.clock, "epp"), world.clock.now()
    sql = """INSERT INTO registry.session (worker_id, registrar_id, address, opened_at)
             SELECT $1, id, '192.0.2.7', $2 FROM registry.registrar WHERE handle = 'alpha' RETURNING id"""
    for _ in range(2):
        (row,) = await world.fetch(sql, worker, began)
        await registrar_logout(world.as_("alpha"), row["id"])
        world.clock.advance(days=1)
    world.clock.move_to(began + KEPT + timedelta(hours=1))
    await forget_past_sessions(world.registry)
    assert [each["id"] for each in await world.fetch("SELECT id FROM registry.past_session")] == [row["id"]]


async def test_dead_workers_are_forgotten(world: World) -> None:
    await start_worker(world.store, world.clock, "epp")
    world.clock.move_to(world.clock.now() + SILENCE - timedelta(seconds=1))
    living = await start_worker(world.store, world.clock, "whois")
    world.clock.advance(seconds=1)
    await reap_workers(world.registry)
    assert [row["id"] for row in await world.fetch("SELECT id FROM registry.worker")] == [living]
