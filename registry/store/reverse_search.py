"""Searches of those who may: which objects belong to somebody, a page at a time (RFC 9536).

The rules of this file:

* Each statement finds people by one index of theirs, and what is theirs by another; none reads the domains from one end to the
  other.
* What is found is a candidate: whether the asker is shown what was searched for is judged by who asks (`whois/reverse.py`).
* A range of texts (`low` to `high`) is one of small letters, and relies on a database that compares octets (C.UTF-8).
"""

from datetime import datetime
from typing import Final

from registry.model.registrar import Registrar
from registry.store import registrars
from registry.store.directory import HOST, NameServerRow
from registry.store.sql import Connection, many

_OF_CONTACTS: Final = """
    WITH people AS MATERIALIZED (
        SELECT c.id
          FROM registry.contact c
         WHERE {key} >= {low}
           AND {key} < {high}
    )
    SELECT d.name::text
      FROM registry.domain d
     WHERE d.id = ANY (ARRAY(
               SELECT x.id
                 FROM registry.domain x
                WHERE x.registrant_id = ANY (ARRAY(SELECT p.id FROM people p))
                  AND 'registrant' = ANY (:roles::text[])
                UNION
               SELECT l.domain_id
                 FROM registry.domain_contact l
                WHERE l.contact_id = ANY (ARRAY(SELECT p.id FROM people p))
                  AND l.role = ANY (:roles::text[])))
       AND d.name > :after
       AND (:sponsor::text IS NULL
            OR d.registrar_id = (SELECT r.id FROM registry.registrar r WHERE r.handle = :sponsor::text))
     ORDER BY d.name
     LIMIT :most
"""


@many(_OF_CONTACTS.format(key="c.roid", low=":low", high=":high"))
async def domains_by_handle(
    db: Connection, *, low: str, high: str, roles: list[str], sponsor: str | None, after: str, most: int
) -> list[str]: ...


@many(_OF_CONTACTS.format(key="lower(c.email)", low="lower(:low)", high="lower(:high)"))
async def domains_by_email(
    db: Connection, *, low: str, high: str, roles: list[str], sponsor: str | None, after: str, most: int
) -> list[str]: ...


@many(_OF_CONTACTS.format(key="lower(c.postal->0->>'name')", low="lower(:low)", high="lower(:high)"))
async def domains_by_name(
    db: Connection, *, low: str, high: str, roles: list[str], sponsor: str | None, after: str, most: int
) -> list[str]:
    """By the name in the first of the postal forms, which is the one that is shown."""


# Registrars are few: those that fit are found by reading them all, and what is theirs a page from each.
_FITS: Final = """CASE :by
               WHEN 'fn' THEN lower(r.name)
               WHEN 'email' THEN lower(r.abuse_email)
               ELSE lower(coalesce(r.iana_id::text, r.handle))
           END BETWEEN lower(:low) AND lower(:high)
       AND (:sponsor::text IS NULL OR r.handle = :sponsor)"""


@many(f"""
    SELECT own.name
      FROM registry.registrar r
     CROSS JOIN LATERAL (SELECT d.name::text AS name
                           FROM registry.domain d
                          WHERE d.registrar_id = r.id
                            AND d.name > :after
                          ORDER BY d.name
                          LIMIT :most) own
     WHERE {_FITS}
     ORDER BY 1
     LIMIT :most
""")
async def domains_by_registrar(
    db: Connection, *, by: str, low: str, high: str, sponsor: str | None, after: str, most: int
) -> list[str]: ...


@many(f"""
    SELECT own.name
      FROM registry.registrar r
     CROSS JOIN LATERAL (SELECT h.name::text AS name
                           FROM registry.host h
                          WHERE h.registrar_id = r.id
                            AND h.name > :after
                          ORDER BY h.name
                          LIMIT :most) own
     WHERE {_FITS}
     ORDER BY 1
     LIMIT :most
""")
async def name_servers_by_registrar(
    db: Connection, *, by: str, low: str, high: str, sponsor: str | None, after: str, most: int
) -> list[str]: ...


@many(f"""
    SELECT r.id
      FROM registry.registrar r
     WHERE {_FITS}
       AND r.id > :after
     ORDER BY r.id
     LIMIT :most
""")
async def registrars_by_contact(
    db: Connection, *, by: str, low: str, high: str, sponsor: str | None, after: int, most: int
) -> list[int]: ...


@many(f"SELECT {registrars.COLUMNS} FROM registry.registrar r WHERE r.id = ANY(:numbers)")
async def registrars_numbered(db: Connection, *, numbers: list[int]) -> list[Registrar]: ...


@many(f"{HOST} WHERE h.name = ANY(:names)")
async def name_servers(db: Connection, *, names: list[str], now: datetime) -> list[NameServerRow]: ...
