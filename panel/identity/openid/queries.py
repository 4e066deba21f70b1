"""Queries about relying parties, and what they were handed.

Longer than most files: a sign-in, its codes and its tokens are one thing, in several tables.
"""

from dataclasses import dataclass, field
from datetime import datetime

from registry.store.sql import Connection, do, many, maybe, one


@dataclass(frozen=True, slots=True)
class Party:
    """An application that relies on this panel: an OAuth 2.0 client."""

    id: int
    client_id: str
    name: str
    secret_digest: bytes | None = field(repr=False)
    redirect_uris: list[str]
    logout_uris: list[str]
    backchannel_uri: str | None
    scopes: list[str]
    trusted: bool
    service: bool
    state: str


@dataclass(frozen=True, slots=True)
class Grant:
    """One sign-in to an application; `account_id` is None where a service has a token for itself."""

    id: int
    party_id: int
    account_id: int | None
    session_id: int | None
    scopes: list[str]
    nonce: str | None
    proved_at: datetime | None
    proved_by: str | None
    ended: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Who a grant is about, with what applications may be told; `purposes` is what they may look names up for."""

    id: int
    login: str
    name: str
    email: str
    is_confirmed: bool
    language: str
    roles: list[str]
    registrar: str | None
    purposes: list[str]


_PARTY = """p.id, p.client_id, p.name, p.secret_digest, p.redirect_uris, p.logout_uris, p.backchannel_uri, p.scopes, p.trusted,
            p.service, p.state"""
_GRANT = "g.id, g.party_id, g.account_id, g.session_id, g.scopes, g.nonce, g.proved_at, g.proved_by, g.ended"


@maybe(f"SELECT {_PARTY} FROM iam.relying_party p WHERE p.client_id = :client_id AND p.state = 'active'")
async def active_party(db: Connection, *, client_id: str) -> Party | None: ...


@one("SELECT count(*) FROM iam.failed_login f WHERE f.login = :login AND f.at > :since")
async def tries(db: Connection, *, login: str, since: datetime) -> int:
    """How many wrong secrets were shown under this name (panel/identity/tries.py)."""


@many(f"SELECT {_PARTY} FROM iam.relying_party p WHERE p.client_id = ANY (:client_ids)")
async def parties(db: Connection, *, client_ids: list[str]) -> list[Party]: ...


@maybe("""
    INSERT INTO iam.relying_party (client_id, name, secret_digest, redirect_uris, logout_uris, backchannel_uri, scopes, trusted,
                                   service, by, at)
    VALUES (:client_id, :name, :secret_digest, :redirect_uris, :logout_uris, :backchannel_uri, :scopes, :trusted, :service, :by,
            :now)
        ON CONFLICT DO NOTHING
 RETURNING id
""")
async def register(
    db: Connection,
    *,
    client_id: str,
    name: str,
    secret_digest: bytes | None,
    redirect_uris: list[str],
    logout_uris: list[str],
    backchannel_uri: str | None,
    scopes: list[str],
    trusted: bool,
    service: bool,
    by: str,
    now: datetime,
) -> int | None:
    """Its number; None: there is one of that name."""


@do("""
    UPDATE iam.relying_party
       SET name = :name, redirect_uris = :redirect_uris, logout_uris = :logout_uris, backchannel_uri = :backchannel_uri,
           scopes = :scopes, trusted = :trusted
     WHERE id = :id
""")
async def change(
    db: Connection,
    *,
    id: int,
    name: str,
    redirect_uris: list[str],
    logout_uris: list[str],
    backchannel_uri: str | None,
    scopes: list[str],
    trusted: bool,
) -> None: ...


@do("UPDATE iam.relying_party SET secret_digest = :secret_digest WHERE id = :id")
async def renew_secret(db: Connection, *, id: int, secret_digest: bytes) -> None: ...


@do("""
    WITH ended AS (UPDATE iam.relying_party SET state = 'ended' WHERE id = :id)
    UPDATE iam.party_grant SET ended = true WHERE party_id = :id AND NOT ended
""")
async def end_party(db: Connection, *, id: int) -> None: ...


@maybe("SELECT scopes FROM iam.party_consent WHERE account_id = :account_id AND party_id = :party_id")
async def consented(db: Connection, *, account_id: int, party_id: int) -> list[str] | None: ...


@do("""
    INSERT INTO iam.party_consent (account_id, party_id, scopes, at) VALUES (:account_id, :party_id, :scopes, :now)
        ON CONFLICT (account_id, party_id)
        DO UPDATE SET at = excluded.at,
                      scopes = ARRAY(SELECT DISTINCT unnest(party_consent.scopes || excluded.scopes) ORDER BY 1)
""")
async def consent(db: Connection, *, account_id: int, party_id: int, scopes: list[str], now: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Connected:
    """An application that somebody has signed in to, or let know something."""

    client_id: str
    name: str
    trusted: bool
    scopes: list[str]
    since: datetime
    last: datetime | None


@many("""
    SELECT p.client_id, p.name, p.trusted, c.scopes, c.at,
           (SELECT max(g.at) FROM iam.party_grant g WHERE g.account_id = c.account_id AND g.party_id = c.party_id)
      FROM iam.party_consent c
      JOIN iam.relying_party p ON p.id = c.party_id
     WHERE c.account_id = :account_id
     UNION ALL
    SELECT p.client_id, p.name, p.trusted, ARRAY(SELECT DISTINCT unnest(string_to_array(string_agg(
               array_to_string(g.scopes, ' '), ' '), ' ')) ORDER BY 1), min(g.at), max(g.at)
      FROM iam.party_grant g
      JOIN iam.relying_party p ON p.id = g.party_id
     WHERE g.account_id = :account_id
       AND NOT g.ended
       AND g.until > :now
       AND NOT EXISTS (SELECT FROM iam.party_consent c WHERE c.account_id = g.account_id AND c.party_id = g.party_id)
     GROUP BY p.id
     ORDER BY 2, 1
""")
async def connected(db: Connection, *, account_id: int, now: datetime) -> list[Connected]:
    """Those that were agreed to, and those that nobody is asked about, while something is good that they were given."""


@maybe("""
    SELECT p.name
      FROM iam.relying_party p
     WHERE p.client_id = :client_id
       AND (EXISTS (SELECT FROM iam.party_consent c WHERE c.account_id = :account_id AND c.party_id = p.id)
            OR EXISTS (SELECT FROM iam.party_grant g WHERE g.account_id = :account_id AND g.party_id = p.id AND NOT g.ended))
""")
async def agreed(db: Connection, *, account_id: int, client_id: str) -> str | None:
    """The name of the application, where the account has let it know something."""


@many("""
    WITH gone AS (
        DELETE FROM iam.party_consent c
         USING iam.relying_party p
         WHERE p.id = c.party_id AND p.client_id = :client_id AND c.account_id = :account_id
    ), told AS (
        INSERT INTO iam.party_logout (grant_id, due)
        SELECT g.id, :now
          FROM iam.party_grant g
          JOIN iam.relying_party p ON p.id = g.party_id
         WHERE p.client_id = :client_id AND g.account_id = :account_id AND NOT g.ended AND p.backchannel_uri IS NOT NULL
    )
    UPDATE iam.party_grant g
       SET ended = true
      FROM iam.relying_party p
     WHERE p.client_id = :client_id AND g.party_id = p.id AND g.account_id = :account_id AND NOT g.ended
 RETURNING g.id
""")
async def withdraw(db: Connection, *, account_id: int, client_id: str, now: datetime) -> list[int]:
    """Whatever the application was handed ends, and it is told."""


@one("""
    INSERT INTO iam.party_grant (party_id, account_id, session_id, scopes, nonce, proved_at, proved_by, at, until)
    VALUES (:party_id, :account_id, :session_id, :scopes, :nonce, :proved_at, :proved_by, :now, :until)
 RETURNING id
""")
async def begin(
    db: Connection,
    *,
    party_id: int,
    account_id: int | None,
    session_id: int | None,
    scopes: list[str],
    nonce: str | None,
    proved_at: datetime | None,
    proved_by: str | None,
    now: datetime,
    until: datetime,
) -> int: ...


@do("""
    INSERT INTO iam.authorization_code (digest, grant_id, redirect_uri, challenge, expires_at)
    VALUES (:digest, :grant_id, :redirect_uri, :challenge, :expires_at)
""")
async def keep_code(
    db: Connection, *, digest: bytes, grant_id: int, redirect_uri: str, challenge: str, expires_at: datetime
) -> None: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """A code or a refresh token; `used_at`: when it was used before."""

    grant_id: int
    expires_at: datetime
    used_at: datetime | None
    redirect_uri: str
    challenge: str


@maybe("""
    SELECT grant_id, expires_at, used_at, redirect_uri, challenge
      FROM iam.authorization_code
     WHERE digest = :digest
       FOR UPDATE
""")
async def code(db: Connection, *, digest: bytes) -> Kept | None: ...


@do("UPDATE iam.authorization_code SET used_at = :now WHERE digest = :digest")
async def use_code(db: Connection, *, digest: bytes, now: datetime) -> None: ...


@maybe("SELECT grant_id, expires_at, used_at, '', '' FROM iam.refresh_token WHERE digest = :digest FOR UPDATE")
async def refresh(db: Connection, *, digest: bytes) -> Kept | None: ...


@do("""
    WITH used AS (UPDATE iam.refresh_token SET used_at = :now WHERE digest = :old),
         kept AS (INSERT INTO iam.refresh_token (digest, grant_id, expires_at) VALUES (:new, :grant_id, :expires_at))
    UPDATE iam.party_grant SET until = :expires_at WHERE id = :grant_id
""")
async def follow(
    db: Connection, *, old: bytes | None, new: bytes, grant_id: int, expires_at: datetime, now: datetime
) -> None:
    """A refresh token that follows another one, or is the first."""


@maybe(f"SELECT {_GRANT} FROM iam.party_grant g WHERE g.id = :id")
async def grant(db: Connection, *, id: int) -> Grant | None: ...


@do("UPDATE iam.party_grant SET ended = true WHERE id = :id")
async def end(db: Connection, *, id: int) -> None: ...


@maybe("""
    SELECT a.id, a.login, a.name, a.email, coalesce(a.confirmed_email = a.email, false), a.language,
           ARRAY(SELECT r.role FROM iam.account_role r WHERE r.account_id = a.id ORDER BY r.role),
           (SELECT r.handle FROM registry.registrar r WHERE r.id = a.registrar_id),
           ARRAY(SELECT DISTINCT unnest(q.purposes)
                   FROM registry.requester q
                  WHERE a.login = ANY (q.logins)
                    AND NOT q.suspended
                    AND q.valid_from <= :now
                    AND (q.valid_to IS NULL OR q.valid_to > :now)
                    AND q.tlds = '{}'
                  ORDER BY 1)
      FROM iam.account a
     WHERE a.id = :id
       AND a.state = 'active'
       AND (a.kind <> 'employee'
            OR EXISTS (SELECT FROM iam.account o WHERE o.id = a.seller_id AND o.state = 'active'))
""")
async def person(db: Connection, *, id: int, now: datetime) -> Person | None:
    """Who may sign in with it; None: nobody, or not now.

    The purposes are those of requesters in all TLDs: the claim that carries them (RFC 9560, section 3.1.5.1) names no TLDs.
    """


@dataclass(frozen=True, slots=True)
class Proved:
    """When and how whoever has a session last proved who they are."""

    at: datetime
    by: str


@maybe("SELECT coalesce(proved_at, created_at), proved_by FROM iam.session WHERE id = :id FOR SHARE")
async def proved(db: Connection, *, id: int) -> Proved | None:
    """None: the session has ended meanwhile."""


@many("""
    DELETE FROM iam.party_grant
     WHERE id IN (SELECT id FROM iam.party_grant WHERE until < :before ORDER BY until LIMIT 10000)
 RETURNING id
""")
async def forget(db: Connection, *, before: datetime) -> list[int]:
    """Grants that nothing is good for any more, with their codes and tokens; at most 10,000 at once."""
