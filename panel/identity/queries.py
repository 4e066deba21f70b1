"""Accounts as those make them who have the registry's store and no engine."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from registry.store.sql import Connection, do, many, maybe, one


@dataclass(frozen=True, slots=True)
class Password:
    password_hash: str
    password_at: datetime


@maybe("""
    SELECT password_hash, password_at
      FROM iam.account
     WHERE login = :login
""")
async def account_password(db: Connection, *, login: str) -> Password | None: ...


@one("SELECT EXISTS (SELECT FROM iam.tombstone t WHERE t.digest = sha256(convert_to(:login, 'UTF8')))")
async def is_buried(db: Connection, *, login: str) -> bool:
    """Whether it was the login of somebody who was erased."""


# A seller has one account by an address, whoever it is of; the house is the seller of all who have none.
ADDRESS_TAKEN: Final = "Another account of that seller has this e-mail address."


@one("SELECT EXISTS (SELECT FROM iam.account a WHERE a.login = :login)")
async def is_login_taken(db: Connection, *, login: str) -> bool:
    """Whether any account has it, whosever."""


@one("""
    SELECT EXISTS (SELECT FROM iam.account a
                    WHERE lower(a.email) = lower(:email)
                      AND a.email <> ''
                      AND a.state IN ('active', 'blocked')
                      AND a.seller_id IS NOT DISTINCT FROM :seller_id
                      AND a.login IS DISTINCT FROM :but)
           AND NOT EXISTS (SELECT FROM iam.account own WHERE own.login = :but AND own.shared_email = :email)
""")
async def is_address_taken(db: Connection, *, email: str, seller_id: int | None, but: str | None) -> bool:
    """Whether an account of this seller has the address, other than the one with this login, and that may not share it."""


@one("""
    WITH account AS (
        INSERT INTO iam.account (login, name, email, password_hash, registrar_id, kind, seller_id, sellers, state, created_at,
                                 password_at)
        VALUES (:login, :name, :email, :password_hash, :registrar_id, :kind, :seller_id,
                coalesce((SELECT s.chain FROM iam.account s WHERE s.id = :seller_id), '{}'), 'active', :now, :password_at)
            ON CONFLICT (login)
            DO UPDATE SET name = excluded.name, email = excluded.email, password_hash = excluded.password_hash,
                          registrar_id = excluded.registrar_id, kind = excluded.kind, seller_id = excluded.seller_id,
                          sellers = excluded.sellers, state = 'active', password_at = excluded.password_at,
                          password_until = NULL, allowed_networks = '{}'
     RETURNING id
    ), taken AS (
        DELETE FROM iam.account_role
         WHERE account_id = (SELECT id FROM account)
           AND role <> :role
    ), given AS (
        INSERT INTO iam.account_role (account_id, role)
        SELECT id, :role FROM account
            ON CONFLICT DO NOTHING
    )
    SELECT id FROM account
""")
async def write_account(
    db: Connection,
    *,
    login: str,
    name: str,
    email: str,
    password_hash: str,
    password_at: datetime,
    registrar_id: int | None,
    kind: str,
    seller_id: int | None,
    role: str,
    now: datetime,
) -> int: ...


@maybe("SELECT id FROM iam.account WHERE login = :login AND chain IS NOT NULL")
async def seller_by_login(db: Connection, *, login: str) -> int | None:
    """Of somebody who can be sold by: a reseller."""


@one("""
    INSERT INTO audit.activity (at, door, action, result, actor, account, account_id, registrar_id, reason, detail)
    VALUES (:now, 'cli', :action, 'done', :actor, :account, :account_id, :registrar_id, :reason, :detail)
 RETURNING id
""")
async def write_activity(
    db: Connection,
    *,
    now: datetime,
    action: str,
    actor: str,
    account: str | None,
    account_id: int | None,
    registrar_id: int | None,
    reason: str | None,
    detail: str | None,
) -> int: ...


@do("""
    INSERT INTO audit.activity (at, door, action, result, actor, actor_id, account, account_id, registrar_id, address, user_agent,
                                detail, request)
    SELECT :now, 'panel', :action, :result, :actor, :actor_id, a.login, a.id, a.registrar_id, :address::text::inet, :user_agent,
           :detail, :request
      FROM (SELECT 1) AS one
      LEFT JOIN iam.account a ON a.id = :about
     WHERE :since::timestamptz IS NULL
        OR NOT EXISTS (SELECT FROM audit.activity v
                        WHERE v.actor = :actor AND v.action = :action AND v.at > :since
                          AND v.address IS NOT DISTINCT FROM :address::text::inet AND v.detail IS NOT DISTINCT FROM :detail)
""")
async def note(
    db: Connection,
    *,
    now: datetime,
    action: str,
    result: str,
    actor: str,
    actor_id: int | None,
    about: int | None,
    address: str | None,
    user_agent: str | None,
    detail: str | None,
    request: str | None,
    since: datetime | None,
) -> None:
    """A row of the log; none where that actor has one of that action with these details, from there, since then."""


@dataclass(frozen=True, slots=True)
class ShownKey:
    """A key of a program that opened nothing when it was shown."""

    account_id: int
    login: str
    name: str
    is_good: bool


@maybe("""
    SELECT a.id, a.login, k.name, k.revoked_at IS NULL AND k.ends_at > :now
      FROM iam.api_key k
      JOIN iam.account a ON a.id = k.account_id
     WHERE k.token_hash = :token_hash
""")
async def shown_key(db: Connection, *, token_hash: bytes, now: datetime) -> ShownKey | None: ...


@dataclass(frozen=True, slots=True)
class Known:
    """An account as the command line lists it; `factors` are its second factors, `seen_at` the last use of an open session."""

    id: int
    login: str
    name: str
    email: str
    roles: list[str]
    registrar_id: int | None
    registrar: str | None
    seller: str | None
    state: str
    factors: list[str]
    seen_at: datetime | None


@many("""
    SELECT a.id, a.login, a.name, a.email,
           ARRAY(SELECT g.role FROM iam.account_role g WHERE g.account_id = a.id ORDER BY g.role),
           a.registrar_id, r.handle, (SELECT s.login FROM iam.account s WHERE s.id = a.seller_id), a.state,
           array_remove(ARRAY[CASE WHEN EXISTS (SELECT FROM iam.totp t WHERE t.account_id = a.id) THEN 'app' END,
                              CASE WHEN EXISTS (SELECT FROM iam.passkey k WHERE k.account_id = a.id) THEN 'passkey' END], NULL),
           (SELECT max(s.seen_at) FROM iam.session s WHERE s.account_id = a.id)
      FROM iam.account a
      LEFT JOIN registry.registrar r ON r.id = a.registrar_id
     WHERE :login::text IS NULL OR a.login = :login
     ORDER BY a.login
""")
async def accounts(db: Connection, *, login: str | None) -> list[Known]: ...


@do("""
    WITH app AS (DELETE FROM iam.totp WHERE account_id = :account_id),
         passkeys AS (DELETE FROM iam.passkey WHERE account_id = :account_id),
         paper AS (DELETE FROM iam.recovery_code WHERE account_id = :account_id),
         pin AS (DELETE FROM iam.pin WHERE account_id = :account_id)
    DELETE FROM iam.session WHERE account_id = :account_id
""")
async def forget_factors(db: Connection, *, account_id: int) -> None: ...


@many("""
    INSERT INTO iam.second_factor_demand (registrar_id, since) VALUES (:registrar_id, :now)
        ON CONFLICT DO NOTHING
 RETURNING registrar_id
""")
async def begin_demand(db: Connection, *, registrar_id: int, now: datetime) -> list[int]: ...


@many("DELETE FROM iam.second_factor_demand WHERE registrar_id = :registrar_id RETURNING registrar_id")
async def end_demand(db: Connection, *, registrar_id: int) -> list[int]: ...
