"""What the Trademark Clearinghouse publishes, as it was imported last (RFC 9361, section 6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from registry.model.tmch import TmchKind
from registry.store.sql import Connection, do, many, maybe


@dataclass(frozen=True, slots=True)
class TmchList:
    """A list, with the instant at which it was made; `content` is that of a certificate revocation list, in DER.

    `confirmed_at` is when it was last known to be the newest, `validator` by what the clearinghouse tells whether it still is;
    `expires_at` when it counts for nothing any more, which only a list of certificates says.
    """

    kind: TmchKind
    issued_at: datetime
    imported_at: datetime
    confirmed_at: datetime
    entries: int
    validator: str | None
    expires_at: datetime | None
    content: bytes | None

    def age(self, now: datetime) -> timedelta:
        """How old its news are: a list of certificates is made seldom, and good until there is another."""
        return now - (self.confirmed_at if self.kind == "crl" else self.issued_at)


@many("""
    SELECT kind, issued_at, imported_at, confirmed_at, entries, validator, expires_at, NULL::bytea
      FROM registry.tmch_list
     ORDER BY kind
""")
async def lists(db: Connection) -> list[TmchList]:
    """Every list there is, without its content."""


@maybe("""
    SELECT kind, issued_at, imported_at, confirmed_at, entries, validator, expires_at, content
      FROM registry.tmch_list
     WHERE kind = :kind
""")
async def by_kind(db: Connection, *, kind: TmchKind) -> TmchList | None: ...


@maybe("""
    SELECT issued_at
      FROM registry.tmch_list
     WHERE kind = :kind
       FOR NO KEY UPDATE
""")
async def hold_issued_at(db: Connection, *, kind: TmchKind) -> datetime | None:
    """When the list that counts was made; nobody else replaces it until this transaction ends."""


@do("""
    INSERT INTO registry.tmch_list
           (kind, issued_at, imported_at, confirmed_at, entries, validator, expires_at, content)
    VALUES (:kind, :issued_at, :imported_at, :imported_at, :entries, :validator, :expires_at, :content)
        ON CONFLICT (kind) DO UPDATE
       SET issued_at = EXCLUDED.issued_at,
           imported_at = EXCLUDED.imported_at,
           confirmed_at = EXCLUDED.confirmed_at,
           entries = EXCLUDED.entries,
           validator = EXCLUDED.validator,
           expires_at = EXCLUDED.expires_at,
           content = EXCLUDED.content
""")
async def keep(
    db: Connection,
    *,
    kind: TmchKind,
    issued_at: datetime,
    imported_at: datetime,
    entries: int,
    validator: str | None,
    expires_at: datetime | None,
    content: bytes | None,
) -> None:
    """The list of its kind, from now on; locks its row until the transaction ends."""


@do("""
    UPDATE registry.tmch_list
       SET confirmed_at = :at
     WHERE kind = :kind
""")
async def confirm(db: Connection, *, kind: TmchKind, at: datetime) -> None:
    """The list was the newest then, too."""


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


@do("""
    WITH given AS (
        SELECT label, inserted_at
          FROM unnest(:labels::text[], :instants::timestamptz[]) AS entry (label, inserted_at)
    ), gone AS (
        DELETE FROM registry.tmch_sunrise_label s
         WHERE NOT EXISTS (SELECT FROM given WHERE given.label = s.label)
    )
    INSERT INTO registry.tmch_sunrise_label AS s (label, inserted_at)
    SELECT label, inserted_at
      FROM given
        ON CONFLICT (label) DO UPDATE
       SET inserted_at = EXCLUDED.inserted_at
     WHERE s.inserted_at IS DISTINCT FROM EXCLUDED.inserted_at
""")
async def replace_sunrise_labels(db: Connection, *, labels: list[str], instants: list[datetime]) -> None:
    """A mark gives a right to these labels in sunrise, and to no others."""


@maybe("""
    SELECT EXISTS (SELECT FROM registry.tmch_sunrise_label WHERE label = :label)
      FROM registry.tmch_list
     WHERE kind = 'surl'
""")
async def is_in_sunrise_list(db: Connection, *, label: str) -> bool | None:
    """None where there is no such list."""


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


@many("""
    SELECT label::text
      FROM registry.tmch_claim
     ORDER BY label
     LIMIT :most
""")
async def first_claimed(db: Connection, *, most: int) -> list[str]:
    """A few labels with claims, for who looks for any."""


@maybe("""
    SELECT revoked_at
      FROM registry.tmch_revoked_mark
     WHERE smd_id = :smd_id
""")
async def mark_revoked_at(db: Connection, *, smd_id: str) -> datetime | None: ...
