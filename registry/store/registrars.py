"""Registrars: their records, their ways in, their accreditations."""

from dataclasses import dataclass
from datetime import datetime

from registry.model.registrar import Registrar
from registry.store.sql import Connection, do, many, maybe, one

COLUMNS = """r.id, r.handle, r.name, r.iana_id, r.state, r.email, r.voice, r.fax, r.street, r.city, r.state_or_province,
           r.postal_code, r.country, r.url, r.whois_server, r.abuse_email, r.abuse_voice, r.created_at, r.updated_at"""


@maybe(f"SELECT {COLUMNS} FROM registry.registrar r WHERE r.handle = :handle")
async def by_handle(db: Connection, *, handle: str) -> Registrar | None: ...


@many(f"SELECT {COLUMNS} FROM registry.registrar r ORDER BY r.handle")
async def every(db: Connection) -> list[Registrar]: ...


@one("""
    INSERT INTO registry.registrar
           (handle, name, iana_id, state, password_hash, session_limit, email, voice, street, city, postal_code, country,
            url, whois_server, abuse_email, abuse_voice, created_at)
    VALUES (:handle, :name, :iana_id, 'active', :password_hash, :session_limit, :email, :voice, :street, :city,
            :postal_code, :country, :url, :whois_server, :abuse_email, :abuse_voice, :now)
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
    abuse_email: str | None,
    abuse_voice: str | None,
    now: datetime,
) -> int: ...


@do("""
    INSERT INTO registry.allowed_network (registrar_id, network)
    SELECT :registrar_id, network::cidr
      FROM unnest(:networks::text[]) AS network
""")
async def allow_networks(db: Connection, *, registrar_id: int, networks: list[str]) -> None: ...


@maybe("""
    INSERT INTO registry.certificate (registrar_id, fingerprint, valid_from, valid_to)
    SELECT id, :fingerprint, :valid_from, :valid_to
      FROM registry.registrar
     WHERE handle = :registrar
        ON CONFLICT (registrar_id, fingerprint)
        DO UPDATE SET valid_from = excluded.valid_from, valid_to = excluded.valid_to
 RETURNING registrar_id
""")
async def pin_certificate(
    db: Connection, *, registrar: str, fingerprint: bytes, valid_from: datetime, valid_to: datetime
) -> int | None:
    """None when there is no such registrar."""


@maybe("""
    INSERT INTO registry.accreditation (registrar_id, tld_id, valid_from, contacts)
    SELECT r.id, t.id, :now, :contacts
      FROM registry.registrar r, registry.tld t
     WHERE r.handle = :registrar
       AND t.name = :tld
 RETURNING registrar_id
""")
async def accredit(db: Connection, *, registrar: str, tld: str, now: datetime, contacts: str | None) -> int | None:
    """None when there is no such registrar or no such TLD."""


@do("""
    UPDATE registry.registrar
       SET password_hash = :password_hash
     WHERE id = :registrar_id
""")
async def set_password(db: Connection, *, registrar_id: int, password_hash: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Way:
    """What a login is held against: the password's hash, certificates now valid, networks (none: any), the limit."""

    id: int
    handle: str
    state: str
    password_hash: str
    fingerprints: list[bytes]
    allowed: bool
    session_limit: int


@maybe("""
    SELECT r.id, r.handle, r.state, r.password_hash,
           ARRAY(SELECT c.fingerprint
                   FROM registry.certificate c
                  WHERE c.registrar_id = r.id
                    AND c.valid_from <= :now
                    AND c.valid_to > :now),
           NOT EXISTS (SELECT FROM registry.allowed_network n WHERE n.registrar_id = r.id)
           OR EXISTS (SELECT
                        FROM registry.allowed_network n
                       WHERE n.registrar_id = r.id
                         AND n.network >>= :address::text::inet),
           r.session_limit
      FROM registry.registrar r
     WHERE r.handle = :handle
""")
async def way_in(db: Connection, *, handle: str, address: str, now: datetime) -> Way | None: ...


@dataclass(frozen=True, slots=True)
class Held:
    """What a login must find unchanged once it holds the registrar."""

    state: str
    password_hash: str
    session_limit: int


@maybe("""
    SELECT state, password_hash, session_limit
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
