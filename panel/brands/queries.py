"""Brands of resellers, and under which host each is shown."""

from dataclasses import dataclass
from datetime import datetime

from panel.kit.subtree import WITHIN
from registry.store.sql import Connection, do, maybe


@dataclass(frozen=True, slots=True)
class Seller:
    """A reseller with its brand; without one, all of that is None."""

    id: int
    login: str
    title: str
    host: str | None
    name: str | None
    colour: str | None
    has_logo: bool
    updated_at: datetime | None
    updated_by: str | None


@maybe(f"""
    SELECT a.id, a.login, a.name, b.host, b.name, b.colour, b.logo IS NOT NULL, b.updated_at, b.updated_by
      FROM iam.account a
      LEFT JOIN panel.brand b ON b.seller_id = a.id
     WHERE a.login = :login
       AND a.kind = 'reseller'
       AND a.state IN ('active', 'blocked')
       AND (:everything OR {WITHIN})
""")
async def seller(db: Connection, *, login: str, everything: bool, root: int | None) -> Seller | None:
    """A reseller that the scope has."""


@maybe("""
    INSERT INTO panel.brand (seller_id, host, name, colour, logo, logo_kind, updated_at, updated_by)
    SELECT :seller_id, :host, :name, :colour, :logo, :logo_kind, :now, :by
     WHERE NOT EXISTS (SELECT FROM panel.brand other WHERE other.host = :host AND other.seller_id <> :seller_id)
        ON CONFLICT (seller_id)
        DO UPDATE SET host = excluded.host, name = excluded.name, colour = excluded.colour,
                      logo = CASE WHEN :keeps_logo THEN brand.logo ELSE excluded.logo END,
                      logo_kind = CASE WHEN :keeps_logo THEN brand.logo_kind ELSE excluded.logo_kind END,
                      updated_at = excluded.updated_at, updated_by = excluded.updated_by
 RETURNING seller_id
""")
async def keep(
    db: Connection,
    *,
    seller_id: int,
    host: str,
    name: str,
    colour: str,
    logo: bytes | None,
    logo_kind: str | None,
    keeps_logo: bool,
    now: datetime,
    by: str,
) -> int | None:
    """None where another brand has the host."""


@maybe("SELECT b.logo FROM panel.brand b WHERE b.host = :host AND b.logo IS NOT NULL")
async def logo(db: Connection, *, host: str) -> bytes | None: ...


@do("DELETE FROM panel.brand WHERE seller_id = :seller_id")
async def drop(db: Connection, *, seller_id: int) -> None: ...
