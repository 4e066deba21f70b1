"""A table that only grows is read to its end, and no row is missed, however late it commits."""

import asyncio
import random

import pytest

from registry.store.tailing import LEDGER, Tail, writers
from tests.world import Clone, connected

BOOK = """INSERT INTO registry.ledger (registrar_id, currency, at, kind, amount, svtrid)
          SELECT r.id, 'USD', now(), 'topUp', 1, 'x' FROM registry.registrar r LIMIT 1 RETURNING id"""


async def test_what_commits_late_is_waited_for_and_what_is_taken_back_is_not(clone: Clone) -> None:
    db, late, other = [await connected(clone.url) for _ in range(3)]
    tail = Tail(LEDGER)
    begun = await tail.look(db)
    assert begun == await db.fetchval("SELECT max(id) FROM registry.ledger") == await tail.look(db)
    slow = late.transaction()
    await slow.start()
    first = await late.fetchval(BOOK)
    second = await other.fetchval(BOOK)
    assert second > first and len(await writers(db, table="registry.ledger")) == 1
    assert [await tail.look(db) for _ in range(3)] == [begun] * 3, "the second is there, and the first may come"
    third = await other.fetchval(BOOK)
    await slow.commit()
    assert await tail.look(db) == second, "what came later is not known to be whole yet"
    assert await tail.look(db) == third
    slow = late.transaction()
    await slow.start()
    gone = await late.fetchval(BOOK)
    await tail.look(db)
    await slow.rollback()
    assert await tail.look(db) == gone, "a gap is none to wait for"
    for each in (db, late, other):
        await each.close()


@pytest.mark.slow
async def test_of_many_who_write_at_once_each_row_is_read_once(clone: Clone) -> None:
    drawn, tail, read = random.Random(20261128), Tail(LEDGER), []
    db, *many = [await connected(clone.url) for _ in range(7)]
    reached = begun = await tail.look(db)
    wrote: list[int] = []

    async def write(connection) -> None:
        for _ in range(60):
            transaction, ids = connection.transaction(), []
            await transaction.start()
            for _ in range(drawn.randint(1, 3)):
                ids.append(await connection.fetchval(BOOK))
                await asyncio.sleep(drawn.random() * 0.004)
            if drawn.random() < 0.2:
                await transaction.rollback()
            else:
                await transaction.commit()
                wrote.extend(ids)

    work = asyncio.gather(*map(write, many))
    passed = 0
    while not work.done() or len(read) < len(wrote):
        settled = await tail.look(db)
        rows = await db.fetch("SELECT id FROM registry.ledger WHERE id > $1 AND id <= $2 ORDER BY id", reached, settled)
        read += [row["id"] for row in rows]
        passed += settled > reached
        reached = settled
        await asyncio.sleep(0)
    await work
    assert read == sorted(wrote) and passed > 10 and reached > begun
    for each in (db, *many):
        await each.close()
