"""Queries about those who want to sign up."""

from dataclasses import dataclass
from datetime import datetime

from panel.kit.subtree import held_within
from registry.store.sql import Connection, do, many, maybe, one

_COLUMNS = """n.id, n.seller_id, n.email, n.language, n.state, n.invited_by, n.name, n.password_hash, n.terms, n.agreed_at,
           host(n.address), n.provider, n.subject, n.provider_email, n.provider_verified"""
_THEIRS = held_within("n.seller_id")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """`seller_id` None: the house; `terms` are those that they agreed to, by number; with a `provider` their account is linked
    with who they are there."""

    id: int
    seller_id: int | None
    email: str
    language: str
    state: str
    invited_by: str | None
    name: str
    password_hash: str | None
    terms: list[int]
    agreed_at: datetime | None
    address: str | None
    provider: str | None
    subject: str | None
    provider_email: str | None
    provider_verified: bool | None


@dataclass(frozen=True, slots=True)
class Known:
    """An account that has an address of mail already."""

    id: int
    login: str
    name: str
    language: str
    state: str


@many("""
    SELECT a.id, a.login, a.name, a.language, a.state
      FROM iam.account a
     WHERE a.seller_id IS NOT DISTINCT FROM :seller_id
       AND a.state IN ('active', 'blocked')
       AND lower(a.email) = lower(:email)
     ORDER BY a.id
     LIMIT 1
""")
async def known(db: Connection, *, email: str, seller_id: int | None) -> list[Known]:
    """Whoever has this address with this seller."""


@one("SELECT true FROM pg_advisory_xact_lock(hashtextextended('sign-up ' || lower(:email), 0))")
async def take_turn(db: Connection, *, email: str) -> bool:
    """Nobody else counts or writes to the address until the transaction ends."""


@one("SELECT true FROM pg_advisory_xact_lock(hashtextextended('sign-up answers ' || encode(:place, 'hex'), 0))")
async def take_answering_turn(db: Connection, *, place: bytes) -> bool:
    """Nobody else's answers from there are counted until the transaction ends."""


@maybe("""
    INSERT INTO iam.spent_challenge (nonce, place, at)
    VALUES (:nonce, :place, :now)
        ON CONFLICT (nonce) DO NOTHING
 RETURNING true
""")
async def spend(db: Connection, *, nonce: bytes, place: bytes | None, now: datetime) -> bool | None:
    """None where it came back before."""


@one("SELECT count(*) FROM iam.spent_challenge s WHERE s.place = :place AND s.at > :since")
async def answers_since(db: Connection, *, place: bytes, since: datetime) -> int: ...


@do("DELETE FROM iam.spent_challenge s WHERE s.at < :before")
async def forget_spent(db: Connection, *, before: datetime) -> None: ...


@one("SELECT count(*) FROM iam.newcomer n WHERE lower(n.email) = lower(:email) AND n.at > :since")
async def written_since(db: Connection, *, email: str, since: datetime) -> int: ...


@one("""
    INSERT INTO iam.newcomer (digest, seller_id, email, name, language, invited_by, address, at, expires_at)
    VALUES (:digest, :seller_id, :email, :name, :language, :invited_by, :address::text::inet, :now, :expires_at)
 RETURNING id
""")
async def add(
    db: Connection,
    *,
    digest: bytes,
    seller_id: int | None,
    email: str,
    name: str,
    language: str,
    invited_by: str | None,
    address: str | None,
    now: datetime,
    expires_at: datetime,
) -> int: ...


@maybe(f"""
    SELECT {_COLUMNS}
      FROM iam.newcomer n
     WHERE n.digest = :digest
       AND n.state = 'asked'
       AND n.expires_at > :now
       AND NOT EXISTS (SELECT FROM iam.account s WHERE s.id = n.seller_id AND (s.state <> 'active' OR s.kind <> 'reseller'))
       FOR UPDATE
""")
async def asked(db: Connection, *, digest: bytes, now: datetime) -> Newcomer | None:
    """Whose link it is, while it is good."""


@maybe(f"SELECT {_COLUMNS} FROM iam.newcomer n WHERE n.id = :id AND n.state = 'waiting' FOR UPDATE")
async def waiting(db: Connection, *, id: int) -> Newcomer | None: ...


@many(f"SELECT {_COLUMNS} FROM iam.newcomer n WHERE n.id = ANY (:ids) AND (:everything OR {_THEIRS})")
async def newcomers(db: Connection, *, ids: list[int], everything: bool, root: int | None) -> list[Newcomer]:
    """Those of them that the scope has."""


@do("""
    UPDATE iam.newcomer
       SET state = 'waiting', name = :name, password_hash = :password_hash, terms = :terms, agreed_at = :now,
           address = :address::text::inet, provider = :provider, subject = :subject, provider_email = :provider_email,
           provider_verified = :provider_verified
     WHERE id = :id
""")
async def wait(
    db: Connection,
    *,
    id: int,
    name: str,
    password_hash: str,
    terms: list[int],
    address: str,
    provider: str | None,
    subject: str | None,
    provider_email: str | None,
    provider_verified: bool | None,
    now: datetime,
) -> None: ...


@do("""
    UPDATE iam.newcomer
       SET state = CASE WHEN :account_id::bigint IS NULL THEN 'declined' ELSE 'admitted' END,
           account_id = :account_id, password_hash = NULL, decided_by = :by, decided_at = :now,
           provider = NULL, subject = NULL, provider_email = NULL, provider_verified = NULL
     WHERE id = :id
""")
async def decide(db: Connection, *, id: int, account_id: int | None, by: str | None, now: datetime) -> None:
    """With an account they are admitted, without one declined."""


@do("""
    UPDATE iam.newcomer n
       SET expires_at = :now
     WHERE lower(n.email) = lower(:email)
       AND n.seller_id IS NOT DISTINCT FROM :seller_id
       AND n.state = 'asked'
       AND n.expires_at > :now
""")
async def end_links(db: Connection, *, email: str, seller_id: int | None, now: datetime) -> None:
    """What else was written to the address leads nowhere any more."""


@dataclass(frozen=True, slots=True)
class Owed:
    """Terms that a client of this seller agrees to."""

    id: int
    kind: str
    text: str


@many("""
    SELECT DISTINCT ON (t.kind) t.id, t.kind, t.text
      FROM panel.terms t
     WHERE (t.seller_id IS NULL OR t.seller_id = :seller_id)
       AND t.valid_from <= :now
     ORDER BY t.kind DESC, t.seller_id IS NULL, t.valid_from DESC
""")
async def terms(db: Connection, *, seller_id: int | None, now: datetime) -> list[Owed]:
    """As panel.terms_for says it of accounts."""


@do("""
    INSERT INTO panel.consent (account_id, terms_id, given, at, address)
    SELECT :account_id, t.id, true, :at, :address::text::inet
      FROM panel.terms t
     WHERE t.id = ANY (:ids)
     ORDER BY t.id
""")
async def agreed(db: Connection, *, account_id: int, ids: list[int], at: datetime, address: str | None) -> None: ...


@do("UPDATE iam.account SET password_hash = :password_hash, confirmed_email = email WHERE id = :id")
async def open_account(db: Connection, *, id: int, password_hash: str) -> None:
    """By the password that they chose, and by the address that they proved."""


@many("""
    SELECT a.id
      FROM iam.account a
     WHERE a.state = 'active'
       AND (a.id = :seller_id
            OR :seller_id::bigint IS NULL
               AND EXISTS (SELECT FROM iam.account_role r WHERE r.account_id = a.id AND r.role = ANY (:roles::text[])))
     ORDER BY a.id
     LIMIT 100
""")
async def deciders(db: Connection, *, seller_id: int | None, roles: list[str]) -> list[int]:
    """Who is told of newcomers: whoever sells to them, or the people of the house with these roles."""


@do("""
    DELETE FROM iam.newcomer
     WHERE state = 'asked' AND expires_at < :asked_before
        OR state = 'declined' AND decided_at < :declined_before
""")
async def forget(db: Connection, *, asked_before: datetime, declined_before: datetime) -> None:
    """Who never came, and who was declined for long."""
