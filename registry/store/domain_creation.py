"""Creating domains: one query finds all that the rules ask for, one statement writes all there is to write."""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, maybe, one


@dataclass(frozen=True, slots=True)
class Found:
    """What exists of the things a create names, and what the registrar may do in the TLD.

    `contacts_rule` is the registrar's exception to the TLD's rule about contacts; `overdue` tells that due events of the
    registrar's names are not written yet, so that the balance may not be what it seems.
    """

    taken: bool
    accredited: bool
    contacts_rule: str | None
    contacts: list[str]
    contact_ids: list[int]
    hosts: list[str]
    host_ids: list[int]
    overdue: bool


@one("""
    SELECT EXISTS (SELECT FROM registry.domain WHERE name = :name),
           a.registrar_id IS NOT NULL, a.contacts,
           c.handles, c.ids, h.names, h.ids,
           EXISTS (SELECT FROM registry.domain WHERE next_due <= :now AND registrar_id = :registrar_id)
      FROM (SELECT coalesce(array_agg(handle), '{}') AS handles, coalesce(array_agg(id), '{}') AS ids
              FROM registry.contact
             WHERE handle = ANY(:contacts)) c
     CROSS JOIN
           (SELECT coalesce(array_agg(name::text), '{}') AS names, coalesce(array_agg(id), '{}') AS ids
              FROM registry.host
             WHERE name = ANY(:hosts)) h
      LEFT JOIN registry.accreditation a
             ON a.registrar_id = :registrar_id
            AND a.tld_id = :tld_id
            AND a.valid_from <= :now
            AND (a.valid_to IS NULL OR a.valid_to > :now)
""")
async def find(
    db: Connection,
    *,
    name: str,
    tld_id: int,
    registrar_id: int,
    contacts: list[str],
    hosts: list[str],
    now: datetime,
) -> Found: ...


@dataclass(frozen=True, slots=True)
class Made:
    """The new domain's identity, and what its charge did to the account (see store/ledger.py)."""

    id: int
    roid: str
    balance: int
    credit_limit: int
    low_balance: int
    crossed: bool


@maybe("""
    WITH account AS (
        UPDATE registry.account
           SET balance = balance - :price
         WHERE registrar_id = :registrar_id
           AND currency = :currency
           AND balance - :price + credit_limit >= 0
     RETURNING balance, credit_limit, low_balance
    ), fresh AS (
        SELECT nextval('registry.object_number') AS id
          FROM account
    ), entry AS (
        INSERT INTO registry.ledger
               (registrar_id, currency, at, kind, amount, roid, name, years, policy_id, svtrid)
        SELECT :registrar_id, :currency, :now, 'create', -:price::bigint, 'D' || id || '-' || :repository::text, :name,
               :years, :policy_id, :svtrid
          FROM fresh
     RETURNING id
    ), made AS (
        INSERT INTO registry.domain
               (id, roid, name, tld_id, registrar_id, registrant_id, authinfo, created_by, created_at, expires_at,
                next_due)
        SELECT id, 'D' || id || '-' || :repository::text, :name, :tld_id, :registrar_id, :registrant_id, :authinfo,
               :registrar_id, :now, :expires_at, :expires_at
          FROM fresh
     RETURNING id, roid
    ), grace AS (
        INSERT INTO registry.grace (domain_id, kind, starts_at, ends_at, years, ledger_id)
        SELECT made.id, 'addPeriod', :now, :grace_until, :years, entry.id
          FROM made, entry
    ), contacts AS (
        INSERT INTO registry.domain_contact (domain_id, role, contact_id)
        SELECT made.id, role, contact_id
          FROM made, unnest(:roles::text[], :contact_ids::bigint[]) AS link (role, contact_id)
    ), hosts AS (
        INSERT INTO registry.domain_host (domain_id, host_id)
        SELECT made.id, host_id
          FROM made, unnest(:host_ids::bigint[]) AS host_id
    )
    SELECT made.id, made.roid, balance, credit_limit, low_balance,
           balance < low_balance AND balance + :price >= low_balance
      FROM made, account
""")
async def create(
    db: Connection,
    *,
    name: str,
    tld_id: int,
    registrar_id: int,
    registrant_id: int | None,
    roles: list[str],
    contact_ids: list[int],
    host_ids: list[int],
    authinfo: str | None,
    now: datetime,
    expires_at: datetime,
    grace_until: datetime,
    years: int,
    price: int,
    currency: str,
    policy_id: int,
    repository: str,
    svtrid: str,
) -> Made | None:
    """The domain, its links, its add grace period, the charge: all of them or, when funds are short, None."""
