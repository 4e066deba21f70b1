"""Creating domains: one query finds all that the rules ask for, one statement writes all there is to write."""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, one


@dataclass(frozen=True, slots=True)
class Found:
    """What exists of the things a create names, and what the registrar may do in the TLD.

    `funds` is what the account can still be charged, None when there is no account in the TLD's currency.
    `contacts_rule` is the registrar's exception to the TLD's rule about contacts; `overdue` tells that due events of the
    registrar's names are not written yet, so that the balance may not be what it seems.
    """

    taken: bool
    funds: int | None
    accredited: bool
    contacts_rule: str | None
    contacts: list[str]
    contact_ids: list[int]
    hosts: list[str]
    host_ids: list[int]
    overdue: bool


@one("""
    SELECT EXISTS (SELECT FROM registry.domain WHERE name = :name),
           (SELECT balance + credit_limit
              FROM registry.account
             WHERE registrar_id = :registrar_id
               AND currency = :currency),
           a.registrar_id IS NOT NULL, a.contacts,
           c.handles, c.ids, h.names, h.ids,
           coalesce((SELECT min(next_due) FROM registry.domain WHERE registrar_id = :registrar_id) <= :now, false)
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
    currency: str,
    contacts: list[str],
    hosts: list[str],
    now: datetime,
) -> Found: ...


@dataclass(frozen=True, slots=True)
class Made:
    """The new domain's identity."""

    id: int
    roid: str


# One statement is one transaction and one round trip: registrars create names far more often than they do anything else
# that writes. The account comes last, because all creates of a registrar wait for its row: the lock is held for the
# commit alone. A charge that the account does not cover violates its constraint, and nothing is written.
@one("""
    WITH fresh AS (
        SELECT id, 'D' || id || '-' || :repository::text AS roid
          FROM (SELECT nextval('registry.object_number') AS id) number
    ), entry AS (
        INSERT INTO registry.ledger
               (registrar_id, currency, at, kind, amount, roid, name, years, policy_id, svtrid)
        SELECT :registrar_id, :currency, :now, 'create', -:price::bigint, roid, :name, :years, :policy_id, :svtrid
          FROM fresh
     RETURNING id
    ), made AS (
        INSERT INTO registry.domain
               (id, roid, name, tld_id, registrar_id, registrant_id, authinfo, created_by, created_at, expires_at,
                next_due)
        SELECT id, roid, :name, :tld_id, :registrar_id, :registrant_id, :authinfo, :registrar_id, :now, :expires_at,
               :expires_at
          FROM fresh
     RETURNING id
    ), grace AS (
        INSERT INTO registry.grace (domain_id, kind, starts_at, ends_at, years, ledger_id)
        SELECT fresh.id, 'addPeriod', :now, :grace_until, :years, entry.id
          FROM fresh, entry
     RETURNING id
    ), contacts AS (
        INSERT INTO registry.domain_contact (domain_id, role, contact_id)
        SELECT id, role, contact_id
          FROM fresh, unnest(:roles::text[], :contact_ids::bigint[]) AS link (role, contact_id)
     RETURNING domain_id
    ), hosts AS (
        INSERT INTO registry.domain_host (domain_id, host_id)
        SELECT id, host_id
          FROM fresh, unnest(:host_ids::bigint[]) AS host_id
     RETURNING domain_id
    ), nameservers AS (
        INSERT INTO registry.domain_nameserver (domain_id, name, addresses)
        SELECT id, server, string_to_array(addresses, ' ')::inet[]
          FROM fresh, unnest(:nameservers::text[], :nameserver_addresses::text[]) AS given (server, addresses)
     RETURNING domain_id
    ), dnssec AS (
        INSERT INTO registry.domain_dnssec
               (domain_id, number, key_tag, algorithm, digest_type, digest, flags, protocol, public_key)
        SELECT fresh.id, number, key_tag, algorithm, digest_type, digest, flags, protocol, public_key
          FROM fresh, jsonb_to_recordset(:dnssec) AS given (number int, key_tag int, algorithm int, digest_type int,
                                                            digest text, flags int, protocol int, public_key text)
     RETURNING domain_id
    ), command AS (
        INSERT INTO registry.command (at, svtrid, cltrid, door, registrar_id, operator, address, session_id, verb,
                                      object, name, code, milliseconds, frame)
        SELECT :now, :svtrid, :cltrid, :door, :registrar_id, :operator, :address::text::inet, :session_id, 'create',
               'domain', :name, 1000, :milliseconds, :frame
          FROM fresh
     RETURNING id
    ), history AS (
        INSERT INTO registry.history (at, kind, roid, name, tld_id, version, event, registrar_id, operator, door, cltrid,
                                      svtrid, policy_id, state)
        SELECT :now, 'domain', roid, :name, :tld_id, 1, 'create', :registrar_id, :operator, :door, :cltrid,
               :svtrid, :policy_id, :state || jsonb_build_object('id', id, 'roid', roid)
          FROM fresh
     RETURNING id
    ), written AS (
        SELECT (SELECT count(*) FROM made) + (SELECT count(*) FROM grace) + (SELECT count(*) FROM contacts)
             + (SELECT count(*) FROM hosts) + (SELECT count(*) FROM nameservers) + (SELECT count(*) FROM dnssec)
             + (SELECT count(*) FROM command) + (SELECT count(*) FROM history) AS rows
    ), account AS (
        UPDATE registry.account
           SET balance = balance - :price,
               overdrawn = false
          FROM written
         WHERE registrar_id = :registrar_id
           AND currency = :currency
           AND written.rows > 0
     RETURNING balance, credit_limit, low_balance
    ), warning AS (
        INSERT INTO registry.poll_message (registrar_id, available_at, kind, text, data)
        SELECT :registrar_id, :now, 'balance', 'Credit balance low.',
               jsonb_build_object('currency', :currency, 'balance', balance, 'credit_limit', credit_limit,
                                  'low_balance', low_balance)
          FROM account
         WHERE balance < low_balance
           AND balance + :price >= low_balance
    )
    SELECT id, roid
      FROM fresh, account
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
    nameservers: list[str],
    nameserver_addresses: list[str],
    dnssec: list[dict[str, int | str]],
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
    cltrid: str | None,
    door: str,
    operator: str | None,
    address: str | None,
    session_id: int | None,
    milliseconds: float,
    frame: str | None,
    state: bytes,
) -> Made:
    """The domain with its parts, links, add grace period, charge, version and command.

    `state` is the version to remember, without the identity that the statement gives it.
    """
