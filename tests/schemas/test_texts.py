"""No text of an object can hold what XML cannot carry: the database says so itself, column by column."""

import asyncpg
import pytest
from sqlalchemy.exc import IntegrityError

from schemas import migrate
from tests.world import World

# What answers and deposits are made of.
TABLES = (
    "application",
    "application_contact",
    "contact",
    "domain",
    "domain_contact",
    "domain_dnssec",
    "domain_nameserver",
    "grace",
    "host",
    "poll_message",
    "registrar",
    "restore_report",
    "tld",
    "transfer",
)
# Nobody else's words: made by us of digits and letters, and where they are shown, shown escaped.
OUR_OWN = {
    ("application", "roid"),
    ("application", "authinfo"),
    ("application", "allocated_roid"),
    ("application", "svtrid"),
    ("contact", "roid"),
    ("contact", "authinfo"),
    ("domain", "roid"),
    ("domain", "authinfo"),
    ("domain", "name_class"),
    ("domain", "variant_key"),
    ("host", "roid"),
    ("poll_message", "kind"),
    ("poll_message", "once"),
    ("registrar", "password_hash"),
    ("restore_report", "roid"),
    ("restore_report", "svtrid"),
    ("transfer", "svtrid"),
}
# Without these, a check of another kind would refuse every row.
BESIDE = {"transfer": {"domain_id": "1"}}
UNFIT = ["\x01", "\x08", "\x0b", "\x0c", "\x1f", "\ufffe", "\uffff"]
FIT = ["a\tb\nc\rd", "\x7f\x85", "back\\b and \\\\u0001 \\f", "\\", '"quoted" & <marked>', "é\U0001f600\ufffd", ""]

COLUMNS = """
    SELECT a.attname AS name, format_type(b.oid, NULL) AS type, t.typcategory = 'A' AS is_array, t.typname
      FROM pg_attribute a
      JOIN pg_type t ON t.oid = a.atttypid
      JOIN pg_type e ON e.oid = CASE WHEN t.typcategory = 'A' THEN t.typelem ELSE t.oid END
      JOIN pg_type b ON b.oid = CASE WHEN e.typtype = 'd' THEN e.typbasetype ELSE e.oid END
     WHERE a.attrelid = ('registry.' || $1)::regclass AND a.attnum > 0 AND NOT a.attisdropped
"""


class Probe:
    """A copy of a table with its checks and nothing else, to hold one column at a time against them."""

    def __init__(self, world: World, table: str) -> None:
        self.db = world.store.db
        self.table = table
        self.name = f"probe_{table}"  # a statement that is kept prepared is of one table
        self.columns: dict[str, tuple[str, bool]] = {}

    async def make(self) -> "Probe":
        rows = await self.db.fetch(COLUMNS, self.table)
        self.columns = {row["name"]: (row["type"], row["is_array"]) for row in rows if row["type"] in ("text", "jsonb")}
        await self.db.execute(
            f"CREATE TEMP TABLE {self.name} (LIKE registry.{self.table} INCLUDING CONSTRAINTS) ON COMMIT DROP"
        )
        for row in rows:
            await self.db.execute(f'ALTER TABLE {self.name} ALTER COLUMN "{row["name"]}" DROP NOT NULL')
        return self

    async def takes(self, column: str, text: str) -> bool:
        kind, is_array = self.columns[column]
        value = [{"part": [text]}] if kind == "jsonb" else [text] if is_array else text
        try:
            async with self.db.transaction():
                names, values = zip(*BESIDE.get(self.table, {}).items(), (f'"{column}"', "$1"), strict=True)
                sql = f"INSERT INTO {self.name} ({', '.join(names)}) VALUES ({', '.join(values)})"
                await self.db.execute(sql, value)
        except asyncpg.CheckViolationError:
            return False
        return True


@pytest.mark.feature("REG-04")
@pytest.mark.parametrize("table", TABLES)
async def test_a_character_that_xml_cannot_carry_gets_into_no_column(world: World, table: str) -> None:
    probe = await Probe(world, table).make()
    open_to = {
        (table, column) for column in probe.columns for unfit in UNFIT if await probe.takes(column, f"abc{unfit}d")
    }
    assert open_to == {(table, column) for column in probe.columns} & OUR_OWN


async def test_every_text_that_xml_can_carry_is_taken(world: World) -> None:
    for table, column in (("contact", "postal"), ("contact", "email"), ("contact", "voice_extension"), ("poll_message", "data"),
                          ("registrar", "name"), ("restore_report", "reason")):  # fmt: skip
        probe = await Probe(world, table).make()
        assert [text for text in FIT if not await probe.takes(column, text)] == []
        await world.store.db.execute(f"DROP TABLE {probe.name}")


GOOD = {
    ("contact", "handle"): ("ABC", "sh8013", "é&<>", "x" * 16),
    ("contact", "voice"): ("+1.5550100", "+123.123456789012"),
    ("domain_dnssec", "digest"): (),  # stands with others only
    ("host", "statuses"): ("clientUpdateProhibited", "serverDeleteProhibited"),
    ("contact", "statuses"): ("clientTransferProhibited",),
}
BAD = {
    ("contact", "handle"): ("ab", "x" * 17, "a b c", "abc\x80", "abc\x7f", "abc\u2003"),
    ("contact", "voice"): ("5550100", "+1.5550100\n", "+1.", "+123.12345678901234"),
    ("domain_dnssec", "digest"): ("AB", "XY", "ABC"),
    ("host", "statuses"): ("clientHold", "ok"),
    ("contact", "statuses"): ("clientRenewProhibited", "linked"),
}


@pytest.mark.parametrize(("table", "column"), GOOD)
async def test_values_with_a_form_keep_it(world: World, table: str, column: str) -> None:
    probe = await Probe(world, table).make()
    assert [text for text in GOOD[table, column] if not await probe.takes(column, text)] == []
    assert [text for text in BAD[table, column] if await probe.takes(column, text)] == []


RECORD = "INSERT INTO registry.domain_dnssec (domain_id, number, algorithm, {}) VALUES (1, 1, 13, {})"


@pytest.mark.parametrize(
    ("columns", "values", "check"),
    [
        ("key_tag, digest_type, digest", "1, 2, 'ab'", "digest_is_hexadecimal"),
        ("flags, protocol, public_key", "257, 3, 'AQ='", "public_key_is_base64"),
        ("flags, protocol, public_key", "257, 3, 'A*=='", "public_key_is_base64"),
        (
            "key_tag, digest_type, digest, flags, protocol, public_key",
            "1, 2, 'AB', 257, 3, 'AQ=='",
            "record_is_one_of_ds_and_key",
        ),
    ],
)
async def test_a_dnssec_record_is_one_thing_and_well_written(
    world: World, columns: str, values: str, check: str
) -> None:
    with pytest.raises(asyncpg.CheckViolationError, match=check):
        await world.store.db.execute(RECORD.format(columns, values))


@pytest.mark.slow
async def test_a_text_that_was_kept_before_is_found_by_the_migration_which_names_the_check(database: str) -> None:
    """From the first of the two revisions on no new one gets in; the second finds those that are there."""
    other = await asyncpg.connect(database.replace("/namehouse?", "/postgres?"))
    await other.execute("CREATE DATABASE unfit")
    url = database.replace("/namehouse?", "/unfit?")
    insert = """INSERT INTO registry.registrar (handle, name, state, password_hash, session_limit, created_at)
                VALUES ($1, 'R', 'active', 'x', 1, '2026-01-01Z')"""
    try:
        await migrate.upgrade(url, "0009")
        connection = await asyncpg.connect(url)
        await connection.execute(insert, "abc\x01")
        await migrate.upgrade(url, "0010")
        with pytest.raises(asyncpg.CheckViolationError, match="registrar_handle_is_visible"):
            await connection.execute(insert, "def\x01")
        with pytest.raises(IntegrityError, match="registrar_handle_is_visible"):
            await migrate.upgrade(url)
        await connection.execute("DELETE FROM registry.registrar")
        await connection.close()
        assert await migrate.upgrade(url) == migrate.head()
    finally:
        await other.execute("DROP DATABASE unfit WITH (FORCE)")
        await other.close()
