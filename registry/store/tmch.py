"""What the Trademark Clearinghouse publishes, as it was imported last (RFC 9361, section 6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from registry.store.sql import Connection, do, many, maybe

TmchKind = Literal["dnl", "smdrl", "crl"]


@dataclass(frozen=True, slots=True)
class TmchList:
    """A list, with the instant at which it was made; `content` is that of a certificate revocation list, in DER."""

    kind: TmchKind
    issued_at: datetime
    imported_at: datetime
    entries: int
    content: bytes | None


@many("""
    SELECT kind, issued_at, imported_at, entries, NULL::bytea
      FROM registry.tmch_list
     ORDER BY kind
""")
async def lists(db: Connection) -> list[TmchList]:
    """Every list there is, without its content."""


@maybe("""
    SELECT kind, issued_at, imported_at, entries, content
      FROM registry.tmch_list
     WHERE kind = :kind
""")
async def by_kind(db: Connection, *, kind: TmchKind) -> TmchList | None: ...


@do("""
    INSERT INTO registry.tmch_list AS l (kind, issued_at, imported_at, entries, content)
    VALUES (:kind, :issued_at, :imported_at, :entries, :content)
        ON CONFLICT (kind) DO UPDATE
       SET issued_at = EXCLUDED.issued_at,
           imported_at = EXCLUDED.imported_at,
           entries = EXCLUDED.entries,
           content = EXCLUDED.content
""")
async def keep(
    db: Connection, *, kind: TmchKind, issued_at: datetime, imported_at: datetime, entries: int, content: bytes | None
) -> None:
    """The list of its kind, from now on; locks its row until the transaction ends."""


@do("""
    WITH given AS (
        SELECT label, claim_key, inserted_at
          FROM unnest(:labels::text[], :keys::text[], :instants::timestamptz[]) AS entry (label, claim_key, inserted_at)
    ), gone AS (
        DELETE FROM registry.tmch_claim c
         WHERE NOT EXISTS (SELECT FROM given WHERE given.label = c.label)
    )
    INSERT INTO registry.tmch_claim AS c (label, claim_key, inserted_at)
    SELECT label, claim_key, inserted_at
      FROM given
        ON CONFLICT (label) DO UPDATE
       SET claim_key = EXCLUDED.claim_key,
           inserted_at = EXCLUDED.inserted_at
     WHERE (c.claim_key, c.inserted_at) IS DISTINCT FROM (EXCLUDED.claim_key, EXCLUDED.inserted_at)
""")
async def replace_claims(db: Connection, *, labels: list[str], keys: list[str], instants: list[datetime]) -> None:
    """These labels have claims, and no others."""


@do("""
    WITH given AS (
        SELECT smd_id, revoked_at
          FROM unnest(:ids::text[], :instants::timestamptz[]) AS entry (smd_id, revoked_at)
    ), gone AS (
        DELETE FROM registry.tmch_revoked_mark r
         WHERE NOT EXISTS (SELECT FROM given WHERE given.smd_id = r.smd_id)
    )
    INSERT INTO registry.tmch_revoked_mark AS r (smd_id, revoked_at)
    SELECT smd_id, revoked_at
      FROM given
        ON CONFLICT (smd_id) DO UPDATE
       SET revoked_at = EXCLUDED.revoked_at
     WHERE r.revoked_at IS DISTINCT FROM EXCLUDED.revoked_at
""")
async def replace_revoked_marks(db: Connection, *, ids: list[str], instants: list[datetime]) -> None:
    """These marks are revoked, and no others."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Trademark claims on a label: the key to their notice, and since when they are listed."""

    label: str
    key: str
    inserted_at: datetime


@many("""
    SELECT label::text, claim_key, inserted_at
      FROM registry.tmch_claim
     WHERE label = ANY(:labels)
""")
async def _claims(db: Connection, *, labels: list[str]) -> list[Claim]: ...


Claims = Mapping[str, Claim]


async def claims(db: Connection, asked: Sequence[Sequence[str]]) -> list[Claims]:
    """The claims on labels, by label: a look for `Store.together`; who asks knows its own labels."""
    labels = list({label for each in asked for label in each})
    return [{claim.label: claim for claim in await _claims(db, labels=labels)}] * len(asked)


@maybe("""
    SELECT revoked_at
      FROM registry.tmch_revoked_mark
     WHERE smd_id = :smd_id
""")
async def mark_revoked_at(db: Connection, *, smd_id: str) -> datetime | None: ...
