"""Registrars: their records, their ways in, their accreditations."""

from dataclasses import dataclass
from datetime import datetime

from registry.model.registrar import Registrar, RegistrarKind, RegistrarState
from registry.store.notices import REGISTRAR
from registry.store.sql import Connection, do, many, maybe, one

COLUMNS = """r.id, r.handle, r.name, r.iana_id, r.state, r.email, r.voice, r.fax, r.street, r.city, r.state_or_province,
           r.postal_code, r.country, r.url, r.whois_server, r.rdap_url, r.abuse_email, r.abuse_voice, r.created_at,
           r.updated_at, r.kind"""


@maybe(f"SELECT {COLUMNS} FROM registry.registrar r WHERE r.handle = :handle")
async def by_handle(db: Connection, *, handle: str) -> Registrar | None: ...


@many(f"SELECT {COLUMNS} FROM registry.registrar r ORDER BY r.handle")
async def every(db: Connection) -> list[Registrar]: ...


@one("""
    INSERT INTO registry.registrar
           (handle, name, iana_id, state, password_hash, session_limit, email, voice, street, city, postal_code, country,
            url, whois_server, rdap_url, abuse_email, abuse_voice, created_at, kind)
    VALUES (:handle, :name, :iana_id, :state, :password_hash, :session_limit, :email, :voice, :street, :city,
            :postal_code, :country, :url, :whois_server, :rdap_url, :abuse_email, :abuse_voice, :now, :kind)
 RETURNING id
""")
async def add(
    db: Connection,
    *,
    handle: str,
    name: str,
    iana_id: int | None,
    password_hash: str,
    session_limit: int,
    email: str | None,
    voice: str | None,
    street: list[str],
    city: str | None,
    postal_code: str | None,
    country: str | None,
    url: str | None,
    whois_server: str | None,
    rdap_url: str | None,
    abuse_email: str | None,
    abuse_voice: str | None,
    now: datetime,
    state: RegistrarState,
    kind: RegistrarKind,
) -> int: ...


@do("""
    UPDATE registry.registrar
       SET name = :name,
           iana_id = :iana_id,
           kind = :kind,
           email = :email,
           voice = :voice,
           fax = :fax,
           street = :street,
           city = :city,
           state_or_province = :state_or_province,
           postal_code = :postal_code,
           country = :country,
           url = :url,
           whois_server = :whois_server,
           rdap_url = :rdap_url,
           abuse_email = :abuse_email,
           abuse_voice = :abuse_voice,
           updated_at = :now
     WHERE id = :registrar_id
""")
async def set_profile(
    db: Connection,
    *,
    registrar_id: int,
    name: str,
    iana_id: int | None,
    kind: RegistrarKind,
    email: str | None,
    voice: str | None,
    fax: str | None,
    street: list[str],
    city: str | None,
    state_or_province: str | None,
    postal_code: str | None,
    country: str | None,
    url: str | None,
    whois_server: str | None,
    rdap_url: str | None,
    abuse_email: str | None,
    abuse_voice: str | None,
    now: datetime,
) -> None: ...


@maybe("""
    SELECT id
      FROM registry.registrar
     WHERE handle = :handle
       FOR NO KEY UPDATE
""")
async def lock(db: Connection, *, handle: str) -> int | None:
    """The registrar's number; nobody else changes it until this transaction ends. Whatever refers to it goes on."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a registrar beside the record that the public sees."""

    version: int
    session_limit: int


@one("""
    SELECT version, session_limit
      FROM registry.registrar
     WHERE id = :registrar_id
""")
async def kept(db: Connection, *, registrar_id: int) -> Kept: ...


@do("""
    UPDATE registry.registrar
       SET version = version + 1
     WHERE id = :registrar_id
""")
async def count_version(db: Connection, *, registrar_id: int) -> None: ...


@do("""
    UPDATE registry.registrar
       SET state = :state,
           updated_at = :now
     WHERE id = :registrar_id
""")
async def set_state(db: Connection, *, registrar_id: int, state: RegistrarState, now: datetime) -> None: ...


@do("""
    UPDATE registry.registrar
       SET session_limit = :session_limit
     WHERE id = :registrar_id
""")
async def set_session_limit(db: Connection, *, registrar_id: int, session_limit: int) -> None: ...


@many("""
    SELECT id, state
      FROM registry.registrar
     WHERE state <> 'active'
""")
async def not_active(db: Connection) -> list[tuple[int, RegistrarState]]:
    """Those that may not do everything, with what they are instead."""


@do(f"SELECT pg_notify('{REGISTRAR}', '')")
async def announce(db: Connection) -> None:
    """Tell every process, when this transaction commits, that a registrar is not what it was."""


@do("""
    UPDATE registry.registrar
       SET password_hash = :password_hash,
           password_at = :now
     WHERE id = :registrar_id
""")
async def set_password(db: Connection, *, registrar_id: int, password_hash: str, now: datetime) -> None: ...


@do("""
    UPDATE registry.registrar
       SET failed_logins = failed_logins + 1
     WHERE handle = :handle
""")
async def _count_failed_login(db: Connection, *, handle: str) -> None: ...


@one("SELECT set_config('synchronous_commit', 'off', true)")
async def _commit_without_waiting(db: Connection) -> str: ...


async def count_failed_login(db: Connection, handle: str) -> None:
    """One more since the last that succeeded, if there is such a registrar.

    The commit does not wait for the disk: it would take longer where there is one, and tell a stranger that there is.
    """
    await _commit_without_waiting(db)
    await _count_failed_login(db, handle=handle)


@do("""
    UPDATE registry.registrar
       SET failed_logins = 0,
           last_login_at = :now
     WHERE id = :registrar_id
""")
async def welcome(db: Connection, *, registrar_id: int, now: datetime) -> None:
    """A login succeeded: the next one counts failures from here."""


@dataclass(frozen=True, slots=True)
class Way:
    """What a login is held against: the password's hash and age, certificates now valid and until when, networks (none: any),
    the limit.
    """

    id: int
    handle: str
    state: RegistrarState
    password_hash: str
    password_at: datetime
    fingerprints: list[bytes]
    certificates_until: list[datetime]
    allowed: bool
    session_limit: int


@maybe("""
    SELECT r.id, r.handle, r.state, r.password_hash, coalesce(r.password_at, r.created_at),
           pinned.fingerprints, pinned.ends,
           NOT EXISTS (SELECT FROM registry.allowed_network n WHERE n.registrar_id = r.id)
           OR EXISTS (SELECT
                        FROM registry.allowed_network n
                       WHERE n.registrar_id = r.id
                         AND n.network >>= :address::text::inet),
           r.session_limit
      FROM registry.registrar r
     CROSS JOIN LATERAL (
           SELECT coalesce(array_agg(c.fingerprint), '{}') AS fingerprints, coalesce(array_agg(c.valid_to), '{}') AS ends
             FROM registry.certificate c
            WHERE c.registrar_id = r.id
              AND c.valid_from <= :now
              AND c.valid_to > :now) pinned
     WHERE r.handle = :handle
""")
async def way_in(db: Connection, *, handle: str, address: str, now: datetime) -> Way | None: ...


@dataclass(frozen=True, slots=True)
class Held:
    """What a login must find unchanged once it holds the registrar, and how others fared before it."""

    state: RegistrarState
    password_hash: str
    session_limit: int
    failed_logins: int
    counted_since: datetime


@maybe("""
    SELECT state, password_hash, session_limit, failed_logins, coalesce(last_login_at, created_at)
      FROM registry.registrar
     WHERE id = :registrar_id
       FOR NO KEY UPDATE
""")
async def hold(db: Connection, *, registrar_id: int) -> Held | None:
    """Lock the row: one login of a registrar at a time. Whatever else refers to the registrar goes on."""


@dataclass(frozen=True, slots=True)
class AccreditedTerms:
    """On what terms a registrar buys in a TLD; None where the TLD's own hold."""

    price_group: str | None
    currency: str | None


@maybe("""
    SELECT a.price_group, a.currency
      FROM registry.accreditation a
      JOIN registry.registrar r ON r.id = a.registrar_id
     WHERE r.handle = :registrar
       AND a.tld_id = :tld_id
       AND a.valid_from <= :now
     ORDER BY a.valid_from DESC
     LIMIT 1
""")
async def terms(db: Connection, *, registrar: str, tld_id: int, now: datetime) -> AccreditedTerms | None:
    """Those of its newest accreditation, even one that has ended: its names live on."""
