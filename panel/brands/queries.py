"""Brands of resellers, and under which hosts each is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
    sender_token: str | None
    sender_proved_at: datetime | None
    sender_proved_by: str | None
    sender_mailed_at: datetime | None
    sender_seen: Mapping[str, Any] | None

    @property
    def sender_domain(self) -> str:
        return domain_of(self.sender_address)


def domain_of(address: str | None) -> str:
    """Of an address of mail; empty where there is none."""
    return (address or "").rpartition("@")[2].lower()


@many(f"""
    SELECT a.id, a.login, a.name,
           ARRAY(SELECT h.host FROM panel.brand_host h WHERE h.seller_id = a.id ORDER BY h.host <> b.host, h.host),
           b.name, b.colour, b.logo IS NOT NULL, b.favicon IS NOT NULL, b.site_url, b.terms_url, b.privacy_url,
           b.support_email, b.sender_name, b.sender_address, b.reply_to, b.updated_at, b.updated_by,
           b.sign_up, b.sign_up_form, b.sender_token, b.sender_proved_at, b.sender_proved_by, b.sender_mailed_at,
           b.sender_seen
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
       SET sender_name = :name, sender_address = :address, reply_to = :reply_to, updated_at = :now, updated_by = :by,
           sender_token = CASE WHEN :afresh THEN :token ELSE sender_token END,
           sender_proved_at = CASE WHEN NOT :afresh THEN sender_proved_at END,
           sender_proved_by = CASE WHEN NOT :afresh THEN sender_proved_by END,
           sender_mailed_at = CASE WHEN NOT :afresh THEN sender_mailed_at END,
           sender_seen = CASE WHEN NOT :afresh THEN sender_seen END
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
    afresh: bool,
    token: str | None,
    now: datetime,
    by: str,
) -> int | None:
    """None where there is no brand. `afresh`: it is of another domain, which is to be proved by another token."""


@maybe("""
    UPDATE panel.brand
       SET sender_proved_at = coalesce(sender_proved_at, :now), sender_proved_by = coalesce(sender_proved_by, :way)
     WHERE seller_id = :seller_id
       AND sender_token = :token
 RETURNING seller_id
""")
async def prove_sender(db: Connection, *, seller_id: int, token: str, way: str, now: datetime) -> int | None:
    """None where another domain is to be proved by now."""


@do("UPDATE panel.brand SET sender_seen = :seen WHERE seller_id = :seller_id AND sender_token = :token")
async def keep_seen(db: Connection, *, seller_id: int, token: str, seen: Mapping[str, Any]) -> None: ...


@maybe("""
    UPDATE panel.brand
       SET sender_mailed_at = :now
     WHERE seller_id = :seller_id
       AND sender_token = :token
       AND (sender_mailed_at IS NULL OR sender_mailed_at <= :before)
 RETURNING seller_id
""")
async def mark_mailed(db: Connection, *, seller_id: int, token: str, before: datetime, now: datetime) -> int | None:
    """None where the postmaster was written to a moment ago."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sender whose domain may be proved."""

    seller_id: int
    login: str
    name: str
    address: str
    token: str


@maybe("""
    SELECT b.seller_id, a.login, b.name, b.sender_address, b.sender_token
      FROM panel.brand b
      JOIN iam.account a ON a.id = b.seller_id
     WHERE b.seller_id = :seller_id
       AND b.sender_address IS NOT NULL
       AND b.sender_token IS NOT NULL
""")
async def waiting(db: Connection, *, seller_id: int) -> Waiting | None: ...


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
