"""Queries that several modules share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.store import domains
from registry.store.sql import Connection, do, many, maybe, one


@many(f"SELECT {domains.COLUMNS} {domains.SOURCES} WHERE d.id = ANY(:ids)")
async def domain_rows(db: Connection, *, ids: list[int]) -> list[domains.DomainRow]: ...


@dataclass(frozen=True, slots=True)
class Version:
    at: datetime
    event: str
    version: int
    registrar: str | None
    operator: str | None
    door: str
    cltrid: str | None
    svtrid: str
    state: Mapping[str, Any] | None


@many("""
    SELECT h.at, h.event, h.version, r.handle, h.operator, h.door, h.cltrid, h.svtrid, h.state
      FROM registry.history h
      LEFT JOIN registry.registrar r ON r.id = h.registrar_id
     WHERE h.roid = :roid
     ORDER BY h.version DESC
     LIMIT :most
""")
async def versions(db: Connection, *, roid: str, most: int) -> list[Version]: ...


@dataclass(frozen=True, slots=True)
class SavedView:
    """`query` is the list's address behind `?`; `owner` keeps it, `mine` where that is who looks."""

    id: int
    name: str
    query: str
    shared: bool
    owner: str
    mine: bool


@many("""
    SELECT v.id, v.name, v.query, v.shared, a.name, v.account_id = :viewer
      FROM panel.saved_view v
      JOIN iam.account a ON a.id = v.account_id
     WHERE v.list = :of
       AND (v.account_id = :viewer
            OR v.shared AND CASE a.kind
                                 WHEN 'staff' THEN :staff
                                 WHEN 'registrar' THEN a.registrar_id = :own
                                 WHEN 'employee' THEN a.seller_id = :root
                                 ELSE a.id = :root
                            END)
     ORDER BY v.account_id <> :viewer, lower(v.name)
""")
async def saved_views_of(
    db: Connection, *, of: str, viewer: int, staff: bool, own: int | None, root: int | None
) -> list[SavedView]:
    """Staff share with staff, a registrar's people with each other, and so do a reseller and its people."""


@maybe("""
    INSERT INTO panel.saved_view (account_id, list, name, query, shared, created_at)
    SELECT :viewer, :list, :name, :query, :shared, :now
     WHERE (SELECT count(*) FROM panel.saved_view v WHERE v.account_id = :viewer AND v.list = :list) < :most
        ON CONFLICT (account_id, list, name)
        DO UPDATE SET query = excluded.query, shared = excluded.shared
    RETURNING id
""")
async def keep_saved_view(
    db: Connection, *, viewer: int, list: str, name: str, query: str, shared: bool, now: datetime, most: int
) -> int | None: ...


@do("DELETE FROM panel.saved_view WHERE id = :id AND account_id = :viewer")
async def drop_saved_view(db: Connection, *, id: int, viewer: int) -> None: ...


@do("""
    INSERT INTO audit.activity
           (at, door, action, result, actor, actor_id, behind, behind_id, registrar_id, address, user_agent, object, name, reason,
            detail, request)
    SELECT :now, 'panel', :action, each.result, :actor, :actor_id, :behind, :behind_id, :registrar_id,
           :address::text::inet, :user_agent, :object, each.name, nullif(each.reason, ''), each.detail, :request
      FROM unnest(:names::text[], :results::text[], :reasons::text[], :details::text[])
           WITH ORDINALITY AS each (name, result, reason, detail, number)
     ORDER BY each.number
""")
async def record_deeds(
    db: Connection,
    *,
    now: datetime,
    action: str,
    actor: str,
    actor_id: int,
    behind: str | None,
    behind_id: int | None,
    registrar_id: int | None,
    address: str,
    user_agent: str,
    object: str,
    names: list[str],
    results: list[str],
    reasons: list[str],
    details: list[str],
    request: str | None,
) -> None:
    """What somebody did, or tried to do, to several objects; an empty reason is none."""


@one("""
    SELECT (SELECT count(*)
              FROM (SELECT FROM panel.reminder m WHERE m.account_id = :account_id AND m.rings_at <= :now LIMIT 100) due)
         + (SELECT count(*)
              FROM (SELECT FROM mail.notice n
                     WHERE n.account_id = :account_id AND n.on_site AND n.read_at IS NULL LIMIT 100) unread)
""")
async def rung(db: Connection, *, account_id: int, now: datetime) -> int:
    """How many of the account's reminders ring, and of its notifications are unread; counting stops at a hundred of each."""


@many("SELECT e.name, e.label FROM panel.reference e WHERE e.class = :of AND e.used ORDER BY e.position, e.label")
async def references_used(db: Connection, *, of: str) -> list[tuple[str, str]]:
    """(name, label) of those of a class that are offered."""


@do("UPDATE iam.account SET lists = lists || jsonb_build_object(:of::text, :ways::jsonb) WHERE id = :account_id")
async def keep_ways(db: Connection, *, account_id: int, of: str, ways: Mapping[str, str]) -> None:
    """How a list is shown to the account."""


@many("SELECT e.name, e.label FROM panel.reference e WHERE e.class = :of")
async def references_known(db: Connection, *, of: str) -> list[tuple[str, str]]:
    """(name, label) of all of a class."""


@dataclass(frozen=True, slots=True)
class KeptBrand:
    """`hosts` has all of them, `shows` the sellers that are shown as this brand: its own, and those below without one."""

    host: str
    hosts: list[str]
    name: str
    colour: str
    logo_kind: str | None
    favicon_kind: str | None
    site: str | None
    terms: str | None
    privacy: str | None
    support: str | None
    updated_at: datetime
    seller_id: int
    sign_up: str
    sign_up_form: str
    shows: list[int]


@many("""
    SELECT b.host, ARRAY(SELECT h.host FROM panel.brand_host h WHERE h.seller_id = b.seller_id), b.name, b.colour,
           b.logo_kind, b.favicon_kind, b.site_url, b.terms_url, b.privacy_url, b.support_email, b.updated_at,
           b.seller_id, b.sign_up, b.sign_up_form,
           ARRAY(SELECT a.id FROM iam.account a
                  WHERE a.kind = 'reseller'
                    AND (a.id = b.seller_id OR a.sellers @> ARRAY[b.seller_id])
                    AND panel.shown_as(a.id) = b.seller_id)
      FROM panel.brand b
     ORDER BY b.host
""")
async def kept_brands(db: Connection) -> list[KeptBrand]:
    """All but their logos: every panel reads these again and again."""
