"""How registrars come in: the certificates that are pinned for them, and the networks they come from."""

from dataclasses import dataclass
from datetime import datetime

from registry.model.registrar import Certificate, RegistrarState
from registry.store.sql import Connection, do, many, maybe


@many("""
    SELECT network::text
      FROM registry.allowed_network
     WHERE registrar_id = :registrar_id
     ORDER BY network
""")
async def networks(db: Connection, *, registrar_id: int) -> list[str]:
    """None: the registrar may come from anywhere."""


@do("""
    WITH gone AS (
        DELETE FROM registry.allowed_network
         WHERE registrar_id = :registrar_id
           AND NOT network = ANY(:networks::text[]::cidr[])
    )
    INSERT INTO registry.allowed_network (registrar_id, network)
    SELECT :registrar_id, network
      FROM unnest(:networks::text[]::cidr[]) AS network
        ON CONFLICT DO NOTHING
""")
async def set_networks(db: Connection, *, registrar_id: int, networks: list[str]) -> None:
    """These networks, and no others."""


@many("""
    SELECT encode(fingerprint, 'hex'), valid_from, valid_to
      FROM registry.certificate
     WHERE registrar_id = :registrar_id
     ORDER BY valid_to DESC, fingerprint
""")
async def certificates(db: Connection, *, registrar_id: int) -> list[Certificate]: ...


@do("""
    INSERT INTO registry.certificate (registrar_id, fingerprint, valid_from, valid_to, subject, pinned_at, pinned_by)
    VALUES (:registrar_id, :fingerprint, :valid_from, :valid_to, :subject, :now, :by)
        ON CONFLICT (registrar_id, fingerprint)
        DO UPDATE SET valid_from = excluded.valid_from, valid_to = excluded.valid_to
""")
async def pin_certificate(
    db: Connection,
    *,
    registrar_id: int,
    fingerprint: bytes,
    valid_from: datetime,
    valid_to: datetime,
    subject: str | None,
    now: datetime,
    by: str | None,
) -> None:
    """One that is pinned already keeps who pinned it first, and has other instants."""


@maybe("""
    DELETE FROM registry.certificate
     WHERE registrar_id = :registrar_id
       AND fingerprint = :fingerprint
 RETURNING registrar_id
""")
async def unpin_certificate(db: Connection, *, registrar_id: int, fingerprint: bytes) -> int | None:
    """None when it was not pinned."""


@many("""
    SELECT r.handle, r.state
      FROM registry.certificate c
      JOIN registry.registrar r ON r.id = c.registrar_id
     WHERE c.fingerprint = :fingerprint
       AND c.valid_from <= :now
       AND c.valid_to > :now
       AND (NOT EXISTS (SELECT FROM registry.allowed_network n WHERE n.registrar_id = r.id)
            OR EXISTS (SELECT
                         FROM registry.allowed_network n
                        WHERE n.registrar_id = r.id
                          AND n.network >>= :address::text::inet))
""")
async def pinned_by(
    db: Connection, *, fingerprint: bytes, address: str, now: datetime
) -> list[tuple[str, RegistrarState]]:
    """The registrars that the certificate is pinned for now, and that may come from the address."""


@dataclass(frozen=True, slots=True)
class Ending:
    """The last certificate of a registrar: no other is pinned that ends later."""

    registrar: str
    fingerprint: str
    valid_to: datetime


@many("""
    SELECT r.handle, encode(last.fingerprint, 'hex'), last.valid_to
      FROM registry.registrar r
     CROSS JOIN LATERAL (SELECT c.fingerprint, c.valid_to
                           FROM registry.certificate c
                          WHERE c.registrar_id = r.id
                          ORDER BY c.valid_to DESC, c.fingerprint
                          LIMIT 1) last
     WHERE r.state <> 'terminated'
       AND last.valid_to <= :until
     ORDER BY r.handle
""")
async def ending(db: Connection, *, until: datetime) -> list[Ending]:
    """Registrars that have no certificate beyond an instant, of those that have one at all."""


@many("""
    SELECT r.handle, coalesce(r.password_at, r.created_at)
      FROM registry.registrar r
     WHERE r.state <> 'terminated'
       AND coalesce(r.password_at, r.created_at) <= :before
     ORDER BY r.handle
""")
async def old_passwords(db: Connection, *, before: datetime) -> list[tuple[str, datetime]]:
    """Registrars whose password was set by an instant, and when."""
