"""Sets of variants: names of a TLD that have their index label in common. One of them holds the set, the others are beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, do, many


@dataclass(frozen=True, slots=True)
class Member:
    """A registered name of a set; the one that is `beside` none holds it. `leaving`: another registrar has asked for it."""

    tld_id: int
    key: str
    id: int
    name: str
    registrar: str
    registrant: str | None
    beside: int | None
    purge_at: datetime | None
    table_id: int | None
    leaving: bool


@many("""
    SELECT d.tld_id, d.variant_key, d.id, d.name::text, r.handle, c.handle, d.variant_of, d.purge_at, d.idn_table_id,
           EXISTS (SELECT FROM registry.transfer x WHERE x.domain_id = d.id AND x.status = 'pending')
      FROM unnest(:tld_ids::bigint[], :keys::text[]) AS asked (tld_id, key)
      JOIN registry.domain d ON d.tld_id = asked.tld_id AND d.variant_key = asked.key
      JOIN registry.registrar r ON r.id = d.registrar_id
      LEFT JOIN registry.contact c ON c.id = d.registrant_id
""")
async def _members(db: Connection, *, tld_ids: list[int], keys: list[str]) -> list[Member]: ...


Asked = tuple[int, str]


async def members(db: Connection, asked: Sequence[Sequence[Asked]]) -> list[list[Member]]:
    """Whatever is registered of the sets: a look for `Store.together`; who asks knows its own sets, a TLD's id and a key."""
    sets = sorted({each for several in asked for each in several})
    found = await _members(db, tld_ids=[tld_id for tld_id, _ in sets], keys=[key for _, key in sets])
    return [found] * len(asked)


@do("""
    UPDATE registry.domain
       SET variant_key = NULL
     WHERE id = :domain_id
       AND variant_of IS NULL
""")
async def _let_go(db: Connection, *, domain_id: int) -> None: ...


@do("""
    UPDATE registry.domain d
       SET variant_of = nullif(heir.id, d.id)
      FROM (SELECT min(id) AS id FROM registry.domain WHERE variant_of = :domain_id) heir
     WHERE d.variant_of = :domain_id
""")
async def _hand_on(db: Connection, *, domain_id: int) -> None: ...


async def leave(db: Connection, *, domain_id: int) -> None:
    """A name is about to end: the eldest of those beside it holds the set from now on."""
    await _let_go(db, domain_id=domain_id)
    await _hand_on(db, domain_id=domain_id)


# --- when a TLD's tables change ----------------------------------------------------------------------------------------


@many("""
    SELECT id, name::text, variant_key
      FROM registry.domain
     WHERE tld_id = :tld_id
       AND id > :after
     ORDER BY id
     LIMIT :most
""")
async def keyed(db: Connection, *, tld_id: int, after: int, most: int) -> list[tuple[int, str, str | None]]: ...


# A name that is beside itself is neither holder nor beside another: no constraint binds it until `regroup`.
@do("""
    UPDATE registry.domain d
       SET variant_key = given.key,
           variant_of = CASE WHEN given.key IS NULL THEN NULL ELSE d.id END
      FROM unnest(:ids::bigint[], :keys::text[]) AS given (id, key)
     WHERE d.id = given.id
""")
async def give_keys(db: Connection, *, ids: list[int], keys: list[str | None]) -> None: ...


@many("""
    SELECT (array_agg(name::text ORDER BY id))
      FROM registry.domain
     WHERE tld_id = :tld_id
       AND variant_key IS NOT NULL
     GROUP BY variant_key
    HAVING bool_or(variant_of = id)
       AND count(*) > 1
       AND (:alone
            OR min(registrar_id) <> max(registrar_id)
            OR (:one_registrant AND (count(registrant_id) < count(*) OR min(registrant_id) <> max(registrant_id))))
     ORDER BY min(id)
     LIMIT :most
""")
async def conflicts(db: Connection, *, tld_id: int, alone: bool, one_registrant: bool, most: int) -> list[list[str]]:
    """Sets that got new members and whose names belong to different people, or that may have but one (`alone`)."""


@do("""
    UPDATE registry.domain d
       SET variant_of = nullif(s.holder, d.id)
      FROM (SELECT variant_key, coalesce(min(id) FILTER (WHERE variant_of IS NULL), min(id)) AS holder
              FROM registry.domain
             WHERE tld_id = :tld_id
               AND variant_key IS NOT NULL
             GROUP BY variant_key
            HAVING bool_or(variant_of = id) OR NOT bool_or(variant_of IS NULL)) s
     WHERE d.tld_id = :tld_id
       AND d.variant_key = s.variant_key
       AND d.variant_of IS DISTINCT FROM nullif(s.holder, d.id)
""")
async def regroup(db: Connection, *, tld_id: int) -> None:
    """One name of each set holds it: the one that did, else the eldest."""
