"""Staged objects becoming part of the registry: folded to what the last deposit leaves, numbered, and moved, table by table.

All of it happens in one transaction, on tables of its own that end with it. Each statement moves a whole kind; what has to be
told of it is asked before and after.

Longer than most files: what becomes of a deposit is read table by table, as it is in registry/store/past.py.
"""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

import asyncpg

from registry.store.sql import Connection

T = TypeVar("T")

_LETTERS: Final = {"domain": "D", "host": "H", "contact": "C"}
_LETTER_SQL: Final = (
    f"CASE o.kind {' '.join(f'WHEN {kind!r} THEN {letter!r}' for kind, letter in _LETTERS.items())} END"
)

# What a key or a ROID was deleted by, or told anew, is what it was no more. An object of our own keeps the number that its ROID
# has; others are numbered by where they stood first.
_FOLDED: Final = f"""
    CREATE TEMPORARY TABLE risen ON COMMIT DROP AS
    WITH last AS (
        SELECT kind, key, max(number) AS number
          FROM rising.object
         WHERE rise_id = $1
         GROUP BY kind, key),
    gone AS (
        SELECT kind, roid, max(number) AS number
          FROM rising.object
         WHERE rise_id = $1
           AND state IS NULL
           AND roid IS NOT NULL
         GROUP BY kind, roid),
    first AS (
        SELECT kind, coalesce(roid, key) AS known, min(number) AS number
          FROM rising.object
         WHERE rise_id = $1
           AND state IS NOT NULL
         GROUP BY kind, coalesce(roid, key))
    SELECT o.kind, o.key, o.roid, first.number, o.due, o.state, true AS fresh,
           (regexp_match(o.roid, '^' || {_LETTER_SQL} || '([1-9][0-9]{{0,14}})-' || $2::text || '$'))[1]::bigint AS id
      FROM last
      JOIN rising.object o ON o.rise_id = $1 AND o.number = last.number
      LEFT JOIN gone ON gone.kind = o.kind AND gone.roid = o.roid
      JOIN first ON first.kind = o.kind AND first.known = coalesce(o.roid, o.key)
     WHERE o.state IS NOT NULL
       AND (gone.number IS NULL OR gone.number < o.number)"""

# What is here already is not made again: the same object of another TLD's deposit, or another that bears its name.
_HERE: Final = (
    """UPDATE pg_temp.risen r
          SET fresh = false,
              id = here.id
         FROM registry.contact here
        WHERE r.kind = 'contact'
          AND (here.handle = r.key OR here.roid = r.roid)""",
    """UPDATE pg_temp.risen r
          SET fresh = false,
              id = here.id
         FROM registry.host here
        WHERE r.kind = 'host'
          AND (here.name = r.key OR here.roid = r.roid)""",
    """UPDATE pg_temp.risen r
          SET fresh = false,
              id = here.id
         FROM registry.domain here
        WHERE r.kind = 'domain'
          AND (here.name = r.key OR here.roid = r.roid)""",
)
_SHARED: Final = """
    SELECT r.kind, r.key,
           coalesce(c.roid = r.roid AND c.handle = r.key,
                    h.name = r.key AND (h.roid = r.roid OR h.superordinate_id IS NULL), false)
      FROM pg_temp.risen r
      LEFT JOIN registry.contact c ON r.kind = 'contact' AND c.id = r.id
      LEFT JOIN registry.host h ON r.kind = 'host' AND h.id = r.id
     WHERE NOT r.fresh
     ORDER BY r.number"""

_NUMBERS_TAKEN: Final = """
    UPDATE pg_temp.risen r
       SET id = NULL
     WHERE r.fresh
       AND CASE r.kind
                WHEN 'contact' THEN EXISTS (SELECT FROM registry.contact h WHERE h.id = r.id)
                WHEN 'host' THEN EXISTS (SELECT FROM registry.host h WHERE h.id = r.id)
                WHEN 'domain' THEN EXISTS (SELECT FROM registry.domain h WHERE h.id = r.id)
           END"""
_NUMBERS_BEHIND: Final = """
    SELECT setval('registry.object_number', greatest(max(r.id), (SELECT last_value FROM registry.object_number)))
      FROM pg_temp.risen r
     WHERE r.fresh"""
_NUMBERED: Final = """
    UPDATE pg_temp.risen r
       SET id = given.id
      FROM (SELECT kind, key, nextval('registry.object_number') AS id
              FROM (SELECT kind, key
                      FROM pg_temp.risen
                     WHERE id IS NULL
                       AND kind IN ('contact', 'host', 'domain')
                     ORDER BY number
                    OFFSET 0) unnumbered) given
     WHERE r.kind = given.kind
       AND r.key = given.key"""

_WITHOUT_DOMAIN: Final = """
    UPDATE pg_temp.risen r
       SET state = r.state || '{"superordinate": null, "addresses": []}'
     WHERE r.kind = 'host'
       AND r.state->>'superordinate' IS NOT NULL
       AND NOT EXISTS (SELECT FROM pg_temp.risen above
                        WHERE above.kind = 'domain' AND above.key = r.state->>'superordinate')
       AND NOT EXISTS (SELECT FROM registry.domain above WHERE above.name = r.state->>'superordinate')
 RETURNING r.key"""
_CLASSES: Final = """
    UPDATE pg_temp.risen r
       SET state = r.state || jsonb_build_object('name_class', dear.value)
      FROM (SELECT DISTINCT ON (n.label) n.label || '.' || $1::text AS name, n.value
              FROM registry.listed_name n
              JOIN registry.name_list l ON l.id = n.list_id
             WHERE l.kind = 'premium'
               AND l.name = ANY($2::text[])
               AND n.valid_from <= $3
               AND (n.valid_to IS NULL OR n.valid_to > $3)
             ORDER BY n.label, array_position($2::text[], l.name)) dear
     WHERE r.kind = 'domain'
       AND r.key = dear.name"""

_PARTIES: Final = """
    SELECT party.handle, count(*)
      FROM pg_temp.risen r
     CROSS JOIN LATERAL unnest(ARRAY[
               r.state->>'registrar', r.state->>'created_by', r.state->>'updated_by',
               r.state->'transfer'->>'gaining', r.state->'transfer'->>'losing']) AS party (handle)
     WHERE r.kind IN ('contact', 'host', 'domain')
       AND party.handle IS NOT NULL
       AND NOT EXISTS (SELECT FROM registry.registrar known WHERE known.handle = party.handle)
     GROUP BY party.handle
     ORDER BY party.handle"""

# --- the move --------------------------------------------------------------------------------------------------------

_CONTACTS: Final = """
    INSERT INTO registry.contact
           (id, roid, handle, registrar_id, postal, voice, voice_extension, fax, fax_extension, email, disclose, statuses,
            created_by, created_at, updated_by, updated_at, transferred_at)
    SELECT r.id, r.roid, s.handle, sponsor.id, s.postals, s.voice->>'number', s.voice->>'extension',
           s.fax->>'number', s.fax->>'extension', s.email, nullif(s.disclose, 'null'), s.statuses,
           creator.id, s.created_at, updater.id, s.updated_at, s.transferred_at
      FROM pg_temp.risen r
     CROSS JOIN LATERAL jsonb_to_record(r.state) AS s (
           handle text, registrar text, postals jsonb, voice jsonb, fax jsonb, email text, disclose jsonb, statuses text[],
           created_by text, created_at timestamptz, updated_by text, updated_at timestamptz, transferred_at timestamptz)
      JOIN registry.registrar sponsor ON sponsor.handle = s.registrar
      JOIN registry.registrar creator ON creator.handle = s.created_by
      LEFT JOIN registry.registrar updater ON updater.handle = s.updated_by
     WHERE r.kind = 'contact'
       AND r.fresh
     ORDER BY r.id"""
_DOMAINS: Final = """
    INSERT INTO registry.domain
           (id, roid, name, tld_id, registrar_id, registrant_id, statuses, created_by, created_at, updated_by, updated_at,
            transferred_at, expires_at, deleted_at, redemption_until, report_due, purge_at, next_due, name_class,
            idn_table_id, renewal, stepped_at, out_of_zone)
    SELECT r.id, r.roid, s.name, $1, sponsor.id, registrant.id, s.statuses,
           creator.id, s.created_at, updater.id, s.updated_at, s.transferred_at, s.expires_at,
           (s.deletion->>'deleted_at')::timestamptz, (s.deletion->>'redemption_until')::timestamptz,
           (s.deletion->>'report_due')::timestamptz, (s.deletion->>'purge_at')::timestamptz, r.due, s.name_class,
           idn.id, s.renewal, s.stepped_at, s.out_of_zone
      FROM pg_temp.risen r
     CROSS JOIN LATERAL jsonb_to_record(r.state) AS s (
           name text, registrar text, registrant text, statuses text[], created_by text, created_at timestamptz,
           updated_by text, updated_at timestamptz, transferred_at timestamptz, expires_at timestamptz, deletion jsonb,
           name_class text, idn_table text, renewal text, stepped_at timestamptz, out_of_zone boolean)
      JOIN registry.registrar sponsor ON sponsor.handle = s.registrar
      JOIN registry.registrar creator ON creator.handle = s.created_by
      LEFT JOIN registry.registrar updater ON updater.handle = s.updated_by
      LEFT JOIN registry.contact registrant ON registrant.handle = s.registrant
      LEFT JOIN (SELECT DISTINCT ON (i.name) i.name, i.id
                   FROM registry.idn_table i
                  WHERE i.valid_from <= $2
                  ORDER BY i.name, i.valid_from DESC) idn ON idn.name = s.idn_table
     WHERE r.kind = 'domain'
       AND r.fresh
     ORDER BY r.id"""
_HOSTS: Final = """
    INSERT INTO registry.host
           (id, roid, name, superordinate_id, registrar_id, addresses, statuses, created_by, created_at, updated_by,
            updated_at, transferred_at)
    SELECT r.id, r.roid, s.name, above.id, sponsor.id, s.addresses, s.statuses,
           creator.id, s.created_at, updater.id, s.updated_at, s.transferred_at
      FROM pg_temp.risen r
     CROSS JOIN LATERAL jsonb_to_record(r.state) AS s (
           name text, superordinate text, registrar text, addresses inet[], statuses text[], created_by text,
           created_at timestamptz, updated_by text, updated_at timestamptz, transferred_at timestamptz)
      JOIN registry.registrar sponsor ON sponsor.handle = s.registrar
      JOIN registry.registrar creator ON creator.handle = s.created_by
      LEFT JOIN registry.registrar updater ON updater.handle = s.updated_by
      LEFT JOIN registry.domain above ON above.name = s.superordinate
     WHERE r.kind = 'host'
       AND r.fresh
     ORDER BY r.id"""
# One that came with another TLD's names waited for the name above it.
_HOSTS_FOUND_ABOVE: Final = """
    UPDATE registry.host h
       SET superordinate_id = above.id,
           addresses = s.addresses
      FROM pg_temp.risen r
     CROSS JOIN LATERAL jsonb_to_record(r.state) AS s (superordinate text, addresses inet[])
      JOIN registry.domain above ON above.name = s.superordinate
     WHERE r.kind = 'host'
       AND NOT r.fresh
       AND h.id = r.id
       AND h.name = r.key
       AND h.superordinate_id IS NULL"""
_DOMAIN_CONTACTS: Final = """
    INSERT INTO registry.domain_contact (domain_id, role, contact_id)
    SELECT r.id, link.role, c.id
      FROM pg_temp.risen r
     CROSS JOIN LATERAL jsonb_to_recordset(r.state->'contacts') AS link (role text, contact text)
      JOIN registry.contact c ON c.handle = link.contact
     WHERE r.kind = 'domain'
       AND r.fresh"""
_DOMAIN_HOSTS: Final = """
    INSERT INTO registry.domain_host (domain_id, host_id)
    SELECT r.id, h.id
      FROM pg_temp.risen r
     CROSS JOIN LATERAL jsonb_array_elements_text(r.state->'hosts') AS link (name)
      JOIN registry.host h ON h.name = link.name
     WHERE r.kind = 'domain'
       AND r.fresh"""
_NAMESERVERS: Final = """
    INSERT INTO registry.domain_nameserver (domain_id, name, addresses)
    SELECT r.id, n.name, n.addresses
      FROM pg_temp.risen r
     CROSS JOIN LATERAL jsonb_to_recordset(r.state->'nameservers') AS n (name text, addresses inet[])
     WHERE r.kind = 'domain'
       AND r.fresh"""
_DNSSEC: Final = """
    INSERT INTO registry.domain_dnssec
           (domain_id, number, key_tag, algorithm, digest_type, digest, flags, protocol, public_key)
    SELECT r.id, each.number - 1, s.key_tag, s.algorithm, s.digest_type, s.digest, s.flags, s.protocol, s.public_key
      FROM pg_temp.risen r
     CROSS JOIN LATERAL jsonb_array_elements(r.state->'dnssec') WITH ORDINALITY AS each (record, number)
     CROSS JOIN LATERAL jsonb_to_record(each.record) AS s (
           key_tag int, algorithm int, digest_type int, digest text, flags int, protocol int, public_key text)
     WHERE r.kind = 'domain'
       AND r.fresh"""

# A period, and a transfer that is paid for, stands for a charge. What was charged elsewhere is not given back here: it is booked
# as what it costs here, nothing.
_CHARGES: Final = """
    CREATE TEMPORARY TABLE risen_charge ON COMMIT DROP AS
    SELECT nextval(pg_get_serial_sequence('registry.ledger', 'id')) AS ledger_id, charge.*
      FROM (SELECT r.id AS domain_id, r.roid, r.key AS name, payer.id AS registrar_id, g.kind AS period, g.starts_at,
                   g.ends_at, g.years, each.number
              FROM pg_temp.risen r
             CROSS JOIN LATERAL jsonb_array_elements(r.state->'graces') WITH ORDINALITY AS each (period, number)
             CROSS JOIN LATERAL jsonb_to_record(each.period) AS g (
                   kind text, starts_at timestamptz, ends_at timestamptz, years int)
              JOIN registry.registrar payer ON payer.handle = r.state->>'registrar'
             WHERE r.kind = 'domain'
               AND r.fresh
             UNION ALL
            SELECT r.id, r.roid, r.key, payer.id, NULL, t.requested_at, NULL, t.years, 0
              FROM pg_temp.risen r
             CROSS JOIN LATERAL jsonb_to_record(nullif(r.state->'transfer', 'null')) AS t (
                   status text, gaining text, requested_at timestamptz, years int)
              JOIN registry.registrar payer ON payer.handle = t.gaining
             WHERE r.kind = 'domain'
               AND r.fresh
               AND t.status = 'pending'
               AND t.years > 0
             ORDER BY domain_id, number) charge"""
_LEDGER: Final = """
    INSERT INTO registry.ledger
           (id, registrar_id, currency, at, kind, amount, roid, name, years, policy_id, svtrid, billable_at)
    OVERRIDING SYSTEM VALUE
    SELECT ledger_id, registrar_id, $1, starts_at,
           CASE period WHEN 'addPeriod' THEN 'create' WHEN 'renewPeriod' THEN 'renew'
                       WHEN 'autoRenewPeriod' THEN 'autoRenew' ELSE 'transfer' END,
           0, roid, name, years, $2, $3, ends_at
      FROM pg_temp.risen_charge
     ORDER BY ledger_id"""
_GRACES: Final = """
    INSERT INTO registry.grace (domain_id, kind, starts_at, ends_at, years, ledger_id)
    SELECT domain_id, period, starts_at, ends_at, years, ledger_id
      FROM pg_temp.risen_charge
     WHERE period IS NOT NULL
     ORDER BY ledger_id"""
_TRANSFERS: Final = """
    INSERT INTO registry.transfer
           (domain_id, contact_id, status, gaining_id, losing_id, requested_at, act_by, acted_at, acted_by, years, expires_at,
            ledger_id, svtrid)
    SELECT CASE r.kind WHEN 'domain' THEN r.id END, CASE r.kind WHEN 'contact' THEN r.id END, t.status, gaining.id,
           losing.id, t.requested_at, t.act_by, t.acted_at, actor.id, t.years, t.expires_at, paid.ledger_id, $1
      FROM pg_temp.risen r
     CROSS JOIN LATERAL jsonb_to_record(nullif(r.state->'transfer', 'null')) AS t (
           status text, gaining text, losing text, requested_at timestamptz, act_by timestamptz, acted_at timestamptz,
           acted_by text, years int, expires_at timestamptz)
      JOIN registry.registrar gaining ON gaining.handle = t.gaining
      JOIN registry.registrar losing ON losing.handle = t.losing
      LEFT JOIN registry.registrar actor ON actor.handle = t.acted_by
      LEFT JOIN pg_temp.risen_charge paid ON r.kind = 'domain' AND paid.domain_id = r.id AND paid.period IS NULL
     WHERE r.kind IN ('domain', 'contact')
       AND r.fresh
       AND t.status IS NOT NULL
     ORDER BY r.id"""
_HISTORY: Final = """
    INSERT INTO registry.history
           (at, kind, roid, name, tld_id, version, event, operator, door, svtrid, policy_id, state, reason)
    SELECT $1, r.kind, r.roid, r.key, CASE r.kind WHEN 'domain' THEN $2::bigint END, 1, 'rise', $3, $4, $5,
           CASE r.kind WHEN 'domain' THEN $6::bigint END, r.state || jsonb_build_object('id', r.id), $7
      FROM pg_temp.risen r
     WHERE r.kind IN ('contact', 'host', 'domain')
       AND r.fresh
     ORDER BY r.number"""

# Links that lead nowhere: each is counted where it should be.
_LOST: Final = """
    SELECT r.key, 'contact ' || link.contact
      FROM pg_temp.risen r
     CROSS JOIN LATERAL jsonb_to_recordset(r.state->'contacts') AS link (contact text)
     WHERE r.kind = 'domain'
       AND NOT EXISTS (SELECT FROM registry.contact c WHERE c.handle = link.contact)
     UNION ALL
    SELECT r.key, 'contact ' || (r.state->>'registrant')
      FROM pg_temp.risen r
     WHERE r.kind = 'domain'
       AND r.state->>'registrant' IS NOT NULL
       AND NOT EXISTS (SELECT FROM registry.contact c WHERE c.handle = r.state->>'registrant')
     UNION ALL
    SELECT r.key, 'host ' || link.name
      FROM pg_temp.risen r
     CROSS JOIN LATERAL jsonb_array_elements_text(r.state->'hosts') AS link (name)
     WHERE r.kind = 'domain'
       AND NOT EXISTS (SELECT FROM registry.host h WHERE h.name = link.name)"""

_KEPT: Final = """
    INSERT INTO registry.listed_name (list_id, label, value, valid_from)
    SELECT $1, left(r.key, -1 - length($2::text)), 'blocked', coalesce((r.state->>'created_at')::timestamptz, $3)
      FROM pg_temp.risen r
     WHERE r.kind = 'nndn'
       AND r.state->>'original' IS NULL
       AND NOT EXISTS (SELECT
                         FROM registry.listed_name n
                         JOIN registry.name_list l ON l.id = n.list_id
                        WHERE n.label = left(r.key, -1 - length($2::text))
                          AND (n.list_id = $1 OR l.kind = 'reserved' AND l.name = ANY($4::text[]))
                          AND n.valid_from <= $3
                          AND (n.valid_to IS NULL OR n.valid_to > $3))
     ORDER BY r.number
 RETURNING label::text"""


class NotTaken(Exception):
    """A table does not take what a deposit says; the message is what it demands. Done again, it would fail again."""


async def taken(work: Awaitable[T]) -> T:
    """What the work gives. Raises NotTaken."""
    try:
        return await work
    except asyncpg.IntegrityConstraintViolationError as error:  # constraints are named by what they demand
        raise NotTaken((error.constraint_name or "a constraint").replace("_", " ")) from None
    except asyncpg.DataError as error:
        raise NotTaken(str(error)) from None


@dataclass(frozen=True, slots=True)
class Here:
    """An object of the deposits whose name or ROID is here already; `same`: it is that one."""

    kind: str
    key: str
    same: bool


async def fold(db: Connection, rise_id: int, repository: str) -> list[Here]:
    """Gather what the last deposit leaves in `pg_temp.risen`, and number it; those objects that are here already."""
    await db.execute("ANALYZE rising.object")  # nobody else has told the planner yet how many there are
    await db.execute(_FOLDED, rise_id, repository)
    await db.execute("CREATE UNIQUE INDEX ON pg_temp.risen (kind, key)")
    await db.execute("ANALYZE pg_temp.risen, registry.contact, registry.host, registry.domain, registry.registrar")
    for statement in _HERE:
        await db.execute(statement)
    here = [Here(*row) for row in await db.fetch(_SHARED)]
    await db.execute(_NUMBERS_TAKEN)
    await db.fetchval(_NUMBERS_BEHIND)
    await db.execute(_NUMBERED)
    return here


async def counts(db: Connection) -> dict[str, int]:
    return {row[0]: row[1] for row in await db.fetch("SELECT kind, count(*) FROM pg_temp.risen GROUP BY kind")}


async def registrars(db: Connection) -> list[Mapping[str, Any]]:
    rows = await db.fetch("SELECT state FROM pg_temp.risen WHERE kind = 'registrar' ORDER BY number")
    return [row[0] for row in rows]


async def unknown_parties(db: Connection) -> list[tuple[str, int]]:
    """Handles that objects name and that no registrar has, and by how many."""
    return [(row[0], row[1]) for row in await db.fetch(_PARTIES)]


async def without_domain(db: Connection) -> list[str]:
    """Hosts below names of ours that are not registered: they are outside from now on."""
    return [row[0] for row in await db.fetch(_WITHOUT_DOMAIN)]


async def classify(db: Connection, tld: str, lists: Sequence[str], now: datetime) -> None:
    """Give names the class that a premium list sells them as."""
    await db.execute(_CLASSES, tld, list(lists), now)


async def lost_links(db: Connection, most: int) -> tuple[int, list[tuple[str, str]]]:
    """How many links of names lead nowhere, and some of them: the name, and what it names."""
    total = await db.fetchval(f"SELECT count(*) FROM ({_LOST}) lost")
    rows = await db.fetch(f"{_LOST} LIMIT $1", most) if total else []
    return total, [(row[0], row[1]) for row in rows]


async def move(
    db: Connection,
    *,
    tld_id: int,
    policy_id: int,
    currency: str,
    now: datetime,
    operator: str | None,
    door: str,
    svtrid: str,
    reason: str | None,
) -> None:
    """In the order in which they name one another; the planner has to know each before the next."""
    await db.execute(_CONTACTS)
    await db.execute("ANALYZE registry.contact")
    await db.execute(_DOMAINS, tld_id, now)
    await db.execute("ANALYZE registry.domain")
    await db.execute(_HOSTS)
    await db.execute(_HOSTS_FOUND_ABOVE)
    await db.execute("ANALYZE registry.host")
    for statement in (_DOMAIN_CONTACTS, _DOMAIN_HOSTS, _NAMESERVERS, _DNSSEC, _CHARGES):
        await db.execute(statement)
    await db.execute("ANALYZE pg_temp.risen_charge")
    await db.execute(_LEDGER, currency, policy_id, svtrid)
    await db.execute(_GRACES)
    await db.execute(_TRANSFERS, svtrid)
    await db.execute(_HISTORY, now, tld_id, operator, door, svtrid, policy_id, reason)


async def keep_names(db: Connection, list_id: int, tld: str, now: datetime, lists: Sequence[str]) -> list[str]:
    """Put names that are no domains on a list, unless they are on one of these; the labels that were put there."""
    return [row[0] for row in await db.fetch(_KEPT, list_id, tld, now, list(lists))]


async def has_kept_names(db: Connection) -> bool:
    found = await db.fetchval(
        "SELECT EXISTS (SELECT FROM pg_temp.risen WHERE kind = 'nndn' AND state->>'original' IS NULL)"
    )
    return bool(found)
