"""Making a domain of an application: the name was paid for when it was applied for, so nothing is charged here."""

from datetime import datetime

from registry.model.domain import Domain
from registry.store.domain_changes import add_parts
from registry.store.sql import Connection, one


@one("""
    WITH fresh AS (SELECT nextval('registry.object_number') AS id)
    INSERT INTO registry.domain
           (id, roid, name, tld_id, registrar_id, registrant_id, authinfo, created_by, created_at, expires_at, next_due,
            name_class, idn_table_id, variant_key, variant_of)
    SELECT fresh.id, 'D' || fresh.id || '-' || :repository::text, :name, :tld_id, r.id,
           (SELECT id FROM registry.contact WHERE handle = :registrant), :authinfo, r.id, :created_at, :expires_at,
           :next_due, :name_class, :idn_table_id, :variant_key, :variant_of
      FROM fresh
      JOIN registry.registrar r ON r.handle = :registrar
 RETURNING id, roid
""")
async def _insert(
    db: Connection,
    *,
    repository: str,
    name: str,
    tld_id: int,
    registrar: str,
    registrant: str | None,
    authinfo: str | None,
    created_at: datetime,
    expires_at: datetime,
    next_due: datetime,
    name_class: str,
    idn_table_id: int | None,
    variant_key: str | None,
    variant_of: int | None,
) -> tuple[int, str]: ...


async def make(
    db: Connection,
    domain: Domain,
    *,
    tld_id: int,
    repository: str,
    next_due: datetime,
    idn_table_id: int | None,
    variant_key: str | None,
    variant_of: int | None,
) -> tuple[int, str]:
    """The id and ROID of the new domain, which is written with all its parts; a name that is taken violates its constraint."""
    made = await _insert(
        db,
        repository=repository,
        name=domain.name,
        tld_id=tld_id,
        registrar=domain.registrar,
        registrant=domain.registrant,
        authinfo=domain.authinfo,
        created_at=domain.created_at,
        expires_at=domain.expires_at,
        next_due=next_due,
        name_class=domain.name_class,
        idn_table_id=idn_table_id,
        variant_key=variant_key,
        variant_of=variant_of,
    )
    await add_parts(db, made[0], domain)
    return made
