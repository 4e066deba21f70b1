"""What the database knows of clients and of the tree that they stand in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from panel.kit.projection import LIVES
from panel.kit.subtree import WITHIN
from registry.store.sql import Connection, do, many, maybe, one

_COLUMNS: Final = """a.id, a.login, a.name, a.email, a.kind, a.state, a.seller_id, s.login, a.sellers, a.language, a.note,
           a.description, a.allowed_networks::text[], a.created_at, a.state_at, a.state_by, a.state_reason, a.state_comment,
           coalesce(a.verified_name = a.name, false), a.verified_at, a.verified_by,
           (SELECT count(*) FROM iam.account b
             WHERE b.seller_id = a.id AND b.kind <> 'employee' AND b.state IN ('active', 'blocked')),
           (SELECT count(*) FROM iam.account b
             WHERE b.seller_id = a.id AND b.kind = 'employee' AND b.state <> 'wiped'),
           ARRAY(SELECT e.name || '=' || e.label FROM panel.reference e
                  WHERE e.class = 'block-reason' AND e.used ORDER BY e.position, e.label),
           EXISTS (SELECT FROM iam.pin q WHERE q.account_id = a.id)"""
_SOURCE: Final = """iam.account a
      LEFT JOIN iam.account s ON s.id = a.seller_id"""
_ARE_CLIENTS: Final = "a.kind IN ('client', 'reseller')"


@dataclass(frozen=True, slots=True)
class Client:
    """`sellers` are all above it, the own one last (`seller` by login; None: the house); `below` counts whom it sells to itself
    and who are neither deleted nor wiped, `people` those who work for it and are not wiped; `blocked_for` are reasons, as
    `name=label`."""

    id: int
    login: str
    name: str
    email: str
    kind: str
    state: str
    seller_id: int | None
    seller: str | None
    sellers: list[int]
    language: str
    note: str
    description: str
    networks: list[str]
    created_at: datetime
    state_at: datetime | None
    state_by: str | None
    state_reason: str | None
    state_comment: str | None
    is_verified: bool
    verified_at: datetime | None
    verified_by: str | None
    below: int
    people: int
    blocked_for: list[str]
    has_pin: bool

    @property
    def reasons(self) -> Mapping[str, str]:
        """For what clients are blocked, as references are worded now, in their order."""
        return dict(each.split("=", 1) for each in self.blocked_for)


@many(f"""
    SELECT {_COLUMNS}
      FROM {_SOURCE}
     WHERE a.login = ANY(:logins)
       AND {_ARE_CLIENTS}
       AND (:everything OR {WITHIN})
""")
async def clients(db: Connection, *, logins: list[str], everything: bool, root: int | None) -> list[Client]:
    """Of the logins those of clients that the scope has."""


@maybe(f"""
    SELECT {_COLUMNS}
      FROM {_SOURCE}
     WHERE a.id = :id
       AND {_ARE_CLIENTS}
       FOR UPDATE OF a
""")
async def locked(db: Connection, *, id: int) -> Client | None: ...


@dataclass(frozen=True, slots=True)
class Seller:
    """Somebody that can be sold by; `sellers` are those above."""

    id: int
    login: str
    name: str
    state: str
    sellers: list[int]


@maybe("""
    SELECT a.id, a.login, a.name, a.state, a.sellers
      FROM iam.account a
     WHERE a.login = :login
       AND a.kind = 'reseller'
       FOR SHARE
""")
async def seller(db: Connection, *, login: str) -> Seller | None:
    """It stays where it is until the transaction ends."""


@many("""
    SELECT a.id, a.login, a.name, a.state, a.sellers
      FROM iam.account a
     WHERE a.id = ANY(:ids)
     ORDER BY cardinality(a.sellers)
""")
async def chain(db: Connection, *, ids: list[int]) -> list[Seller]:
    """Those above a client, from the top."""


@maybe("""
    INSERT INTO iam.account (login, name, email, password_hash, kind, seller_id, sellers, state, language, description,
                             created_at, password_at)
    SELECT :login, :name, :email, '!', :kind, :seller_id,
           coalesce((SELECT s.chain FROM iam.account s WHERE s.id = :seller_id), '{}'), 'active', :language, :description,
           :now, :now
     WHERE NOT EXISTS (SELECT FROM iam.tombstone t WHERE t.digest = sha256(convert_to(:login, 'UTF8')))
        ON CONFLICT (login) DO NOTHING
 RETURNING id
""")
async def add(
    db: Connection,
    *,
    login: str,
    name: str,
    email: str,
    kind: str,
    seller_id: int | None,
    language: str,
    description: str,
    now: datetime,
) -> int | None:
    """Its number; None where somebody has the login, or had it and was erased. No password opens it yet."""


@do("""
    WITH given AS (INSERT INTO iam.account_role (account_id, role) VALUES (:id, :role) ON CONFLICT DO NOTHING)
    DELETE FROM iam.account_role WHERE account_id = :id AND role <> :role
""")
async def give_role(db: Connection, *, id: int, role: str) -> None:
    """In place of all others."""


@do("""
    UPDATE iam.account
       SET state = :state, state_at = :now, state_by = :by, state_reason = :reason, state_comment = :comment
     WHERE id = :id
""")
async def set_state(
    db: Connection, *, id: int, state: str, now: datetime, by: str, reason: str | None, comment: str | None
) -> None: ...


@dataclass(frozen=True, slots=True)
class Due:
    """A client that was deleted at this instant."""

    id: int
    login: str
    state_at: datetime


@many("""
    SELECT a.id, a.login, a.state_at
      FROM iam.account a
     WHERE a.state = 'deleted'
       AND a.state_at <= :before
       AND a.kind IN ('client', 'reseller')
     ORDER BY cardinality(a.sellers) DESC, a.id
     LIMIT :most
""")
async def deleted_before(db: Connection, *, before: datetime, most: int) -> list[Due]:
    """Those first who stand below others."""


@one(f"""
    SELECT count(DISTINCT d.id)
      FROM panel.client_contact c
      JOIN panel.contact_in_registry k ON k.contact_id = c.id
      JOIN registry.contact r ON r.roid = k.roid
     CROSS JOIN LATERAL (SELECT n.id FROM registry.domain n WHERE n.registrant_id = r.id UNION ALL
                         SELECT l.domain_id FROM registry.domain_contact l WHERE l.contact_id = r.id) u (domain_id)
      JOIN registry.domain d ON d.id = u.domain_id AND {LIVES}
     WHERE c.account_id = :id
""")
async def names_held(db: Connection, *, id: int, now: datetime) -> int:
    """Registered names that stand on its contacts."""


@do("""
    UPDATE iam.account
       SET password_hash = :password_hash, password_at = :now, password_until = :until
     WHERE id = :id
""")
async def set_password(db: Connection, *, id: int, password_hash: str, now: datetime, until: datetime) -> None: ...


@do("DELETE FROM iam.session WHERE account_id = :id")
async def end_sessions(db: Connection, *, id: int) -> None: ...


@do("""
    DELETE FROM iam.session
     WHERE account_id IN (SELECT e.id FROM iam.account e WHERE e.seller_id = :id AND e.kind = 'employee')
""")
async def end_sessions_of_people(db: Connection, *, id: int) -> None:
    """Of those who work for it."""


@do("""
    UPDATE iam.account
       SET seller_id = :seller_id, sellers = coalesce((SELECT s.chain FROM iam.account s WHERE s.id = :seller_id), '{}')
     WHERE id = :id
""")
async def set_seller(db: Connection, *, id: int, seller_id: int | None) -> None:
    """Those below move with it, by the foreign key."""


@many(
    "SELECT DISTINCT CASE b.kind WHEN 'employee' THEN 'people' ELSE 'clients' END FROM iam.account b WHERE b.seller_id = :id"
)
async def who_is_below(db: Connection, *, id: int) -> list[str]:
    """Whether it has, or had, `clients` to whom it sells, and `people` who work for it."""


@do("UPDATE iam.account SET kind = :kind WHERE id = :id")
async def set_kind(db: Connection, *, id: int, kind: str) -> None: ...


@do(
    "UPDATE iam.session SET expires_at = least(expires_at, created_at + :at_most) WHERE account_id = :id AND remembered"
)
async def shorten_sessions(db: Connection, *, id: int, at_most: timedelta) -> None:
    """Where its browser is remembered, it is for no longer than this."""


@do("UPDATE iam.account SET name = :name, email = :email WHERE id = :id")
async def set_person(db: Connection, *, id: int, name: str, email: str) -> None: ...


@do("UPDATE iam.account SET language = :language WHERE id = :id")
async def set_language(db: Connection, *, id: int, language: str) -> None: ...


@do("""
    WITH kept AS (UPDATE iam.account SET allowed_networks = :networks::text[]::cidr[] WHERE id = :id)
    DELETE FROM iam.session s
     WHERE s.account_id = :id
       AND cardinality(:networks::text[]) > 0
       AND NOT s.address <<= ANY (:networks::text[]::inet[])
""")
async def set_networks(db: Connection, *, id: int, networks: list[str]) -> None:
    """From where it is signed in to; sessions from elsewhere end."""


@do("UPDATE iam.account SET note = :note WHERE id = :id")
async def set_note(db: Connection, *, id: int, note: str) -> None: ...


@do("UPDATE iam.account SET verified_name = name, verified_at = :now, verified_by = :by WHERE id = :id")
async def verify(db: Connection, *, id: int, now: datetime, by: str) -> None:
    """By the name that it has now."""


@do("UPDATE iam.account SET verified_name = NULL, verified_at = NULL, verified_by = NULL WHERE id = :id")
async def verify_no_more(db: Connection, *, id: int) -> None: ...


@do("UPDATE iam.account SET description = :description WHERE id = :id")
async def set_description(db: Connection, *, id: int, description: str) -> None: ...


@one("""
    INSERT INTO audit.activity (at, door, action, result, actor, actor_id, behind, behind_id, account, account_id, address,
                                object, name, reason, detail, request)
    VALUES (:now, :door, :action, 'done', :actor, :actor_id, :behind, :behind_id, :login, :id, :address::text::inet,
            :object, :login, :reason, :detail, :request)
 RETURNING id
""")
async def write_down(
    db: Connection,
    *,
    now: datetime,
    door: str,
    action: str,
    actor: str,
    actor_id: int | None,
    behind: str | None,
    behind_id: int | None,
    object: str,
    login: str,
    id: int,
    address: str | None,
    reason: str | None,
    detail: str | None,
    request: str | None,
) -> int: ...
