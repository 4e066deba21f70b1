"""Queries that end what opens an account."""

from datetime import datetime

from registry.store.sql import Connection, do, many, one


@many("""
    WITH gone AS (
        UPDATE iam.party_grant g
           SET ended = true
         WHERE g.account_id = :account_id
           AND NOT g.ended
           AND (:but_of::bigint IS NULL OR g.session_id IS DISTINCT FROM :but_of)
     RETURNING g.id, g.party_id, g.until
    ), told AS (
        INSERT INTO iam.party_logout (grant_id, due)
        SELECT g.id, :now
          FROM gone g
          JOIN iam.relying_party p ON p.id = g.party_id
         WHERE p.backchannel_uri IS NOT NULL
    )
    SELECT DISTINCT p.name
      FROM gone g
      JOIN iam.relying_party p ON p.id = g.party_id
     WHERE g.until > :now
     ORDER BY p.name
""")
async def end_grants(db: Connection, *, account_id: int, but_of: int | None, now: datetime) -> list[str]:
    """No application has tokens of the account any more, and each is told; save what began in this session. The names of those
    that something was still good of.
    """


@many("""
    UPDATE iam.api_key
       SET revoked_at = :now
     WHERE account_id = :account_id
       AND revoked_at IS NULL
       AND ends_at > :now
 RETURNING name
""")
async def revoke_keys(db: Connection, *, account_id: int, now: datetime) -> list[str]: ...


@many("DELETE FROM iam.remote_identity WHERE account_id = :account_id RETURNING provider")
async def unlink_all(db: Connection, *, account_id: int) -> list[str]: ...


@do("DELETE FROM iam.session WHERE account_id = :account_id")
async def end_sessions(db: Connection, *, account_id: int) -> None: ...


@one("""
    WITH apps AS (DELETE FROM iam.totp WHERE account_id = :account_id AND confirmed_at >= :since RETURNING 1),
         keys AS (DELETE FROM iam.passkey WHERE account_id = :account_id AND created_at >= :since RETURNING 1),
         pins AS (DELETE FROM iam.pin WHERE account_id = :account_id AND set_at >= :since RETURNING 1),
         codes AS (DELETE FROM iam.recovery_code WHERE account_id = :account_id AND created_at >= :since)
    SELECT (SELECT count(*) FROM apps) + (SELECT count(*) FROM keys) + (SELECT count(*) FROM pins)
""")
async def forget_factors(db: Connection, *, account_id: int, since: datetime) -> int:
    """Those that were set since then, with the codes on paper: how many apps, passkeys and PINs."""


@many("""
    UPDATE panel.webhook
       SET state = 'stopped', state_at = :now, stopped_why = :why
     WHERE account_id = :account_id
       AND made_at >= :since
       AND state <> 'stopped'
 RETURNING name
""")
async def stop_webhooks(db: Connection, *, account_id: int, since: datetime, now: datetime, why: str) -> list[str]:
    """Those that were made since then tell nobody any more."""
