"""Searches of the public: which names and hosts fit a pattern, a page at a time, by keyset.

The rules of this file:

* Each statement walks one index from where the page before ended; none reads the domains from one end to the other.
* In another order than that of an index, all that fits is read, and the first that are left after the page before are kept.
* What is found here is stored, not true: who asks projects it (`whois/search.py`), so a page may hold less than it could.
* A range of names (`low` to `high`) relies on a database that compares octets, as the embedded one does (C.UTF-8).
"""

from datetime import datetime
from typing import Final

from registry.model.host import Address
from registry.model.registrar import Registrar
from registry.store import registrars
from registry.store.directory import HOST, NameServerRow
from registry.store.sql import Connection, many, one

_NAMED: Final = """d.name >= :low
       AND d.name < :high
       AND d.name ~ :shape
       AND (d.purge_at IS NULL OR d.purge_at > :now)"""


@many(f"""
    SELECT d.name::text
      FROM registry.domain d
     WHERE d.name > :after
       AND {_NAMED}
     ORDER BY d.name
     LIMIT :most
""")
async def domains_named(
    db: Connection, *, low: str, high: str, shape: str, after: str, now: datetime, most: int
) -> list[str]: ...


@one(f"SELECT count(*) FROM registry.domain d WHERE {_NAMED}")
async def count_domains_named(db: Connection, *, low: str, high: str, shape: str, now: datetime) -> int: ...


# Domains by whom they are delegated to: numbers first, so that the domains themselves are only probed for.
_SERVED_BY_NAME: Final = """
    SELECT link.domain_id
      FROM registry.host h
      JOIN registry.domain_host link ON link.host_id = h.id
     WHERE h.name >= :low
       AND h.name < :high
       AND h.name ~ :shape
     UNION
    SELECT n.domain_id
      FROM registry.domain_nameserver n
     WHERE n.name >= :low
       AND n.name < :high
       AND n.name ~ :shape"""
_SERVED_AT: Final = """
    SELECT link.domain_id
      FROM registry.hosts_at(:address) there(id)
      JOIN registry.domain_host link ON link.host_id = there.id
     UNION
    SELECT naming.id
      FROM registry.domains_naming(:address) naming(id)"""


def _page(served: str) -> str:
    return f"""
    SELECT d.id, d.name::text
      FROM registry.domain d
     WHERE d.id = ANY (ARRAY(SELECT served.domain_id
                               FROM ({served}) served
                              WHERE served.domain_id > :after
                              ORDER BY served.domain_id
                              LIMIT :most))
     ORDER BY d.id
"""


@many(_page(_SERVED_BY_NAME))
async def domains_served_by(
    db: Connection, *, low: str, high: str, shape: str, after: int, most: int
) -> list[tuple[int, str]]: ...


@one(f"SELECT count(*) FROM ({_SERVED_BY_NAME}) served")
async def count_domains_served_by(db: Connection, *, low: str, high: str, shape: str) -> int: ...


@many(_page(_SERVED_AT))
async def domains_served_at(db: Connection, *, address: Address, after: int, most: int) -> list[tuple[int, str]]: ...


@one(f"SELECT count(*) FROM ({_SERVED_AT}) served")
async def count_domains_served_at(db: Connection, *, address: Address) -> int: ...


# Domains in the order in which they were registered, which is stored once and never changes; those of an instant by number.
def _by_registration(fits: str, beyond: str, direction: str) -> str:
    return f"""
    SELECT d.id, d.name::text, d.created_at
      FROM registry.domain d
     WHERE {fits}
       AND (d.created_at, d.id) {beyond} (:since, :after)
     ORDER BY d.created_at {direction}, d.id {direction}
     LIMIT :most
"""


def _among(served: str) -> str:
    return f"d.id = ANY (ARRAY(SELECT served.domain_id FROM ({served}) served))"


Registered = tuple[int, str, datetime]


@many(_by_registration(_NAMED, ">", "ASC"))
async def domains_named_oldest_first(
    db: Connection,
    *,
    low: str,
    high: str,
    shape: str,
    since: datetime,
    after: int,
    now: datetime,
    most: int,
) -> list[Registered]: ...


@many(_by_registration(_NAMED, "<", "DESC"))
async def domains_named_newest_first(
    db: Connection,
    *,
    low: str,
    high: str,
    shape: str,
    since: datetime,
    after: int,
    now: datetime,
    most: int,
) -> list[Registered]: ...


@many(_by_registration(_among(_SERVED_BY_NAME), ">", "ASC"))
async def domains_served_by_oldest_first(
    db: Connection, *, low: str, high: str, shape: str, since: datetime, after: int, most: int
) -> list[Registered]: ...


@many(_by_registration(_among(_SERVED_BY_NAME), "<", "DESC"))
async def domains_served_by_newest_first(
    db: Connection, *, low: str, high: str, shape: str, since: datetime, after: int, most: int
) -> list[Registered]: ...


@many(_by_registration(_among(_SERVED_AT), ">", "ASC"))
async def domains_served_at_oldest_first(
    db: Connection, *, address: Address, since: datetime, after: int, most: int
) -> list[Registered]: ...


@many(_by_registration(_among(_SERVED_AT), "<", "DESC"))
async def domains_served_at_newest_first(
    db: Connection, *, address: Address, since: datetime, after: int, most: int
) -> list[Registered]: ...


@many(f"""
    {HOST}
     WHERE h.name > :after
       AND h.name >= :low
       AND h.name < :high
       AND h.name ~ :shape
     ORDER BY h.name
     LIMIT :most
""")
async def name_servers_named(
    db: Connection, *, low: str, high: str, shape: str, after: str, now: datetime, most: int
) -> list[NameServerRow]: ...


@one("""
    SELECT count(*)
      FROM registry.host h
     WHERE h.name >= :low
       AND h.name < :high
       AND h.name ~ :shape
""")
async def count_name_servers_named(db: Connection, *, low: str, high: str, shape: str) -> int: ...


# Found first and ordered then: see `directory.name_servers_at`.
@many(f"""
    {HOST}
      JOIN registry.hosts_at(:address) there(id) ON there.id = h.id
     WHERE h.name > :after
     ORDER BY h.name
     LIMIT :most
""")
async def name_servers_at(
    db: Connection, *, address: Address, after: str, now: datetime, most: int
) -> list[NameServerRow]: ...


@one("""
    SELECT count(*)
      FROM registry.hosts_at(:address)
""")
async def count_name_servers_at(db: Connection, *, address: Address) -> int: ...


# Registrars are few: read whole, whatever is asked of them.
_KEYS: Final = "CASE :by WHEN 'fn' THEN lower(r.name) ELSE lower(coalesce(r.iana_id::text, r.handle)) END"
_FITS: Final = f"CASE WHEN :partial THEN starts_with({_KEYS}, lower(:text)) ELSE {_KEYS} = lower(:text) END"


@many(f"""
    SELECT {registrars.COLUMNS}
      FROM registry.registrar r
     WHERE {_FITS}
       AND r.id > :after
     ORDER BY r.id
     LIMIT :most
""")
async def registrars_with(
    db: Connection, *, by: str, text: str, partial: bool, after: int, most: int
) -> list[Registrar]: ...


# What an answer tells, letter for letter; an instant as text of one length.
_SORTED: Final = """CASE :sort
                 WHEN 'fn' THEN r.name::text
                 WHEN 'handle' THEN coalesce(r.iana_id::text, r.handle)
                 ELSE to_char(r.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')
               END COLLATE "C\""""


# The page before ended with a registrar, who is never removed: the next one begins after where he stands.
def _registrars_sorted(beyond: str, direction: str) -> str:
    return f"""
    SELECT {registrars.COLUMNS}
      FROM registry.registrar r
     WHERE {_FITS}
       AND (:after = 0 OR ({_SORTED}, r.id) {beyond} (SELECT {_SORTED}, r.id FROM registry.registrar r WHERE r.id = :after))
     ORDER BY {_SORTED} {direction}, r.id {direction}
     LIMIT :most
"""


@many(_registrars_sorted(">", "ASC"))
async def registrars_ascending(
    db: Connection, *, by: str, text: str, partial: bool, sort: str, after: int, most: int
) -> list[Registrar]: ...


@many(_registrars_sorted("<", "DESC"))
async def registrars_descending(
    db: Connection, *, by: str, text: str, partial: bool, sort: str, after: int, most: int
) -> list[Registrar]: ...


@one(f"SELECT count(*) FROM registry.registrar r WHERE {_FITS}")
async def count_registrars_with(db: Connection, *, by: str, text: str, partial: bool) -> int: ...
