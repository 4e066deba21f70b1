"""Templates of documents that were changed, what their numbers begin with, and how far those have come."""

from dataclasses import dataclass
from datetime import datetime

from panel.kit.subtree import WITHIN
from registry.store.sql import Connection, do, many, one


@dataclass(frozen=True, slots=True)
class Owner:
    id: int
    login: str


@many(f"""
    SELECT a.id, a.login
      FROM iam.account a
     WHERE a.login = ANY (:logins)
       AND a.kind = 'reseller'
       AND (:everything OR {WITHIN})
""")
async def owners(db: Connection, *, logins: list[str], everything: bool, root: int | None) -> list[Owner]:
    """Those resellers of them that the scope has."""


@dataclass(frozen=True, slots=True)
class Changed:
    """`seller_id` None: the house's."""

    kind: str
    seller_id: int | None
    source: str
    updated_at: datetime
    updated_by: str


@many("""
    SELECT t.kind, t.seller_id, t.source, t.updated_at, t.updated_by
      FROM panel.document_template t
     WHERE t.kind = ANY (:kinds)
""")
async def changed(db: Connection, *, kinds: list[str]) -> list[Changed]: ...


@many("""
    SELECT t.source
      FROM panel.document_template t
     WHERE t.kind = :kind
       AND (t.seller_id = :seller_id OR t.seller_id = panel.shown_as(:seller_id) OR t.seller_id IS NULL)
     ORDER BY t.seller_id IS NULL, t.seller_id IS DISTINCT FROM :seller_id
""")
async def sources(db: Connection, *, kind: str, seller_id: int | None) -> list[str]:
    """The seller's before the house's."""


@do("""
    INSERT INTO panel.document_template (kind, seller_id, source, updated_at, updated_by)
    VALUES (:kind, :seller_id, :source, :now, :by)
        ON CONFLICT ON CONSTRAINT template_of_a_kind_is_the_only_one
        DO UPDATE SET source = excluded.source, updated_at = excluded.updated_at, updated_by = excluded.updated_by
""")
async def keep(db: Connection, *, kind: str, seller_id: int | None, source: str, now: datetime, by: str) -> None: ...


@do("""
    DELETE FROM panel.document_template t
     WHERE t.kind = :kind AND t.seller_id IS NOT DISTINCT FROM :seller_id
""")
async def drop(db: Connection, *, kind: str, seller_id: int | None) -> None: ...


@dataclass(frozen=True, slots=True)
class Prefix:
    kind: str
    seller_id: int | None
    prefix: str


@many("SELECT p.kind, p.seller_id, p.prefix FROM panel.document_prefix p WHERE p.kind = ANY (:kinds)")
async def prefixes(db: Connection, *, kinds: list[str]) -> list[Prefix]: ...


@do("""
    INSERT INTO panel.document_prefix (kind, seller_id, prefix)
    VALUES (:kind, :seller_id, :prefix)
        ON CONFLICT ON CONSTRAINT prefix_of_a_kind_is_the_only_one DO UPDATE SET prefix = excluded.prefix
""")
async def keep_prefix(db: Connection, *, kind: str, seller_id: int | None, prefix: str) -> None: ...


@one("""
    INSERT INTO panel.document_series (kind, seller_id, year, last)
    VALUES (:kind, :seller_id, :year, 1)
        ON CONFLICT ON CONSTRAINT series_is_the_only_one DO UPDATE SET last = document_series.last + 1
 RETURNING last
""")
async def take_number(db: Connection, *, kind: str, seller_id: int | None, year: int) -> int:
    """The next of the series: nobody else takes one until the transaction ends, and it is free again if that fails."""
