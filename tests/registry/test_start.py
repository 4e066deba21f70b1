"""A process opens the registry, hears of new policies, and leaves no trace among the living when it ends."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from registry.actions.tld_create import tld_change, tld_create
from registry.clock import FakeClock
from registry.settings import Settings
from registry.start import open_registry
from schemas import migrate
from tests.idn import give_table
from tests.world import OPERATOR, TLDS, Clone, open_world

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
