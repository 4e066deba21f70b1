"""What the database remembers of imports, for a day: the rows that were sent, and what came of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, do, many, maybe, one


@maybe("""
    INSERT INTO panel.import (account_id, deed, name, headings, mapped, made_at, expires_at)
    SELECT :account_id, :deed, :name, :headings, :mapped, :now, :expires_at
     WHERE (SELECT count(*) FROM panel.import i WHERE i.account_id = :account_id AND i.expires_at > :now) < :most
    RETURNING id
""")
async def add(
    db: Connection,
    *,
    account_id: int,
    deed: str,
    name: str,
    headings: list[str],
    mapped: Mapping[str, int],
    now: datetime,
    expires_at: datetime,
    most: int,
) -> int | None:
    """The number of the new one; None where the account has so many already."""


@do("""
    INSERT INTO panel.import_row (import_id, place, number, cells)
    SELECT :import_id, r.place, (r.sent ->> 0)::integer,
           ARRAY(SELECT e.cell FROM jsonb_array_elements_text(r.sent -> 1) WITH ORDINALITY AS e (cell, n) ORDER BY e.n)
      FROM jsonb_array_elements(:sent::jsonb -> 'rows') WITH ORDINALITY AS r (sent, place)
""")
async def add_rows(db: Connection, *, import_id: int, sent: Mapping[str, list[tuple[int, tuple[str, ...]]]]) -> None:
    """Under `rows` each with its number in the file, and its cells."""


@dataclass(frozen=True, slots=True)
class Import:
    id: int
    name: str
    headings: list[str]
    mapped: Mapping[str, int]
    begun: bool


@maybe("""
    SELECT i.id, i.name, i.headings, i.mapped,
           EXISTS (SELECT FROM panel.import_row r WHERE r.import_id = i.id AND r.outcome IS NOT NULL)
      FROM panel.import i
     WHERE i.id = :id
       AND i.account_id = :account_id
       AND i.deed = :deed
       AND i.expires_at > :now
""")
async def of_account(db: Connection, *, id: int, account_id: int, deed: str, now: datetime) -> Import | None: ...


@do("UPDATE panel.import SET mapped = :mapped WHERE id = :id")
async def map_columns(db: Connection, *, id: int, mapped: Mapping[str, int]) -> None: ...


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is the one that the file has for it; what is done has no cells any more."""

    place: int
    number: int
    cells: list[str]
    outcome: str | None
    words: str


@many("""
    SELECT r.place, r.number, r.cells, r.outcome, r.words
      FROM panel.import_row r
     WHERE r.import_id = :import_id
       AND CASE WHEN :waiting THEN r.outcome IS NULL ELSE r.outcome NOT IN ('done', 'pending') END
     ORDER BY r.place
     LIMIT :most
""")
async def rows(db: Connection, *, import_id: int, waiting: bool, most: int) -> list[Row]:
    """Those that wait to be imported, or those that were not."""


@dataclass(frozen=True, slots=True)
class Tally:
    total: int
    done: int
    refused: int


@one("""
    SELECT count(*), count(*) FILTER (WHERE r.outcome IN ('done', 'pending')),
           count(*) FILTER (WHERE r.outcome NOT IN ('done', 'pending'))
      FROM panel.import_row r
     WHERE r.import_id = :import_id
""")
async def tally(db: Connection, *, import_id: int) -> Tally: ...


@maybe("""
    UPDATE panel.import_row
       SET outcome = 'done', attempt = :attempt, cells = '{}'
     WHERE import_id = :import_id
       AND place = :place
       AND (outcome IS NULL OR attempt = :attempt)
    RETURNING place
""")
async def take(db: Connection, *, import_id: int, place: int, attempt: str) -> int | None:
    """In the transaction that makes the object; None where another attempt has done so."""


@do("""
    UPDATE panel.import_row
       SET outcome = :outcome, words = :words, object = :object,
           cells = CASE WHEN :outcome IN ('done', 'pending') THEN '{}' ELSE cells END
     WHERE import_id = :import_id
       AND place = :place
       AND (outcome IS NULL OR attempt = :attempt)
""")
async def tell(
    db: Connection, *, import_id: int, place: int, attempt: str, outcome: str, words: str, object: str | None
) -> None: ...


@do("DELETE FROM panel.import WHERE expires_at <= :now")
async def forget(db: Connection, *, now: datetime) -> None: ...
