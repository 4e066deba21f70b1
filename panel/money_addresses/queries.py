"""What the database remembers of the addresses that mails of money go to as well; of a link it keeps the digest."""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, do, many, maybe


@dataclass(frozen=True, slots=True)
class Address:
    """`confirmed_at` None: it was not confirmed, and nothing goes there but the link that was drawn last at `drawn_at`."""

    id: int
    account_id: int
    address: str
    drawn_at: datetime
    confirmed_at: datetime | None


@many("""
    SELECT m.id, m.account_id, m.address, m.drawn_at, m.confirmed_at
      FROM mail.money_address m
     WHERE m.account_id = :account_id
       AND m.id = ANY (:ids)
""")
async def addresses(db: Connection, *, account_id: int, ids: list[int]) -> list[Address]: ...


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose mails they are; `addresses` are how many there are, `links` how many were sent since an instant."""

    login: str
    name: str
    language: str
    seller_id: int | None
    addresses: int
    links: int


@maybe("""
    SELECT a.login, a.name, a.language, a.seller_id,
           (SELECT count(*) FROM mail.money_address m WHERE m.account_id = a.id),
           (SELECT count(*) FROM mail.message s
             WHERE s.account_id = a.id AND s.event = 'money.confirm-address' AND s.queued_at > :since)
      FROM iam.account a
     WHERE a.id = :id
       FOR UPDATE OF a
""")
async def lock(db: Connection, *, id: int, since: datetime) -> Owner | None:
    """The account, for this transaction alone."""


@maybe("""
    INSERT INTO mail.money_address (account_id, address, digest, drawn_at)
    VALUES (:account_id, :address, :digest, :now)
        ON CONFLICT DO NOTHING
 RETURNING id
""")
async def add(db: Connection, *, account_id: int, address: str, digest: bytes, now: datetime) -> int | None:
    """Its number; None: the account has it already."""


@maybe("""
    UPDATE mail.money_address m
       SET digest = :digest, drawn_at = :now
     WHERE m.id = :id
       AND m.confirmed_at IS NULL
       AND m.drawn_at <= :before
 RETURNING m.id
""")
async def draw_again(db: Connection, *, id: int, digest: bytes, now: datetime, before: datetime) -> int | None:
    """None: it is confirmed by now, gone, or a link was sent after that."""


@do("DELETE FROM mail.money_address m WHERE m.id = :id")
async def remove(db: Connection, *, id: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Confirmed:
    account_id: int
    login: str
    address: str


@maybe("""
    UPDATE mail.money_address m
       SET confirmed_at = :now, digest = NULL
      FROM iam.account a
     WHERE a.id = m.account_id
       AND m.digest = :digest
       AND m.drawn_at > :since
       AND m.confirmed_at IS NULL
 RETURNING a.id, a.login, m.address
""")
async def confirm(db: Connection, *, digest: bytes, now: datetime, since: datetime) -> Confirmed | None:
    """The link is used up with that; None: there is none that is good."""
