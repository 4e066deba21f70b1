"""PgQueuer finds in the schema what it would have made itself."""

import asyncpg

from registry.store.queue import queries_on, queue


async def test_the_library_would_change_nothing_but_the_form_of_its_trigger(database: str) -> None:
    async with queue(database) as queries:
        assert await queries.schema_is_installed()
        plan = await queries.plan_upgrade()
        assert [statement for statement in plan.statements if "fn_pgqueuer_changed" not in statement] == []


async def test_work_asked_for_in_a_transaction_goes_with_it(database: str) -> None:
    db = await asyncpg.connect(database)
    try:
        outer = db.transaction()
        await outer.start()
        queries = queries_on(db)
        await queries.enqueue("mail", b"{}")
        assert await db.fetchval("SELECT count(*) FROM jobs.pgqueuer") == 1
        await outer.rollback()
        assert await db.fetchval("SELECT count(*) FROM jobs.pgqueuer") == 0
    finally:
        await db.close()
