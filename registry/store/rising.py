"""Restoring a TLD: how far it has come, and what its deposits said, kept beside the living registry until all is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from registry.store.sql import Connection, do, many, maybe, one

Kind = Literal["registrar", "idn", "nndn", "contact", "host", "domain"]


@dataclass(frozen=True, slots=True)
class Rise:
    """`verified` is what each of the `deposits` says of itself, in their order. `taken`: elements of each
    that were staged, `rows` what they made; `found` is what was found on the way."""

    id: int
    tld: str
    verified: Mapping[str, Any]
    taken: list[int]
    rows: int
    found: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Staged:
    """An object as a deposit has it: `state` as a version in history, None where it is deleted; `due`: when time changes it."""

    kind: Kind
    key: str
    roid: str | None
    state: bytes | None
    due: datetime | None = None


@maybe("""
    SELECT id, tld::text, verified, taken, rows, found
      FROM rising.rise
     WHERE fingerprint = :fingerprint
       AND risen_at IS NULL
""")
async def under_way(db: Connection, *, fingerprint: bytes) -> Rise | None: ...


@maybe("""
    SELECT id
      FROM rising.rise
     WHERE tld = :tld
       AND risen_at IS NULL
       FOR UPDATE
""")
async def another_of(db: Connection, *, tld: str) -> int | None: ...


@many("""
    SELECT id
      FROM rising.rise
     WHERE begun_at <= :until
       AND risen_at IS NULL
       FOR UPDATE
""")
async def begun_until(db: Connection, *, until: datetime) -> list[int]:
    """Those that were not brought to their end."""


@one("""
    INSERT INTO rising.rise (tld, fingerprint, begun_at, verified, found)
    VALUES (:tld, :fingerprint, :now, :verified, :found)
 RETURNING id, tld::text, verified, taken, rows, found
""")
async def begin(
    db: Connection,
    *,
    tld: str,
    fingerprint: bytes,
    now: datetime,
    verified: Mapping[str, Any],
    found: Mapping[str, Any],
) -> Rise: ...


@do("DELETE FROM rising.object WHERE rise_id = :rise_id")
async def clear(db: Connection, *, rise_id: int) -> None: ...


@do("DELETE FROM rising.rise WHERE id = :rise_id AND risen_at IS NULL")
async def give_up(db: Connection, *, rise_id: int) -> None: ...


@one("SELECT count(*) FROM rising.object WHERE rise_id = :rise_id")
async def count(db: Connection, *, rise_id: int) -> int: ...


@maybe("""
    UPDATE rising.rise
       SET taken = :taken,
           rows = :rows,
           found = :found
     WHERE id = :rise_id
       AND rows = :rows_before
       AND risen_at IS NULL
 RETURNING id
""")
async def advance(
    db: Connection, *, rise_id: int, taken: list[int], rows: int, rows_before: int, found: Mapping[str, Any]
) -> int | None:
    """None where somebody else has come further meanwhile, or to the end."""


@do("""
    UPDATE rising.rise
       SET risen_at = :now,
           found = :found
     WHERE id = :rise_id
""")
async def end(db: Connection, *, rise_id: int, now: datetime, found: Mapping[str, Any]) -> None: ...


_COLUMNS: Final = ("rise_id", "number", "kind", "key", "roid", "due", "state")


async def stage(db: Connection, rise_id: int, first: int, rows: Sequence[Staged]) -> None:
    """In their order, numbered from `first` on."""
    await db.copy_records_to_table(
        "object",
        schema_name="rising",
        columns=_COLUMNS,
        records=[
            (rise_id, number, each.kind, each.key, each.roid, each.due, each.state)
            for number, each in enumerate(rows, first)
        ],
    )


@one("""
    INSERT INTO registry.registrar
           (handle, name, iana_id, state, password_hash, session_limit, email, voice, fax, street, city, state_or_province,
            postal_code, country, url, whois_server, created_at, updated_at)
    VALUES (:handle, :name, :iana_id, :state, :password_hash, :session_limit, :email, :voice, :fax, :street, :city,
            :state_or_province, :postal_code, :country, :url, :whois_server, :created_at, :updated_at)
 RETURNING id
""")
async def add_registrar(
    db: Connection,
    *,
    handle: str,
    name: str,
    iana_id: int | None,
    state: str,
    password_hash: str,
    session_limit: int,
    email: str | None,
    voice: str | None,
    fax: str | None,
    street: list[str],
    city: str | None,
    state_or_province: str | None,
    postal_code: str | None,
    country: str | None,
    url: str | None,
    whois_server: str | None,
    created_at: datetime,
    updated_at: datetime | None,
) -> int:
    """A registrar as a deposit describes it."""


@do("""
    INSERT INTO registry.account (registrar_id, currency)
    VALUES (:registrar_id, :currency)
        ON CONFLICT DO NOTHING
""")
async def ensure_account(db: Connection, *, registrar_id: int, currency: str) -> None: ...


@one("SELECT EXISTS (SELECT FROM registry.domain WHERE tld_id = :tld_id)")
async def holds_names(db: Connection, *, tld_id: int) -> bool: ...
