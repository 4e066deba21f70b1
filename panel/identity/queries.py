"""Accounts as those make them who have the registry's store and no engine."""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, maybe, one


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


@one("""
    WITH account AS (
        INSERT INTO iam.account (login, name, email, password_hash, registrar_id, state, created_at, password_at)
        VALUES (:login, :name, :email, :password_hash, :registrar_id, 'active', :now, :password_at)
            ON CONFLICT (login)
            DO UPDATE SET name = excluded.name, email = excluded.email, password_hash = excluded.password_hash,
                          registrar_id = excluded.registrar_id, state = 'active', password_at = excluded.password_at
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
    role: str,
    now: datetime,
) -> int: ...
