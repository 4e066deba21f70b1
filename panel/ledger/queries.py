"""What statements of accounts are made of; sums in minor units, as the account feels them."""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, many, maybe


@dataclass(frozen=True, slots=True)
class Bounds:
    """What was on an account at the beginning and at the end of a time."""

    opening: int
    closing: int


@maybe("""
    WITH account AS (
        SELECT a.registrar_id, a.currency, a.balance
          FROM registry.account a
          JOIN registry.registrar r ON r.id = a.registrar_id
         WHERE r.handle = :registrar
           AND a.currency = :currency
    ), booked AS (
        SELECT coalesce(sum(l.amount) FILTER (WHERE l.at >= :first), 0)::bigint AS since,
               coalesce(sum(l.amount) FILTER (WHERE l.at >= :last), 0)::bigint AS after
          FROM account
          JOIN registry.ledger l ON l.registrar_id = account.registrar_id AND l.currency = account.currency
         WHERE l.at >= :first
    )
    SELECT balance - since, balance - after
      FROM account, booked
""")
async def bounds(db: Connection, *, registrar: str, currency: str, first: datetime, last: datetime) -> Bounds | None:
    """None where the registrar has no account in that currency. Back from the balance, which is the sum of all rows."""


@dataclass(frozen=True, slots=True)
class Share:
    """What bookings of a kind come to; `back`: they reverse others."""

    kind: str
    back: bool
    number: int
    amount: int


@many("""
    SELECT l.kind, l.reverses_id IS NOT NULL, count(*), sum(l.amount)::bigint
      FROM registry.ledger l
     WHERE l.registrar_id = (SELECT id FROM registry.registrar WHERE handle = :registrar)
       AND l.currency = :currency
       AND l.at >= :first
       AND l.at < :last
     GROUP BY 1, 2
     ORDER BY 1, 2
""")
async def shares(db: Connection, *, registrar: str, currency: str, first: datetime, last: datetime) -> list[Share]: ...
