"""The log of activity loses what no rule keeps, provably: what went by rule is told from what somebody took out."""

import asyncio
import json
import threading
from dataclasses import replace

import asyncpg
import pytest
from click.testing import CliRunner

from namehouse.cli import main
from panel.disposals import disposing
from panel.disposals.jobs import dispose_of_activity
from registry.actions.audit_verify import audit_verify
from registry.jobs.keep_partitions import keep_partitions
from registry.jobs.seal_logs import seal_logs
from registry.model.keeping import Kept
from registry.settings import SettingsError, load
from registry.start import kept_by
from registry.store.one_transaction import OneTransaction
from tests.panel.house import House
from tests.world import Clone, World, open_world

DID = """INSERT INTO audit.activity (at, door, action, result, actor)
         SELECT $1::timestamptz + n * interval '1 second', 'panel', w.action, w.result, 'vera'
           FROM generate_series(1, 5) n,
                (VALUES ('sign-in', 'done'), ('sign-in', 'refused'), ('domains.delete', 'done'), ('domains.delete', 'refused'),
                        ('topups.confirm', 'done'), ('topups.confirm', 'refused')) w (action, result)"""
KEPT = Kept(sign_ins=40, refusals=70)


async def lived(clone: Clone, clock) -> World:
    """Three months, sealed each."""
    world = await open_world(await clone.store(), clock)
    world.registry.kept = KEPT
    for _ in range(3):
        await keep_partitions(world.registry)
        await world.fetch(DID, clock.now())
        await seal_logs(world.registry)
        clock.advance(days=31)
    return world


async def left(world: World) -> list[tuple[str, str, int]]:
    sql = """SELECT action, result, count(*) FROM audit.activity WHERE actor = 'vera' GROUP BY action, result
              ORDER BY action, result"""
    return [tuple(row) for row in await world.fetch(sql)]


async def found(world: World) -> list[str]:
    verified = await audit_verify(world.store, None, lambda rows: None)
    return [each.words for each in verified.findings]


@pytest.mark.feature("IAM-16")
async def test_each_class_is_kept_for_its_days_and_what_went_is_known(clone: Clone, clock, monkeypatch) -> None:
    monkeypatch.setattr(disposing, "AT_ONCE", 4)
    world = await lived(clone, clock)
    for _ in range(2):
        await dispose_of_activity(world.registry)
    await seal_logs(world.registry)
    assert await left(world) == [
        ("domains.delete", "done", 15),
        ("domains.delete", "refused", 10),
        ("sign-in", "done", 5),
        ("sign-in", "refused", 5),
        ("topups.confirm", "done", 15),
        ("topups.confirm", "refused", 15),
    ]
    verified = await audit_verify(world.store, None, lambda rows: None)
    assert verified.findings == []
    today = clock.now().date()
    assert verified.logs[0].disposals.counts == {(today, "sign-ins", 40): 20, (today, "refusals", 70): 5}
    assert verified.logs[-1].rows == 7, "disposals are sealed as the log is"
    words = say(clone, "audit", "verify")
    assert f"disposed of by rule on {today}: 20 entries (sign-ins, kept for 40 days)" in words
    assert "every sealed row is as it was written" in words
    told = json.loads(say(clone, "audit", "verify", "--json"))
    assert told["logs"][0]["disposed"][0] == {"on": str(today), "class": "refusals", "kept_days": 70, "rows": 5}


def say(clone: Clone, *words: str) -> str:
    """A command has a loop of its own, in a thread of its own here."""
    said: list[str] = []

    def run() -> None:
        result = CliRunner().invoke(main, words, env={"DATABASE_URL": clone.url}, catch_exceptions=False)
        said.append(result.output)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return said[0]


async def test_whoever_is_killed_in_the_midst_leaves_nothing_half_and_two_at_once_take_nothing_twice(
    clone: Clone, clock, monkeypatch
) -> None:
    monkeypatch.setattr(disposing, "AT_ONCE", 4)
    world = await lived(clone, clock)
    for sql in (
        """CREATE FUNCTION public.die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
               IF (SELECT count(*) FROM audit.disposal) = 2 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
               RETURN NEW; END $$""",
        "CREATE TRIGGER die BEFORE UPDATE ON audit.kept FOR EACH ROW EXECUTE FUNCTION public.die()",
    ):
        await world.fetch(sql)
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, ConnectionError)):
        await dispose_of_activity(world.registry)
    await world.fetch("DROP TRIGGER die ON audit.kept")
    (row,) = await world.fetch("SELECT count(*) AS n, sum(rows) AS gone FROM audit.disposal")
    assert (row["n"], row["gone"]) == (1, 4) and sum(each[2] for each in await left(world)) == 90 - 4
    assert await found(world) == []
    await asyncio.gather(*(dispose_of_activity(world.registry) for _ in range(3)))
    (row,) = await world.fetch("SELECT sum(rows) AS gone FROM audit.disposal")
    assert row["gone"] == 25 and await found(world) == []


_INVENTED = """INSERT INTO audit.disposal (class, days, before, ids, rows, first_id, last_id, first_at, last_at, digest, at)
               SELECT 'changes', {days}, {before}, '{{YOUNG}}', 1, YOUNG, YOUNG, d.first_at, d.last_at, d.digest, d.at
                 FROM audit.disposal d LIMIT 1"""
# What somebody does to the database, and what is said of it. GONE is the number of a row that went, YOUNG of one that stays.
WAYS = {
    "a row taken out besides": ("DELETE FROM audit.activity WHERE id = YOUNG", "row YOUNG was removed"),
    "a row that went is put back": (
        """INSERT INTO audit.activity (id, at, door, action, result, actor) OVERRIDING SYSTEM VALUE
           VALUES (GONE, '2026-03-01', 'panel', 'sign-in', 'done', 'somebody else')""",
        "row GONE was disposed of, and is there again",
    ),
    "a disposal is forgotten": ("DELETE FROM audit.disposal WHERE id = 1", "were removed"),
    "a disposal names another row": (
        "DELETE FROM audit.activity WHERE id = YOUNG; UPDATE audit.disposal SET ids[1] = YOUNG, last_id = YOUNG WHERE id = 1",
        "says that it took other rows than were sealed",
    ),
    "what is young goes by a rule of somebody's own": (
        "DELETE FROM audit.activity WHERE id = YOUNG;" + _INVENTED.format(days=1, before="d.at"),
        "took what no rule lets go so soon",
    ),
    "what is young is called old": (
        "DELETE FROM audit.activity WHERE id = YOUNG;" + _INVENTED.format(days="d.days", before="d.before"),
        "which were too young",
    ),
    "rows that nobody ever wrote": ("UPDATE audit.disposal SET last_id = 4711 WHERE id = 1", "never sealed"),
}


async def test_what_went_by_no_rule_is_told_as_tampering(clone: Clone, clock) -> None:
    world = await lived(clone, clock)
    await dispose_of_activity(world.registry)
    await seal_logs(world.registry)
    assert await found(world) == []
    (row,) = await world.fetch(
        "SELECT (SELECT max(a.id) FROM audit.activity a) AS young, (SELECT ids[1] FROM audit.disposal WHERE id = 1) AS gone"
    )
    store = await clone.store(1)
    for name, way in WAYS.items():
        sql, words = (each.replace("YOUNG", str(row["young"])).replace("GONE", str(row["gone"])) for each in way)
        said = await tampered(world, store, sql)
        assert any(words in each for each in said), (name, said)
    assert await found(world) == []


async def tampered(world: World, store, sql: str) -> list[str]:
    """What is found after it; then it is taken back."""

    async def work(db) -> list[str]:
        outer = db.transaction()
        await outer.start()
        try:
            await db.execute(sql)
            return await found(World(replace(world.registry, store=OneTransaction(db)), world.clock, world.numbers))
        finally:
            await outer.rollback()

    return await store.reading(work)


def test_nothing_younger_than_a_month_goes_by_any_rule() -> None:
    settings = load({"NAMEHOUSE_PANEL_SIGN_INS_KEPT_DAYS": "7", "NAMEHOUSE_PANEL_REFUSALS_KEPT_DAYS": "30"}).panel
    with pytest.raises(SettingsError, match=r"sign-ins.*kept for 30 at least"):
        kept_by(settings)
    assert kept_by(load({}).panel) == Kept()


def test_the_house_sees_the_rules_and_what_went(house: House) -> None:
    shown = house.signed_in("admin").get("/disposals/-/rules").text
    assert "550" in shown and "panel.sign_ins_kept_days" in shown and "for ever" in shown
    (row,) = house.signed_in("admin").get("/api/v1/disposals").json["data"]
    assert (row["class"], row["rows"]) == ("Ways in", 1)
    for login in ("support", "registrar", "client"):
        assert house.signed_in(login).get("/disposals/-/rules").status_code == 403
