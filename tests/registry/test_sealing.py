"""Logs that are sealed: every way of tampering with them in the database itself is found and named, and nothing else is.

One database serves all of it; each way is taken back before the next.
"""

import json
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner

from namehouse.cli import main
from panel.clients.erasing import forget
from panel.identity.personal.kept import Person
from registry.actions.audit_verify import Verified, audit_verify
from registry.actions.domain_create import domain_create
from registry.actions.seal_logs import AT_ONCE
from registry.jobs.anchor_logs import anchor_logs
from registry.jobs.keep_partitions import keep_partitions
from registry.jobs.seal_logs import seal_logs
from registry.model.sealing import Seal, head_of
from registry.requests.domain import DomainCreate
from registry.store import sealed
from registry.store.one_transaction import OneTransaction
from tests.world import Clone, World, open_world

DID = """INSERT INTO audit.activity (at, door, action, result, actor, address, user_agent, reason, request)
         SELECT $1, 'panel', 'sign-in', 'done', 'vera', '192.0.2.7', 'Firefox ' || n, CASE WHEN n % 3 = 0 THEN 'why' END,
                CASE WHEN n % 2 = 0 THEN 'r' || n END
           FROM generate_series(1, $2::integer) n"""


async def verified(world: World, known: bytes | None = None) -> Verified:
    return await audit_verify(world.store, known, lambda rows: None)


async def said(world: World, known: bytes | None = None) -> list[str]:
    return [f"{each.log}: {each.words}" for each in (await verified(world, known)).findings]


async def lived(clone: Clone, clock) -> World:
    """Three months of logs, sealed each, and anchored."""
    world = await open_world(await clone.store(), clock)
    for month in range(3):
        await keep_partitions(world.registry)
        await domain_create(world.as_("alpha"), DomainCreate(f"sealed-{month}.example"))
        await world.fetch(DID, clock.now(), 40)
        await world.fetch("SELECT nextval('audit.activity_id_seq')")
        await world.fetch(DID, clock.now(), 1)
        await seal_logs(world.registry)
        await anchor_logs(world.registry)
        clock.advance(days=31)
    return world


# What somebody does to the database, and what is said of it. `{n}` is the number of a sealed row of activity.
WAYS = {
    "changed": ("UPDATE audit.activity SET reason = 'another' WHERE id = {n}", ["activity: row {n} was changed"]),
    "another request": (
        "UPDATE audit.activity SET request = 'another' WHERE id = {n}",
        ["activity: row {n} was changed"],
    ),
    "changed by a hair": (
        "UPDATE audit.activity SET at = at + interval '1 microsecond' WHERE id = {n}",
        ["activity: row {n} was changed"],
    ),
    "nothing made of empty": (
        "UPDATE audit.activity SET detail = '' WHERE id = {n}",
        ["activity: row {n} was changed"],
    ),
    "moved between columns": (
        "UPDATE audit.activity SET account = actor, actor = '' WHERE id = {n}",
        ["activity: row {n} was changed"],
    ),
    "removed": (
        "DELETE FROM audit.activity WHERE id BETWEEN {n} AND {n} + 2",
        ["activity: rows {n} to {m} were removed"],
    ),
    "inserted": (
        "INSERT INTO audit.activity OVERRIDING SYSTEM VALUE SELECT r.* FROM free r",
        ["activity: row {g} was inserted"],
    ),
    "swapped": (
        "UPDATE audit.activity a SET user_agent = b.user_agent FROM kept b"
        " WHERE a.id IN ({n}, {n} + 1) AND b.id IN ({n}, {n} + 1) AND a.id <> b.id",
        ["activity: rows {n} to {n1} were changed"],
    ),
    "numbers swapped": (
        "DELETE FROM audit.activity WHERE id IN ({n}, {n} + 1); UPDATE kept SET id = {n} + {n} + 1 - id;"
        "INSERT INTO audit.activity OVERRIDING SYSTEM VALUE SELECT r.* FROM kept r WHERE r.id IN ({n}, {n} + 1)",
        ["activity: rows {n} to {n1} were changed"],
    ),
    "history": (
        "UPDATE registry.history SET state = jsonb_set(state, '{{registrar}}', '\"beta\"') WHERE name = 'sealed-0.example'",
        ["history: row {h} was changed"],
    ),
    "a command": (
        "UPDATE registry.command SET code = 2400 WHERE name = 'sealed-1.example'",
        ["command: row {c} was changed"],
    ),
    "the end cut off": (
        "DELETE FROM audit.activity WHERE id > {n}; DELETE FROM audit.seal WHERE log = 'activity' AND upto_id > {n}",
        ["activity: seal 2, which the anchor of 2026-04-01 12:00 UTC names, is gone: the end was cut off"],
    ),
    "the beginning cut off": (
        "DELETE FROM audit.seal WHERE log = 'command' AND number = 1",
        ["command: seal 1 is gone"],
    ),
    "a seal made to fit": (
        "UPDATE audit.activity SET reason = 'another' WHERE id = {n};"
        "UPDATE audit.seal SET digests = set_byte(digests, 0, 1) WHERE log = 'activity' AND number = 1",
        ["activity: seal 1 was changed: it does not make its head"],
    ),
    "a month dropped": (
        "DROP TABLE audit.activity_2026_04",
        ["activity: all rows of seal 2, with the partition audit.activity_2026_04"],
    ),
    "an anchor changed": (
        "UPDATE audit.anchor SET at = at + interval '1 second' WHERE number = 2",
        ["anchor: the anchor of 2026-04-01 12:00 UTC was changed"],
    ),
    "an anchor removed": ("DELETE FROM audit.anchor WHERE number = 1", ["anchor: an anchor before"]),
    "an amendment invented": (
        "UPDATE audit.activity SET reason = 'another' WHERE id = {n};"
        "INSERT INTO audit.amendment (log, row_id, before, after, at, why)"
        " VALUES ('activity', {n}, sha256('x'), sha256('y'), now(), 'wiped-1 was erased')",
        ["activity: row {n} was changed"],
    ),
}


@pytest.mark.slow
@pytest.mark.feature("REG-15")
async def test_each_way_of_tampering_is_found_and_named(clone: Clone, clock) -> None:
    world = await lived(clone, clock)
    whole = await verified(world)
    assert whole.findings == [] and [each.rows > 0 for each in whole.logs] == [True, True, True, False, False]
    assert [each.seals for each in whole.logs] == [3, 3, 3, 0, 0]
    (row,) = await world.fetch(
        """SELECT (SELECT s.ids[5] FROM audit.seal s WHERE s.log = 'activity' AND s.number = 1) AS n,
                  (SELECT h.id FROM registry.history h WHERE h.name = 'sealed-0.example') AS h,
                  (SELECT c.id FROM registry.command c WHERE c.name = 'sealed-1.example') AS c"""
    )
    numbers = dict(row) | {"n1": row["n"] + 1, "m": row["n"] + 2, "g": row["n"] + 36}
    for name, (tampering, words) in WAYS.items():
        store = await clone.store(1)

        async def tamper(db, tampering=tampering) -> list[str]:
            outer = db.transaction()
            await outer.start()
            try:
                await db.execute("CREATE TEMP TABLE kept ON COMMIT DROP AS TABLE audit.activity")
                await db.execute("CREATE TEMP TABLE free ON COMMIT DROP AS TABLE kept LIMIT 1")
                await db.execute("UPDATE free SET id = $1::bigint", numbers["g"])
                await db.execute(tampering.format(**numbers))
                within = replace(world, registry=replace(world.registry, store=OneTransaction(db)))
                return await said(within)
            finally:
                await outer.rollback()

        found = await store.reading(tamper)
        for each in words:
            assert any(each.format(**numbers) in line for line in found), (name, found)
        assert len(found) <= 8, (name, found)
        await store.close()
    assert await said(world) == []


async def test_what_was_written_after_all_is_made_anew_is_known_by_an_anchor_that_was_kept_elsewhere(
    clone: Clone, clock
) -> None:
    world = await open_world(await clone.store(), clock)
    await world.fetch(DID, clock.now(), 3)
    await seal_logs(world.registry)
    await anchor_logs(world.registry)
    await anchor_logs(world.registry)
    anchor = await world.store.reading(sealed.last_anchor)
    assert anchor.number == 1, "where nothing was sealed there is nothing to anchor"
    assert await said(world, anchor.hash) == []
    # somebody who can do everything in the database makes all of it anew
    await world.fetch("UPDATE audit.activity SET actor = 'nobody'")
    await world.fetch("TRUNCATE audit.seal, audit.anchor")
    await seal_logs(world.registry)
    await anchor_logs(world.registry)
    assert await said(world) == []
    assert await said(world, anchor.hash) == [
        f"anchor: no anchor has the hash {anchor.hash.hex()}: what it held together is gone"
    ]


async def test_who_is_erased_changes_sealed_rows_by_right_and_nobody_else_does(clone: Clone, clock) -> None:
    world = await open_world(await clone.store(), clock)
    await world.fetch(DID, clock.now(), 5)
    await seal_logs(world.registry)
    await world.store.transaction(lambda db: forget(db, Person(77, "vera"), "vera", clock.now()))
    found = await verified(world)
    assert found.findings == [] and [each.amended for each in found.logs] == [5, 0, 0, 0, 0]
    assert await world.fetch("SELECT FROM audit.activity WHERE actor = 'vera'") == []
    await seal_logs(world.registry)
    assert (await verified(world)).logs[3].rows > 0, "amendments are sealed themselves"
    await world.fetch("UPDATE audit.activity SET actor = 'another' WHERE id = (SELECT min(id) FROM audit.activity)")
    assert [each.kind for each in (await verified(world)).findings] == ["changed"]


async def test_rows_that_commit_late_are_sealed_in_their_turn_and_seals_have_a_bound(clone: Clone, clock) -> None:
    world = await open_world(await clone.store(), clock)
    late = await clone.store(1)

    async def work(db) -> None:
        outer = db.transaction()
        await outer.start()
        await db.execute(DID, clock.now(), 1)
        await world.fetch(DID, clock.now(), AT_ONCE + 10)
        await seal_logs(world.registry)
        assert (await verified(world)).logs[0].rows == 0, "one may still come"
        await outer.commit()

    await late.reading(work)
    await seal_logs(world.registry)
    await seal_logs(world.registry)
    found = await verified(world)
    assert found.findings == [] and (found.logs[0].rows, found.logs[0].seals) == (AT_ONCE + 11, 2)
    before = found
    clock.advance(seconds=timedelta(days=1).total_seconds())
    await keep_partitions(world.registry)
    assert (await verified(world)).logs == before.logs, "rows that move to their month are the same"


async def test_a_digest_depends_on_no_setting_of_the_session(clone: Clone, clock) -> None:
    world = await open_world(await clone.store(), clock)
    await domain_create(world.as_("alpha"), DomainCreate("set.example"))
    await world.fetch(DID, clock.now(), 5)

    async def read(db) -> list[bytes]:
        return [(await log.read(db, after=0, upto=10**6)).digests for log in sealed.LOGS]

    usual = await world.store.reading(read)

    async def otherwise(db) -> list[bytes]:
        async with db.transaction():
            await db.execute(
                "SET LOCAL timezone = 'Asia/Kathmandu'; SET LOCAL datestyle = 'German'; SET LOCAL intervalstyle = 'iso_8601';"
                " SET LOCAL extra_float_digits = 0; SET LOCAL bytea_output = 'escape'"
            )
            return await read(db)

    assert await world.store.reading(otherwise) == usual


def test_the_head_depends_on_every_part_of_a_seal(clock) -> None:
    now = clock.now()
    seal = Seal("command", 2, 5, 9, (6, 7), bytes(64), now, now, now, bytes(32), b"")
    others = (
        replace(seal, log="history"),
        replace(seal, number=3),
        replace(seal, after_id=4),
        replace(seal, upto_id=10),
        replace(seal, ids=(6, 8)),
        replace(seal, digests=bytes(63) + b"\1"),
        replace(seal, first_at=None),
        replace(seal, last_at=None),
        replace(seal, sealed_at=now + timedelta(microseconds=1)),
        replace(seal, previous=bytes(31) + b"\1"),
    )
    assert len({head_of(each) for each in (seal, *others)}) == 1 + len(others)


async def test_the_command_says_so_by_its_exit_code_and_for_machines(
    clone: Clone, clock, monkeypatch, tmp_path
) -> None:
    world = await open_world(await clone.store(), clock)
    await world.fetch(DID, clock.now(), 3)
    await seal_logs(world.registry)
    await anchor_logs(world.registry)
    monkeypatch.setenv("DATABASE_URL", clone.url)
    monkeypatch.setenv("NAMEHOUSE_VAR", str(tmp_path))

    def run(*words: str):
        done = []
        thread = threading.Thread(target=lambda: done.append(CliRunner().invoke(main, ["audit", *words])))
        thread.start()
        thread.join()
        return done[0]

    well = run("verify")
    assert well.exit_code == 0 and "every sealed row is as it was written" in well.output, well.output
    anchor = json.loads(run("anchor", "--json").stdout)
    assert run("verify", "--anchor", anchor["hash"]).exit_code == 0
    await world.fetch("DELETE FROM audit.activity WHERE id = (SELECT max(id) FROM audit.activity)")
    found = run("verify", "--json")
    told = json.loads(found.stdout)
    assert found.exit_code == 1 and [each["kind"] for each in told["findings"]] == ["removed"]
    assert {each["log"] for each in told["logs"]} == {"activity", "command", "history", "amendment", "disposal"}
    assert run("verify", "--anchor", "00" * 32).exit_code == 1 and run("verify", "--anchor", "zz").exit_code == 2
