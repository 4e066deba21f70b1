"""Escrow: which rows a deposit of one TLD is made from, and how many there are.

What is written of each row is the business of the column tables in rde/objects; they name columns by the aliases that
the sources here promise. Every statement of a deposit runs in one snapshot (`Store.snapshot`), and none asks the time:
the watermark is a parameter like any other.

A source may say :tld_id, :watermark, and where it is copied in ranges :first and :last (ids, both included).

Longer than most files: every source of rows is declared here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from registry.store.copying import escaped_sql, instant_sql
from registry.store.sql import Connection, many, one

# --- rows ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """The rows an object kind is made from: FROM, WHERE, and the expression that identifies a row; `bare` is FROM without what
    is only joined for a row's own columns, where that is less."""

    rows: str
    where: str
    key: str
    bare: str = ""


@dataclass(frozen=True, slots=True)
class Children:
    """Rows of which several belong to one object: `key` is its id in them, `order` theirs within it.

    `among` keeps to the objects of the TLD; it is needed where other TLDs' objects lie in the same range of ids.
    """

    rows: str
    where: str
    among: str
    key: str
    order: str


# Registrars are few and named in every row: escaped once, joined by hash.
PARTIES: Final = f"""
    party AS MATERIALIZED (
        SELECT id, {escaped_sql("handle")} AS handle
          FROM registry.registrar)"""

# As CSV has them: what would break a line is a blank there.
RAW_PARTIES: Final = """
    party AS MATERIALIZED (
        SELECT id, translate(handle, E'\\t\\n\\r', '   ') AS handle
          FROM registry.registrar)"""

# d: the domain · sponsor, creator, updater · registrant: a contact · x: its pending transfer, with gaining and losing · idn: the
# version of the IDN table that it was registered by.
# Due events of every name are written before a snapshot counts as good, so the stored rows are what is true.
DOMAINS: Final = Source(
    rows="""registry.domain d
      JOIN party sponsor ON sponsor.id = d.registrar_id
      JOIN party creator ON creator.id = d.created_by
      LEFT JOIN party updater ON updater.id = d.updated_by
      LEFT JOIN registry.contact registrant ON registrant.id = d.registrant_id
      LEFT JOIN registry.idn_table idn ON idn.id = d.idn_table_id
      LEFT JOIN registry.transfer x ON x.domain_id = d.id AND x.status = 'pending'
      LEFT JOIN party gaining ON gaining.id = x.gaining_id
      LEFT JOIN party losing ON losing.id = x.losing_id""",
    where="d.tld_id = :tld_id AND d.id BETWEEN :first AND :last",
    key="d.id",
    bare="registry.domain d",
)

_OF_RANGE: Final = "BETWEEN :first AND :last"
_OF_TLD: Final = f"IN (SELECT u.id FROM registry.domain u WHERE u.tld_id = :tld_id AND u.id {_OF_RANGE})"

DOMAIN_CONTACTS: Final = Children(
    rows="registry.domain_contact link JOIN registry.contact c ON c.id = link.contact_id",
    where=f"link.domain_id {_OF_RANGE}",
    among=f"link.domain_id {_OF_TLD}",
    key="link.domain_id",
    order="link.role || ' ' || c.handle COLLATE \"C\"",
)
DOMAIN_HOSTS: Final = Children(
    rows="registry.domain_host link JOIN registry.host h ON h.id = link.host_id",
    where=f"link.domain_id {_OF_RANGE}",
    among=f"link.domain_id {_OF_TLD}",
    key="link.domain_id",
    order='h.name COLLATE "C"',
)
DOMAIN_NAMESERVERS: Final = Children(
    rows="registry.domain_nameserver n",
    where=f"n.domain_id {_OF_RANGE}",
    among=f"n.domain_id {_OF_TLD}",
    key="n.domain_id",
    order='n.name COLLATE "C"',
)
# DS data and key data; the schema lets a name have one of the two only, and so does the policy of its TLD.
DOMAIN_DS: Final = Children(
    rows="registry.domain_dnssec s",
    where=f"s.digest IS NOT NULL AND s.domain_id {_OF_RANGE}",
    among=f"s.domain_id {_OF_TLD}",
    key="s.domain_id",
    order="s.number",
)
DOMAIN_KEYS: Final = Children(
    rows="registry.domain_dnssec s",
    where=f"s.public_key IS NOT NULL AND s.domain_id {_OF_RANGE}",
    among=f"s.domain_id {_OF_TLD}",
    key="s.domain_id",
    order="s.number",
)
# Several periods of one kind may be open; the status is shown once, in the order in which they began, and tells of each.
DOMAIN_GRACES: Final = Children(
    rows=f"""(SELECT p.domain_id, p.kind, min(p.id) AS first,
                    string_agg('endDate=' || {instant_sql("p.ends_at")} || 'Z years=' || p.years, '; ' ORDER BY p.id) AS told
               FROM registry.grace p
               JOIN registry.domain u ON u.id = p.domain_id
              WHERE p.ends_at > :watermark
                AND p.domain_id {_OF_RANGE}
                AND u.deleted_at IS NULL
              GROUP BY p.domain_id, p.kind) g""",
    where="true",
    among=f"g.domain_id {_OF_TLD}",
    key="g.domain_id",
    order="g.first",
)

_LINKED_HOSTS: Final = """
           SELECT l.host_id
             FROM registry.domain_host l
             JOIN registry.domain u ON u.id = l.domain_id
            WHERE u.tld_id = :tld_id
            UNION
           SELECT s.id
             FROM registry.host s
             JOIN registry.domain u ON u.id = s.superordinate_id
            WHERE u.tld_id = :tld_id"""
_WHICH_HOSTS: Final = f"h.id IN ({_LINKED_HOSTS})"

# h: the host · sponsor, creator, updater · x: the pending transfer of the domain above it.
# Those that the TLD's names use, wherever they are, and those below its names.
HOSTS: Final = Source(
    rows="""registry.host h
      JOIN party sponsor ON sponsor.id = h.registrar_id
      JOIN party creator ON creator.id = h.created_by
      LEFT JOIN party updater ON updater.id = h.updated_by
      LEFT JOIN registry.transfer x ON x.domain_id = h.superordinate_id AND x.status = 'pending'""",
    where=_WHICH_HOSTS,
    key="h.id",
    bare="registry.host h",
)

_LINKED_CONTACTS: Final = """
           SELECT u.registrant_id
             FROM registry.domain u
            WHERE u.tld_id = :tld_id
              AND u.registrant_id IS NOT NULL
            UNION
           SELECT l.contact_id
             FROM registry.domain_contact l
             JOIN registry.domain u ON u.id = l.domain_id
            WHERE u.tld_id = :tld_id"""
_WHICH_CONTACTS: Final = f"c.id IN ({_LINKED_CONTACTS})"

# c: the contact · sponsor, creator, updater · x: its pending transfer, with gaining and losing.
CONTACTS: Final = Source(
    rows="""registry.contact c
      JOIN party sponsor ON sponsor.id = c.registrar_id
      JOIN party creator ON creator.id = c.created_by
      LEFT JOIN party updater ON updater.id = c.updated_by
      LEFT JOIN registry.transfer x ON x.contact_id = c.id AND x.status = 'pending'
      LEFT JOIN party gaining ON gaining.id = x.gaining_id
      LEFT JOIN party losing ON losing.id = x.losing_id""",
    where=_WHICH_CONTACTS,
    key="c.id",
    bare="registry.contact c",
)

# i: a version of an IDN table. Which ones are found before: `idn_tables`.
IDN_TABLES: Final = Source(rows="registry.idn_table i", where="i.id = ANY(:idn_tables)", key="i.id")

# k: a name that is no domain. They are gathered before: registry/store/kept_names.py.
KEPT_NAMES: Final = Source(rows="pg_temp.kept k", where="true", key="k.id")

# r: the registrar. Which ones is found with the counts: `survey`.
REGISTRARS: Final = Source(rows="registry.registrar r", where="r.id = ANY(:registrars)", key="r.id")


@dataclass(frozen=True, slots=True)
class Survey:
    """How many hosts and contacts a deposit holds, and the ids of the registrars that it must hold."""

    hosts: int
    contacts: int
    registrars: list[int]


# Registrars: all that the objects name, each combination looked at once, and all that may sell in the TLD.
@one(f"""
    WITH host AS MATERIALIZED (
        SELECT h.registrar_id, h.created_by, h.updated_by
          FROM registry.host h
         WHERE :with_hosts
           AND {_WHICH_HOSTS}),
    contact AS MATERIALIZED (
        SELECT c.id, c.registrar_id, c.created_by, c.updated_by
          FROM registry.contact c
         WHERE :with_contacts
           AND {_WHICH_CONTACTS})
    SELECT (SELECT count(*) FROM host),
           (SELECT count(*) FROM contact),
           array_remove(ARRAY(SELECT unnest(ARRAY[d.registrar_id, d.created_by, d.updated_by])
                   FROM registry.domain d
                  WHERE d.tld_id = :tld_id
                  GROUP BY d.registrar_id, d.created_by, d.updated_by
                  UNION
                 SELECT unnest(ARRAY[h.registrar_id, h.created_by, h.updated_by])
                   FROM host h
                  GROUP BY h.registrar_id, h.created_by, h.updated_by
                  UNION
                 SELECT unnest(ARRAY[c.registrar_id, c.created_by, c.updated_by])
                   FROM contact c
                  GROUP BY c.registrar_id, c.created_by, c.updated_by
                  UNION
                 SELECT unnest(ARRAY[x.gaining_id, x.losing_id])
                   FROM registry.transfer x
                   LEFT JOIN registry.domain d ON d.id = x.domain_id
                  WHERE x.status = 'pending'
                    AND (d.tld_id = :tld_id OR x.contact_id IN (SELECT id FROM contact))
                  UNION
                 SELECT a.registrar_id
                   FROM registry.accreditation a
                  WHERE a.tld_id = :tld_id
                    AND a.valid_from <= :watermark
                    AND (a.valid_to IS NULL OR a.valid_to > :watermark)), NULL)
""")
async def survey(
    db: Connection, *, tld_id: int, watermark: datetime, with_hosts: bool, with_contacts: bool
) -> Survey: ...


@many("""
    SELECT DISTINCT ON (i.name) i.id
      FROM registry.idn_table i
     WHERE i.valid_from <= :watermark
       AND (i.name = ANY(:offered)
            OR i.name IN (SELECT used.name
                            FROM registry.idn_table used
                           WHERE used.id IN (SELECT d.idn_table_id
                                               FROM registry.domain d
                                              WHERE d.tld_id = :tld_id
                                                AND d.idn_table_id IS NOT NULL)))
     ORDER BY i.name, i.valid_from DESC
""")
async def idn_tables(db: Connection, *, tld_id: int, offered: list[str], watermark: datetime) -> list[int]:
    """The version in force of every IDN table that the TLD offers, or that a name of it was registered by."""


@dataclass(frozen=True, slots=True)
class Range:
    """Ids of neighbours, both ends included, how many names of the TLD lie between them, and how many of all TLDs."""

    first: int
    last: int
    count: int
    neighbours: int


@many("""
    SELECT r.first, r.last, r.count,
           (SELECT count(*) FROM registry.domain o WHERE o.id BETWEEN r.first AND r.last)
      FROM (SELECT min(n.id) AS first, max(n.id) AS last, count(*) AS count
              FROM (SELECT d.id, (row_number() OVER (ORDER BY d.id) - 1) / :size::int AS number
                      FROM registry.domain d
                     WHERE d.tld_id = :tld_id) n
             GROUP BY n.number) r
     ORDER BY r.first
""")
async def domain_ranges(db: Connection, *, tld_id: int, size: int) -> list[Range]: ...


@many("""
    SELECT DISTINCT contacts
      FROM registry.accreditation
     WHERE tld_id = :tld_id
       AND contacts IS NOT NULL
""")
async def contact_exceptions(db: Connection, *, tld_id: int) -> list[str]:
    """What registrars are, or once were, granted instead of the TLD's rule about contacts."""


@many("""
    SELECT d.name
      FROM registry.domain d
     WHERE d.next_due <= :now
       AND (:tld_id::bigint IS NULL
            OR d.tld_id = :tld_id
            OR EXISTS (SELECT
                         FROM registry.host h
                         JOIN registry.domain_host l ON l.host_id = h.id
                         JOIN registry.domain u ON u.id = l.domain_id
                        WHERE h.superordinate_id = d.id
                          AND u.tld_id = :tld_id))
     ORDER BY d.next_due, d.id
     LIMIT :most
""")
async def due(db: Connection, *, tld_id: int | None, now: datetime, most: int) -> list[str]:
    """Names whose due events a deposit would show: those of the TLD, and those above hosts that these use; of all TLDs, all."""


@many("""
    SELECT c.handle
      FROM registry.transfer x
      JOIN registry.contact c ON c.id = x.contact_id
     WHERE x.status = 'pending'
       AND x.act_by <= :now
     ORDER BY x.act_by, x.id
     LIMIT :most
""")
async def due_contacts(db: Connection, *, now: datetime, most: int) -> list[str]:
    """Contacts whose transfer was approved by time without its being written; they belong to no TLD."""
