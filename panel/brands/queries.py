"""Brands of resellers, and under which hosts each is shown."""

from dataclasses import dataclass
from datetime import datetime

from panel.kit.subtree import WITHIN
from registry.store.sql import Connection, do, many, maybe


@dataclass(frozen=True, slots=True)
class Seller:
    """A reseller with its brand; without one, all of that is None. `hosts` begin with the one that mails lead to."""

    id: int
    login: str
    title: str
    hosts: list[str]
    name: str | None
    colour: str | None
    has_logo: bool
    has_favicon: bool
    site: str | None
    terms: str | None
    privacy: str | None
    support: str | None
    sender_name: str | None
    sender_address: str | None
    reply_to: str | None
    updated_at: datetime | None
    updated_by: str | None
    sign_up: str | None
    sign_up_form: str | None


@many(f"""
    SELECT a.id, a.login, a.name,
           ARRAY(SELECT h.host FROM panel.brand_host h WHERE h.seller_id = a.id ORDER BY h.host <> b.host, h.host),
           b.name, b.colour, b.logo IS NOT NULL, b.favicon IS NOT NULL, b.site_url, b.terms_url, b.privacy_url,
           b.support_email, b.sender_name, b.sender_address, b.reply_to, b.updated_at, b.updated_by,
           b.sign_up, b.sign_up_form
      FROM iam.account a
      LEFT JOIN panel.brand b ON b.seller_id = a.id
     WHERE a.login = ANY (:logins::text[])
       AND a.kind = 'reseller'
       AND a.state IN ('active', 'blocked')
       AND (:everything OR {WITHIN})
""")
async def sellers(db: Connection, *, logins: list[str], everything: bool, root: int | None) -> list[Seller]:
    """Of the logins those of resellers that the scope has."""


@do("""
    INSERT INTO panel.brand (seller_id, host, name, colour, logo, logo_kind, favicon, favicon_kind,
                             site_url, terms_url, privacy_url, support_email, updated_at, updated_by)
    VALUES (:seller_id, :host, :name, :colour, :logo, :logo_kind, :favicon, :favicon_kind,
            :site, :terms, :privacy, :support, :now, :by)
        ON CONFLICT (seller_id)
        DO UPDATE SET host = excluded.host, name = excluded.name, colour = excluded.colour,
                      logo = CASE WHEN :keeps_logo THEN brand.logo ELSE excluded.logo END,
                      logo_kind = CASE WHEN :keeps_logo THEN brand.logo_kind ELSE excluded.logo_kind END,
                      favicon = CASE WHEN :keeps_favicon THEN brand.favicon ELSE excluded.favicon END,
                      favicon_kind = CASE WHEN :keeps_favicon THEN brand.favicon_kind ELSE excluded.favicon_kind END,
                      site_url = excluded.site_url, terms_url = excluded.terms_url, privacy_url = excluded.privacy_url,
                      support_email = excluded.support_email,
                      updated_at = excluded.updated_at, updated_by = excluded.updated_by
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
    favicon: bytes | None,
    favicon_kind: str | None,
    keeps_favicon: bool,
    site: str | None,
    terms: str | None,
    privacy: str | None,
    support: str | None,
    now: datetime,
    by: str,
) -> None: ...


@do("DELETE FROM panel.brand_host WHERE seller_id = :seller_id AND NOT host = ANY (:hosts::text[])")
async def leave_hosts(db: Connection, *, seller_id: int, hosts: list[str]) -> None:
    """All but these are anybody's."""


@many("""
    INSERT INTO panel.brand_host (host, seller_id)
    SELECT host, :seller_id FROM unnest(:hosts::text[]) AS host ORDER BY host
        ON CONFLICT (host) DO UPDATE SET seller_id = brand_host.seller_id
 RETURNING host, seller_id
""")
async def take_hosts(db: Connection, *, seller_id: int, hosts: list[str]) -> list[tuple[str, int]]:
    """Each of the hosts with whose it is: another's stays another's."""


@maybe("""
    UPDATE panel.brand
       SET sender_name = :name, sender_address = :address, reply_to = :reply_to, updated_at = :now, updated_by = :by
     WHERE seller_id = :seller_id
 RETURNING seller_id
""")
async def set_sender(
    db: Connection,
    *,
    seller_id: int,
    name: str | None,
    address: str | None,
    reply_to: str | None,
    now: datetime,
    by: str,
) -> int | None:
    """None where there is no brand."""


@maybe("""
    UPDATE panel.brand
       SET sign_up = :who, sign_up_form = :form, updated_at = :now, updated_by = :by
     WHERE seller_id = :seller_id
 RETURNING seller_id
""")
async def set_sign_up(db: Connection, *, seller_id: int, who: str, form: str, now: datetime, by: str) -> int | None:
    """None where there is no brand."""


@maybe("SELECT b.logo FROM panel.brand b WHERE b.host = :host AND b.logo IS NOT NULL")
async def logo(db: Connection, *, host: str) -> bytes | None: ...


@maybe("SELECT b.favicon FROM panel.brand b WHERE b.host = :host AND b.favicon IS NOT NULL")
async def favicon(db: Connection, *, host: str) -> bytes | None: ...


@do("DELETE FROM panel.brand WHERE seller_id = :seller_id")
async def drop(db: Connection, *, seller_id: int) -> None: ...
