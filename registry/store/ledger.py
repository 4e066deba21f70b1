"""Money of registrars: append-only rows, and beside them the balance that is their sum."""

from dataclasses import dataclass
from datetime import datetime

from registry.model.registrar import Account
from registry.store.sql import Connection, do, many, maybe


@dataclass(frozen=True, slots=True)
class Posted:
    """The balance after a posting, and whether that posting took it below the account's threshold."""

    ledger_id: int
    balance: int
    credit_limit: int
    low_balance: int
    crossed: bool


@maybe("""
    WITH account AS (
        UPDATE registry.account
           SET balance = balance + :amount,
               overdrawn = balance + :amount + credit_limit < 0
         WHERE registrar_id = (SELECT id FROM registry.registrar WHERE handle = :registrar)
           AND currency = :currency
           AND (NOT :must_cover OR balance + :amount + credit_limit >= 0)
     RETURNING registrar_id, balance, credit_limit, low_balance
    ), entry AS (
        INSERT INTO registry.ledger
               (registrar_id, currency, at, kind, amount, roid, name, years, policy_id, reverses_id, svtrid, billable_at)
        SELECT registrar_id, :currency, :at, :kind, :amount, :roid, :name, :years, :policy_id, :reverses_id, :svtrid,
               :billable_at
          FROM account
     RETURNING id
    )
    SELECT entry.id, balance, credit_limit, low_balance,
           balance < low_balance AND balance - :amount >= low_balance
      FROM account, entry
""")
async def post(
    db: Connection,
    *,
    registrar: str,
    currency: str,
    amount: int,
    must_cover: bool,
    at: datetime,
    kind: str,
    roid: str | None,
    name: str | None,
    years: int | None,
    policy_id: int | None,
    reverses_id: int | None,
    svtrid: str,
    billable_at: datetime | None,
) -> Posted | None:
    """Book `amount` (negative: a charge); None when the account is missing or, under `must_cover`, too short."""


@maybe("""
    SELECT a.balance + a.credit_limit - coalesce((SELECT sum(l.amount)
                                                    FROM registry.ledger l
                                                   WHERE l.registrar_id = a.registrar_id
                                                     AND l.currency = a.currency
                                                     AND l.at > :at), 0)::bigint
      FROM registry.account a
     WHERE a.registrar_id = (SELECT id FROM registry.registrar WHERE handle = :registrar)
       AND a.currency = :currency
       FOR NO KEY UPDATE
""")
async def funds_at(db: Connection, *, registrar: str, currency: str, at: datetime) -> int | None:
    """What the account could be charged at an instant, whatever was booked on it since; the account stays locked."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A ledger row; `amount` in minor units as the account feels it."""

    id: int
    registrar: str
    currency: str
    at: datetime
    kind: str
    amount: int
    roid: str | None
    name: str | None
    years: int | None
    policy_id: int | None
    reverses_id: int | None


@many("""
    SELECT l.id, r.handle, l.currency, l.at, l.kind, l.amount, l.roid, l.name, l.years, l.policy_id, l.reverses_id
      FROM registry.ledger l
      JOIN registry.registrar r ON r.id = l.registrar_id
     WHERE l.id = ANY(:ids)
       AND NOT EXISTS (SELECT FROM registry.ledger undone WHERE undone.reverses_id = l.id)
     ORDER BY l.registrar_id, l.id
""")
async def standing(db: Connection, *, ids: list[int]) -> list[Entry]:
    """Those of the rows that nothing has reversed yet, in the order in which accounts are locked."""


@dataclass(frozen=True, slots=True)
class Booking:
    """A ledger row as its registrar reads it. `billable_at` is when its grace period ends; None: it counts at once."""

    id: int
    at: datetime
    kind: str
    name: str | None
    years: int | None
    amount: int
    currency: str
    reverses_id: int | None
    svtrid: str
    roid: str | None
    billable_at: datetime | None

    @property
    def final_from(self) -> datetime | None:
        """From when on no delete gives back what was charged for a name; None of all else."""
        is_for_a_name = self.reverses_id is None and (self.roid or "").startswith("D")
        return self.billable_at or self.at if is_for_a_name else None


@many("""
    SELECT l.id, l.at, l.kind, l.name, l.years, l.amount, l.currency, l.reverses_id, l.svtrid, l.roid, l.billable_at
      FROM registry.ledger l
     WHERE l.registrar_id = (SELECT id FROM registry.registrar WHERE handle = :registrar)
       AND (l.currency = :currency OR :currency IS NULL)
       AND l.at >= :first
       AND l.at < :last
     ORDER BY l.at, l.id
     LIMIT :most
""")
async def bookings(
    db: Connection, *, registrar: str, currency: str | None, first: datetime, last: datetime, most: int
) -> list[Booking]:
    """What was booked on an account, or on all of a registrar, in their order."""


@many("""
    SELECT r.handle, a.currency, a.balance, a.credit_limit, a.low_balance
      FROM registry.account a
      JOIN registry.registrar r ON r.id = a.registrar_id
     WHERE r.handle = :registrar
     ORDER BY a.currency
""")
async def accounts(db: Connection, *, registrar: str) -> list[Account]: ...


@many("""
    SELECT r.handle, a.currency, a.balance
      FROM registry.account a
      JOIN registry.registrar r ON r.id = a.registrar_id
     WHERE a.balance <> (SELECT coalesce(sum(l.amount), 0)
                           FROM registry.ledger l
                          WHERE l.registrar_id = a.registrar_id
                            AND l.currency = a.currency)
""")
async def unproven(db: Connection) -> list[tuple[str, str, int]]:
    """Accounts whose balance is not the sum of their rows: there must be none."""


@do("""
    INSERT INTO registry.account (registrar_id, currency, credit_limit, low_balance)
    VALUES (:registrar_id, :currency, :credit_limit, :low_balance)
""")
async def open_account(
    db: Connection, *, registrar_id: int, currency: str, credit_limit: int, low_balance: int
) -> None: ...


@maybe("""
    UPDATE registry.account
       SET credit_limit = coalesce(:credit_limit, credit_limit),
           low_balance = coalesce(:low_balance, low_balance),
           overdrawn = balance + coalesce(:credit_limit, credit_limit) < 0
     WHERE registrar_id = :registrar_id
       AND currency = :currency
 RETURNING currency
""")
async def set_limits(
    db: Connection, *, registrar_id: int, currency: str, credit_limit: int | None, low_balance: int | None
) -> str | None:
    """New limits (None: the old one stays); None when there is no account in that currency."""
