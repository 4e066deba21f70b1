"""A process opens the registry, hears of new policies, and leaves no trace among the living when it ends."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from registry.actions.session_end import session_end
from registry.actions.tld_create import tld_change, tld_create
from registry.actions.worker import start_worker
from registry.clock import FakeClock
from registry.settings import Settings
from registry.start import open_registry
from registry.store import query_tallies
from registry.store.query_tallies import Tallied
from schemas import migrate
from tests.idn import give_table
from tests.world import OPERATOR, TLDS, Clone, World, open_world

pytestmark = pytest.mark.slow  # seconds of real work: left out of `make quick`


async def test_an_open_registry_hears_of_new_policies_even_after_its_ear_was_cut(
    clone: Clone, clock: FakeClock
) -> None:
    other = await open_world(await clone.store(), clock)
    opened = await open_registry(clone.url, Settings(), "epp", check=migrate.check, clock=clock)
    try:
        assert opened.registry.book.tlds() == ("example", "invalid", "test")
        await tld_create(other.operator, "second", TLDS["test"])
        await until(lambda: opened.registry.book.serves("second"))
        await other.fetch("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ~ 'hears'")
        rules = replace(TLDS["test"], label_shortest=3)
        await tld_change(other.operator, "second", rules, clock.advance(seconds=1))
        await until(lambda: opened.registry.book.at("second", clock.now()).rules.label_shortest == 3)
    finally:
        await opened.close()


async def test_an_open_registry_hears_of_idn_tables_and_begins_with_those_that_are_there(
    clone: Clone, clock: FakeClock
) -> None:
    other = await open_world(await clone.store(), clock)
    await give_table(other, "de", "latin.xml")
    opened = await open_registry(clone.url, Settings(), "epp", check=migrate.check, clock=clock)
    try:
        first = opened.registry.tables.at("de", clock.now())
        assert first is not None and opened.registry.tables.names() == ("de",)
        await give_table(other, "zh", "han.txt")
        await until(lambda: opened.registry.tables.names() == ("de", "zh"))
        assert opened.registry.tables.at("de", clock.now()) is first, "a version is read once"
    finally:
        await opened.close()


async def test_a_process_hears_which_of_its_sessions_were_ended_and_of_no_others(
    clone: Clone, clock: FakeClock
) -> None:
    other = await open_world(await clone.store(), clock)
    opened = await open_registry(clone.url, Settings(), "epp", check=migrate.check, clock=clock)
    told: list[int] = []
    opened.end_sessions = told.extend
    sql = """INSERT INTO registry.session (worker_id, registrar_id, address, opened_at)
             SELECT $1, id, '192.0.2.7', $2 FROM registry.registrar WHERE handle = 'alpha' RETURNING id"""
    try:
        workers = opened.worker_id, opened.worker_id, await start_worker(other.store, clock, "epp")
        mine, kept, elsewhere = [(await other.fetch(sql, each, clock.now()))[0]["id"] for each in workers]
        await session_end(other.operator, elsewhere)
        await session_end(other.operator, mine)
        await until(lambda: mine in told)
        assert kept not in told and elsewhere not in told
    finally:
        await opened.close()


async def test_two_processes_never_share_a_transaction_id(clone: Clone, clock: FakeClock) -> None:
    await open_world(await clone.store(), clock)
    opened = [await open_registry(clone.url, Settings(), "epp", check=migrate.check, clock=clock) for _ in range(2)]
    ids = {each.registry.transactions.next() for each in opened for _ in range(100)}
    assert len(ids) == 200
    for each in opened:
        await each.close()


async def test_closing_writes_the_last_lines_and_takes_the_worker_off_the_list(clone: Clone, clock: FakeClock) -> None:
    world = await open_world(await clone.store(), clock)
    opened = await open_registry(clone.url, Settings(), "whois", check=migrate.check, clock=clock)
    assert [row["door"] for row in await world.fetch("SELECT door FROM registry.worker")] == ["whois"]
    opened.commands.add(opened.registry.context("whois", OPERATOR, verb="info"), 1000, 1.0)
    await opened.close()
    assert await world.fetch("SELECT FROM registry.worker") == []
    assert len(await world.fetch("SELECT FROM registry.command WHERE door = 'whois'")) == 1


async def test_what_several_processes_count_is_one_sum_and_outlives_them(clone: Clone, clock: FakeClock) -> None:
    world = await open_world(await clone.store(), clock)
    opened = [await open_registry(clone.url, Settings(), "whois", check=migrate.check, clock=clock) for _ in range(2)]
    for each in opened:
        each.registry.tally.add(clock.now(), "test", "port43", "domain")
        each.registry.tally.add(clock.now(), "", "port43", "registrar")
    clock.advance(days=1)
    opened[0].registry.tally.add(clock.now(), "test", "rdap", "search")
    await asyncio.gather(*(each.close() for each in opened))
    again = await open_registry(clone.url, Settings(), "whois", check=migrate.check, clock=clock)
    again.registry.tally.add(clock.now(), "test", "port43", "domain")
    await again.close()
    assert await tallied(world, "test", clock.now().date()) == [
        Tallied("port43", "domain", 1),
        Tallied("rdap", "search", 1),
    ]
    day_before = clock.now().date() - timedelta(days=1)
    assert await tallied(world, "test", day_before) == [Tallied("port43", "domain", 2)]
    assert await tallied(world, "", day_before) == [Tallied("port43", "registrar", 2)]


async def test_what_cannot_be_written_is_counted_on_until_it_can(clone: Clone, clock: FakeClock, caplog) -> None:
    world = await open_world(await clone.store(), clock)
    opened = await open_registry(clone.url, Settings(), "whois", check=migrate.check, clock=clock)
    try:
        opened.registry.tally.add(clock.now(), "test", "port43", "domain")
        await world.fetch("ALTER TABLE registry.query_tally RENAME TO away")
        await opened._write_tally()
        assert caplog.records[-1].exc_info
        opened.registry.tally.add(clock.now(), "test", "port43", "domain")
        await world.fetch("ALTER TABLE registry.away RENAME TO query_tally")
        for _ in range(2):
            await opened._write_tally()
            assert await tallied(world, "test", clock.now().date()) == [Tallied("port43", "domain", 2)]
    finally:
        await opened.close()


async def tallied(world: World, tld: str, day: date) -> list[Tallied]:
    until = day + timedelta(days=1)
    return await world.store.reading(lambda db: query_tallies.between(db, tld=tld, since=day, until=until))


async def test_a_database_with_another_schema_is_not_opened(clone: Clone) -> None:
    store = await clone.store()
    await store.reading(lambda db: db.execute("UPDATE public.alembic_version SET version_num = '9999'"))
    with pytest.raises(migrate.SchemaUnknown):
        await open_registry(clone.url, Settings(), "epp", check=migrate.check)


async def until(true: Callable[[], bool], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110  nobody tells
            await asyncio.sleep(0.02)


async def test_connections_that_end_while_nobody_uses_them_cost_a_pool_none_of_its_places(clone: Clone) -> None:
    store, other = await clone.store(2), await clone.store(1)
    for _ in range(3):
        await asyncio.gather(*(store.reading(lambda db: db.fetchval("SELECT pg_sleep(0.05)")) for _ in range(2)))
        await other.reading(
            lambda db: db.fetch(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                " AND datname = current_database()"
            )
        )
        await asyncio.sleep(0.1)  # until the pool has noticed
        async with asyncio.timeout(10):
            assert await store.reading(lambda db: db.fetchval("SELECT 1")) == 1
