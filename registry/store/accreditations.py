"""Accreditations: from when to when registrars may gain names in TLDs, and on what terms."""

from datetime import datetime

from registry.model.registrar import Accreditation
from registry.store.sql import Connection, do, many, one


@many("""
    SELECT t.name, a.valid_from, a.valid_to, a.contacts, a.price_group, a.currency
      FROM registry.accreditation a
      JOIN registry.tld t ON t.id = a.tld_id
     WHERE a.registrar_id = :registrar_id
     ORDER BY t.name, a.valid_from
""")
async def of(db: Connection, *, registrar_id: int) -> list[Accreditation]: ...


@many("""
    SELECT DISTINCT r.handle
      FROM registry.accreditation a
      JOIN registry.registrar r ON r.id = a.registrar_id
     WHERE a.tld_id = :tld_id
       AND a.valid_from <= :at
       AND (a.valid_to IS NULL OR a.valid_to > :at)
       AND r.state <> 'terminated'
     ORDER BY r.handle
""")
async def accredited(db: Connection, *, tld_id: int, at: datetime) -> list[str]:
    """Who may gain names in the TLD at an instant, as far as it is known now."""


@do("""
    INSERT INTO registry.accreditation (registrar_id, tld_id, valid_from, valid_to, contacts, price_group, currency)
    VALUES (:registrar_id, :tld_id, :valid_from, :valid_to, :contacts, :price_group, :currency)
""")
async def begin(
    db: Connection,
    *,
    registrar_id: int,
    tld_id: int,
    valid_from: datetime,
    valid_to: datetime | None,
    contacts: str | None,
    price_group: str | None,
    currency: str | None,
) -> None: ...


@many("""
    UPDATE registry.accreditation
       SET valid_to = :at
     WHERE registrar_id = :registrar_id
       AND tld_id = :tld_id
       AND valid_from < :at
       AND (valid_to IS NULL OR valid_to > :at)
 RETURNING valid_from
""")
async def end(db: Connection, *, registrar_id: int, tld_id: int, at: datetime) -> list[datetime]:
    """What is in force at an instant ends then; where it began."""


@many("""
    DELETE FROM registry.accreditation
     WHERE registrar_id = :registrar_id
       AND tld_id = :tld_id
       AND valid_from >= :since
       AND (:until::timestamptz IS NULL OR valid_from < :until)
 RETURNING valid_from
""")
async def forget(
    db: Connection, *, registrar_id: int, tld_id: int, since: datetime, until: datetime | None
) -> list[datetime]:
    """What would begin between two instants (None: at any time from the first on) never does; where it would have begun."""


@one("""
    SELECT EXISTS (SELECT FROM registry.accreditation WHERE contacts <> 'forbidden')
""")
async def take_contacts(db: Connection) -> bool:
    """Whether any registrar, at any time, has a rule of its own by which its names may have contacts."""


@many("""
    SELECT DISTINCT registrar_id
      FROM registry.accreditation
     WHERE currency IS NOT NULL
""")
async def pay_otherwise(db: Connection) -> list[int]:
    """Registrars that pay, somewhere at some time, in a currency of their own choice."""
