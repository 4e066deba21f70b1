"""The tables as they were at an instant, read from history: for deposits that say what was true at a midnight gone by.

What nothing befell since is read as it is; of the rest the version of then is made rows again, in temporary tables beside. Views
hold the two together under the names of the tables, so that whatever reads the tables now can read them as they were: the same
statement, through the connection that `as_of` gives.

Versions name hosts, contacts and registrars as these were called when the version was written. Handles never change; a host may
have had another name at the instant, so it is followed by its ROID.

Longer than most files: what was is told table by table.
"""

import re
from datetime import datetime
from typing import Any, Final, cast

from registry.model.application import FINAL
from registry.store.copying import quoted
from registry.store.sql import Connection


class HistoryLacks(Exception):
    """History does not tell what an object was: nothing may be said of that instant."""


# Each table that is read as it was, and by which kind of object and which column a row of it belongs to what was changed.
_TABLES: Final = {
    "registrar": ("registrar", "id"),
    "accreditation": ("registrar", "registrar_id"),
    "contact": ("contact", "id"),
    "domain": ("domain", "id"),
    "host": ("host", "id"),
    "domain_contact": ("domain", "domain_id"),
    "domain_host": ("domain", "domain_id"),
    "domain_nameserver": ("domain", "domain_id"),
    "domain_dnssec": ("domain", "domain_id"),
    "grace": ("domain", "domain_id"),
    "former_host": ("domain", "domain_id"),
    "application_host": ("application", "application_id"),
}
# A transfer is a domain's or a contact's.
_OF_BOTH: Final = "transfer"
_TABLE: Final = re.compile(rf"\bregistry\.({'|'.join((*_TABLES, _OF_BOTH))})\b")

_KINDS: Final = "('domain', 'host', 'contact', 'registrar', 'application')"

# Partitions before the instant are not looked at.
_BEFELL: Final = f"""
    INSERT INTO pg_temp.befell (kind, roid, object_id, earliest)
    SELECT kind, roid, max((state->>'id')::bigint), min(version)
      FROM registry.history
     WHERE at > $1
       AND kind IN {_KINDS}
     GROUP BY kind, roid"""
_VERSIONS: Final = """
    INSERT INTO pg_temp.version (kind, roid, object_id, at, number, state)
    SELECT befell.kind, befell.roid, (was.state->>'id')::bigint, was.at, was.id, was.state
      FROM pg_temp.befell
     CROSS JOIN LATERAL (SELECT h.at, h.id, h.state
                           FROM registry.history h
                          WHERE h.roid = befell.roid
                            AND h.kind = befell.kind
                            AND h.at <= $1
                          ORDER BY h.version DESC
                          LIMIT 1) was"""
# What came to be since has a first version among those since; of anything else there must be one before.
_UNTOLD: Final = """
    SELECT befell.kind || ' ' || befell.roid
      FROM pg_temp.befell
     WHERE befell.earliest > 1
       AND NOT EXISTS (SELECT FROM pg_temp.version v WHERE v.kind = befell.kind AND v.roid = befell.roid)
     ORDER BY 1
     LIMIT 1"""

_REGISTRARS: Final = """
    INSERT INTO pg_temp.past_registrar
           (id, handle, name, iana_id, state, email, voice, fax, street, city, state_or_province, postal_code, country, url,
            whois_server, created_at, updated_at)
    SELECT v.object_id, s.handle, s.name, s.iana_id, s.state, s.email, s.voice, s.fax, coalesce(s.street, '{}'), s.city,
           s.state_or_province, s.postal_code, s.country, s.url, s.whois_server, s.created_at, s.updated_at
      FROM pg_temp.version v
     CROSS JOIN LATERAL jsonb_to_record(v.state) AS s (
           handle text, name text, iana_id int, state text, email text, voice text, fax text, street text[], city text,
           state_or_province text, postal_code text, country text, url text, whois_server text, created_at timestamptz,
           updated_at timestamptz)
     WHERE v.kind = 'registrar'"""
_ACCREDITATIONS: Final = """
    INSERT INTO pg_temp.past_accreditation (registrar_id, tld_id, valid_from, valid_to, contacts)
    SELECT v.object_id, t.id, a.valid_from, a.valid_to, a.contacts
      FROM pg_temp.version v
     CROSS JOIN LATERAL jsonb_to_recordset(v.state->'accreditations') AS a (
           tld text, valid_from timestamptz, valid_to timestamptz, contacts text)
      JOIN registry.tld t ON t.name = a.tld
     WHERE v.kind = 'registrar'"""
_CONTACTS: Final = """
    INSERT INTO pg_temp.past_contact
           (id, roid, handle, registrar_id, postal, voice, voice_extension, fax, fax_extension, email, disclose, statuses,
            created_by, created_at, updated_by, updated_at, transferred_at)
    SELECT v.object_id, v.roid, s.handle, sponsor.id, s.postals, s.voice->>'number', s.voice->>'extension',
           s.fax->>'number', s.fax->>'extension', s.email, nullif(s.disclose, 'null'), s.statuses,
           creator.id, s.created_at, updater.id, s.updated_at, s.transferred_at
      FROM pg_temp.version v
     CROSS JOIN LATERAL jsonb_to_record(v.state) AS s (
           handle text, registrar text, postals jsonb, voice jsonb, fax jsonb, email text, disclose jsonb, statuses text[],
           created_by text, created_at timestamptz, updated_by text, updated_at timestamptz, transferred_at timestamptz)
      JOIN registry.registrar sponsor ON sponsor.handle = s.registrar
      JOIN registry.registrar creator ON creator.handle = s.created_by
      LEFT JOIN registry.registrar updater ON updater.handle = s.updated_by
     WHERE v.kind = 'contact'"""
_DOMAINS: Final = """
    INSERT INTO pg_temp.past_domain
           (id, roid, name, tld_id, registrar_id, registrant_id, statuses, created_by, created_at, updated_by, updated_at,
            transferred_at, expires_at, deleted_at, redemption_until, report_due, purge_at, idn_table_id, out_of_zone)
    SELECT v.object_id, v.roid, s.name, t.id, sponsor.id, registrant.id, coalesce(s.statuses, '{}'),
           creator.id, s.created_at, updater.id, s.updated_at, s.transferred_at, s.expires_at,
           (s.deletion->>'deleted_at')::timestamptz, (s.deletion->>'redemption_until')::timestamptz,
           (s.deletion->>'report_due')::timestamptz, (s.deletion->>'purge_at')::timestamptz,
           (SELECT max(i.id) FROM registry.idn_table i WHERE i.name = s.idn_table), coalesce(s.out_of_zone, false)
      FROM pg_temp.version v
     CROSS JOIN LATERAL jsonb_to_record(v.state) AS s (
           name text, tld text, registrar text, registrant text, statuses text[], created_by text, created_at timestamptz,
           updated_by text, updated_at timestamptz, transferred_at timestamptz, expires_at timestamptz, deletion jsonb,
           idn_table text, out_of_zone boolean)
      JOIN registry.tld t ON t.name = s.tld
      JOIN registry.registrar sponsor ON sponsor.handle = s.registrar
      JOIN registry.registrar creator ON creator.handle = s.created_by
      LEFT JOIN registry.registrar updater ON updater.handle = s.updated_by
      LEFT JOIN pg_temp.contact registrant ON registrant.handle = s.registrant
     WHERE v.kind = 'domain'
       AND (s.registrant IS NULL OR registrant.id IS NOT NULL)"""
_HOSTS: Final = """
    INSERT INTO pg_temp.past_host
           (id, roid, name, superordinate_id, registrar_id, addresses, statuses, created_by, created_at, updated_by,
            updated_at, transferred_at)
    SELECT v.object_id, v.roid, s.name, above.id, sponsor.id, coalesce(s.addresses, '{}'), coalesce(s.statuses, '{}'),
           creator.id, s.created_at, updater.id, s.updated_at, s.transferred_at
      FROM pg_temp.version v
     CROSS JOIN LATERAL jsonb_to_record(v.state) AS s (
           name text, superordinate text, registrar text, addresses inet[], statuses text[], created_by text,
           created_at timestamptz, updated_by text, updated_at timestamptz, transferred_at timestamptz)
      JOIN registry.registrar sponsor ON sponsor.handle = s.registrar
      JOIN registry.registrar creator ON creator.handle = s.created_by
      LEFT JOIN registry.registrar updater ON updater.handle = s.updated_by
      LEFT JOIN pg_temp.domain above ON above.name = s.superordinate
     WHERE v.kind = 'host'
       AND (s.superordinate IS NULL OR above.id IS NOT NULL)"""
_DOMAIN_CONTACTS: Final = """
    INSERT INTO pg_temp.past_domain_contact (domain_id, role, contact_id)
    SELECT v.object_id, link.role, c.id
      FROM pg_temp.version v
     CROSS JOIN LATERAL jsonb_to_recordset(v.state->'contacts') AS link (role text, contact text)
      JOIN pg_temp.contact c ON c.handle = link.contact
     WHERE v.kind = 'domain'"""
_NAMESERVERS: Final = """
    INSERT INTO pg_temp.past_domain_nameserver (domain_id, name, addresses)
    SELECT v.object_id, n.name, n.addresses
      FROM pg_temp.version v
     CROSS JOIN LATERAL jsonb_to_recordset(v.state->'nameservers') AS n (name text, addresses inet[])
     WHERE v.kind = 'domain'"""
_DNSSEC: Final = """
    INSERT INTO pg_temp.past_domain_dnssec
           (domain_id, number, key_tag, algorithm, digest_type, digest, flags, protocol, public_key)
    SELECT v.object_id, each.number, s.key_tag, s.algorithm, s.digest_type, s.digest, s.flags, s.protocol, s.public_key
      FROM pg_temp.version v
     CROSS JOIN LATERAL jsonb_array_elements(v.state->'dnssec') WITH ORDINALITY AS each (record, number)
     CROSS JOIN LATERAL jsonb_to_record(each.record) AS s (
           key_tag int, algorithm int, digest_type int, digest text, flags int, protocol int, public_key text)
     WHERE v.kind = 'domain'"""
# Numbered as they stand: a version may have been written down before its last period had a number.
_GRACES: Final = """
    INSERT INTO pg_temp.past_grace (id, domain_id, kind, starts_at, ends_at, years)
    SELECT each.number, v.object_id, s.kind, s.starts_at, s.ends_at, s.years
      FROM pg_temp.version v
     CROSS JOIN LATERAL jsonb_array_elements(v.state->'graces') WITH ORDINALITY AS each (period, number)
     CROSS JOIN LATERAL jsonb_to_record(each.period) AS s (
           kind text, starts_at timestamptz, ends_at timestamptz, years int)
     WHERE v.kind = 'domain'"""
# Those that had ended show as sponsor and date alone.
_TRANSFERS: Final = """
    INSERT INTO pg_temp.past_transfer
           (id, domain_id, contact_id, status, gaining_id, losing_id, requested_at, act_by, years, expires_at)
    SELECT s.id, CASE v.kind WHEN 'domain' THEN v.object_id END, CASE v.kind WHEN 'contact' THEN v.object_id END, s.status,
           gaining.id, losing.id, s.requested_at, s.act_by, s.years, s.expires_at
      FROM pg_temp.version v
     CROSS JOIN LATERAL jsonb_to_record(nullif(v.state->'transfer', 'null')) AS s (
           id bigint, status text, gaining text, losing text, requested_at timestamptz, act_by timestamptz, years int,
           expires_at timestamptz)
      JOIN registry.registrar gaining ON gaining.handle = s.gaining
      JOIN registry.registrar losing ON losing.handle = s.losing
     WHERE v.kind IN ('domain', 'contact')
       AND s.status = 'pending'"""

# Every host that a version names, with the place of that version in history.
_NAMED: Final = f"""
    INSERT INTO pg_temp.named (kind, object_id, name, at, number)
    SELECT v.kind, v.object_id, h.name, v.at, v.number
      FROM pg_temp.version v
     CROSS JOIN LATERAL jsonb_array_elements_text(v.state->'hosts') AS h (name)
     WHERE v.kind = 'domain'
     UNION ALL
    SELECT v.kind, v.object_id, h.name, v.at, v.number
      FROM pg_temp.version v
     CROSS JOIN LATERAL jsonb_array_elements_text(v.state->'domain'->'hosts') AS h (name)
     WHERE v.kind = 'application'
       AND v.state->>'status' NOT IN ({", ".join(map(quoted, sorted(FINAL)))})"""
# What a suspended name delegated to before it was suspended (registry/model/urs.py).
_FORMERLY_NAMED: Final = """
    INSERT INTO pg_temp.named (kind, object_id, name, at, number)
    SELECT 'former', v.object_id, h.name, said.at, said.id
      FROM pg_temp.version v
      JOIN registry.urs_case u ON u.roid = v.roid
     CROSS JOIN LATERAL (SELECT of.at, of.id, of.state
                           FROM registry.history of
                          WHERE of.kind = 'urs'
                            AND of.name = u.name
                            AND (of.state->>'id')::bigint = u.id
                            AND of.at <= $1
                          ORDER BY of.version DESC
                          LIMIT 1) said
     CROSS JOIN LATERAL jsonb_array_elements_text(said.state->'before'->'hosts') AS h (name)
     WHERE v.kind = 'domain'
       AND said.state->>'status' = 'suspended'"""
_BORNE: Final = """
    INSERT INTO pg_temp.borne (name, roid, at, number)
    SELECT h.name, h.roid, h.at, h.id
      FROM registry.history h
     WHERE h.kind = 'host'
       AND h.name IN (SELECT name FROM pg_temp.named)
       AND h.at <= $1"""
# Who bore the name last when the version was written; a host that nothing was ever written of bears it still.
_LINKED: Final = """
    INSERT INTO pg_temp.linked (kind, object_id, name, host_id)
    SELECT n.kind, n.object_id, n.name, coalesce(followed.id, unwritten.id)
      FROM pg_temp.named n
      LEFT JOIN LATERAL (SELECT b.roid
                           FROM pg_temp.borne b
                          WHERE b.name = n.name
                            AND (b.at, b.number) <= (n.at, n.number)
                          ORDER BY b.at DESC, b.number DESC
                          LIMIT 1) bearer ON true
      LEFT JOIN pg_temp.host followed ON followed.roid = bearer.roid
      LEFT JOIN pg_temp.host unwritten ON unwritten.name = n.name AND bearer.roid IS NULL"""
_LINKS: Final = tuple(
    f"INSERT INTO pg_temp.past_{table} ({column}, host_id) SELECT object_id, host_id FROM pg_temp.linked WHERE kind = '{kind}'"
    for table, column, kind in (
        ("domain_host", "domain_id", "domain"),
        ("former_host", "domain_id", "former"),
        ("application_host", "application_id", "application"),
    )
)
# A link that leads nowhere, or a version that makes no row.
_LOST: Final = """
    SELECT v.kind || ' ' || v.roid
      FROM pg_temp.version v
      LEFT JOIN (SELECT 'registrar' AS kind, id FROM pg_temp.past_registrar
                  UNION ALL SELECT 'contact', id FROM pg_temp.past_contact
                  UNION ALL SELECT 'host', id FROM pg_temp.past_host
                  UNION ALL SELECT 'domain', id FROM pg_temp.past_domain) made
           ON made.kind = v.kind AND made.id = v.object_id
     WHERE v.kind <> 'application'
       AND made.id IS NULL
     UNION ALL
    SELECT v.kind || ' ' || v.roid
      FROM pg_temp.version v
      LEFT JOIN (SELECT domain_id, count(*) AS links FROM pg_temp.past_domain_contact GROUP BY domain_id) made
           ON made.domain_id = v.object_id
     WHERE v.kind = 'domain'
       AND coalesce(jsonb_array_length(v.state->'contacts'), 0) <> coalesce(made.links, 0)
     UNION ALL
    SELECT 'host ' || name FROM pg_temp.linked WHERE host_id IS NULL
     ORDER BY 1
     LIMIT 1"""

_COLUMNS: Final = """
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum)
      FROM pg_catalog.pg_attribute
     WHERE attrelid = $1::text::regclass
       AND attnum > 0
       AND NOT attisdropped"""

_ASIDE: Final = {
    "befell": "kind text NOT NULL, roid text NOT NULL, object_id bigint, earliest integer NOT NULL",
    "version": "kind text, roid text, object_id bigint, at timestamptz, number bigint, state jsonb",
    "named": "kind text, object_id bigint, name text, at timestamptz, number bigint",
    "borne": "name text, roid text, at timestamptz, number bigint",
    "linked": "kind text, object_id bigint, name text, host_id bigint",
}

_EVERY: Final = (*_ASIDE, *(f"past_{table}" for table in (*_TABLES, _OF_BOTH)))


async def as_of(db: Connection, watermark: datetime) -> Connection:
    """A connection whose statements see registrars, contacts, hosts and names as they were at the watermark.

    Its temporary tables and views last as long as the transaction, which is to be a `Store.snapshot` with a scratch, or until the
    next reading in it: given a connection that reads one instant, this gives one that reads another, and the first reads no more.

    Raises HistoryLacks.
    """
    given: object = db
    if isinstance(given, _Past):
        db = given.now
    await db.execute(f"DROP VIEW IF EXISTS {', '.join(f'pg_temp.{table}' for table in (*_TABLES, _OF_BOTH))}")
    await db.execute(f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{table}' for table in _EVERY)}")
    for table, columns in _ASIDE.items():
        await db.execute(f"CREATE TEMPORARY TABLE {table} ({columns}) ON COMMIT DROP")
    await db.execute(_BEFELL, watermark)
    if not await db.fetchval("SELECT EXISTS (SELECT FROM pg_temp.befell)"):
        return db
    await db.execute(_VERSIONS, watermark)
    await _known(db, "befell", "version (kind, roid, object_id, at, number)")  # states are large, and joined by nothing
    await _demand_none(db, _UNTOLD)
    await db.execute("DELETE FROM pg_temp.version WHERE state IS NULL")  # it had ended
    befallen = {row[0] for row in await db.fetch("SELECT DISTINCT kind FROM pg_temp.befell")}
    for table, (kind, column) in _TABLES.items():
        await _overlay(db, table, _unchanged(kind, column) if kind in befallen else "")
    of_both = (("domain", "domain_id"), ("contact", "contact_id"))
    await _overlay(db, _OF_BOTH, " AND ".join(_unchanged(kind, column) for kind, column in of_both if kind in befallen))
    await _fill(db, watermark)
    await _demand_none(db, _LOST)
    return cast(Connection, _Past(db, watermark))


def instant_of(db: Connection) -> datetime | None:
    """The instant that a connection reads; None for one that reads the present."""
    given: object = db
    return given.watermark if isinstance(given, _Past) else None


async def _fill(db: Connection, watermark: datetime) -> None:
    """In the order in which they name one another."""
    for statement in (_REGISTRARS, _ACCREDITATIONS, _CONTACTS, _DOMAINS, _HOSTS):
        await db.execute(statement)
    await db.execute(_NAMED)
    await db.execute(_FORMERLY_NAMED, watermark)
    await _known(db, "named")
    await db.execute(_BORNE, watermark)
    await db.execute("CREATE INDEX ON pg_temp.borne (name, at, number)")
    await _known(db, "borne", *(f"past_{table}" for table in ("contact", "domain", "host")))
    children = (_DOMAIN_CONTACTS, _NAMESERVERS, _DNSSEC, _GRACES, _TRANSFERS)
    for statement in (_LINKED, *_LINKS, *children):
        await db.execute(statement)
    await _known(db, "linked", *(f"past_{table}" for table in (*_TABLES, _OF_BOTH)))


def _unchanged(kind: str, column: str) -> str:
    """What belongs to no object that something befell; hashed, so that a row costs one look."""
    ids = f"SELECT object_id FROM pg_temp.befell WHERE kind = '{kind}' AND object_id IS NOT NULL"
    return f"coalesce({column}, 0) NOT IN ({ids})"


async def _overlay(db: Connection, table: str, unchanged: str) -> None:
    """Where nothing befell any of its kind, the table as it is: what is not told apart need not be looked at."""
    await db.execute(f"CREATE TEMPORARY TABLE past_{table} ON COMMIT DROP AS TABLE registry.{table} WITH NO DATA")
    columns = await db.fetchval(_COLUMNS, f"registry.{table}")
    now, then = f"SELECT {columns} FROM registry.{table}", f"SELECT {columns} FROM pg_temp.past_{table}"
    told = f"{now} WHERE {unchanged} UNION ALL {then}" if unchanged else now
    await db.execute(f"CREATE TEMPORARY VIEW {table} AS {told}")


async def _known(db: Connection, *tables: str) -> None:
    """Nobody else counts the rows of temporary tables for the planner."""
    await db.execute(f"ANALYZE {', '.join(f'pg_temp.{table}' for table in tables)}")


async def _demand_none(db: Connection, text: str) -> None:
    if (what := await db.fetchval(text)) is not None:
        raise HistoryLacks(f"history does not tell what {what} was")


class _Past:
    """A connection that reads the views in place of the tables."""

    def __init__(self, db: Connection, watermark: datetime) -> None:
        self.now = db
        self.watermark = watermark

    async def fetch(self, text: str, *values: object) -> Any:
        return await self.now.fetch(_past(text), *values)

    async def fetchrow(self, text: str, *values: object) -> Any:
        return await self.now.fetchrow(_past(text), *values)

    async def execute(self, text: str, *values: object) -> str:
        return await self.now.execute(_past(text), *values)

    async def copy_from_query(self, text: str, **options: Any) -> str:
        return await self.now.copy_from_query(_past(text), **options)


def _past(text: str) -> str:
    return _TABLE.sub(r"pg_temp.\1", text)
