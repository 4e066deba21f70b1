"""Allocation tokens, found by the fingerprint of what a registrar shows, and the names that they were used for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from registry.model.money import Money
from registry.model.pricing import Discount
from registry.model.token import AllocationToken, Package, TokenOperation
from registry.store.sql import Connection, do, many, maybe, one


@dataclass(frozen=True, slots=True)
class _TokenRow:
    id: int
    fingerprint: bytes
    tld: str | None
    label: str | None
    registrar: str | None
    uses: int | None
    used: int
    frees_reserved: bool
    currency: str | None
    amount: int | None
    percent: int
    discount_years: int | None
    valid_from: datetime
    valid_to: datetime | None
    operations: list[TokenOperation]
    ledger_id: int | None
    paid: int | None
    paid_in: str | None

    def token(self) -> AllocationToken:
        price = (self.currency, self.amount) if self.currency is not None and self.amount is not None else None
        return AllocationToken(
            self.id,
            self.tld,
            self.label,
            self.registrar,
            self.uses,
            self.used,
            self.frees_reserved,
            Discount(price, self.percent, self.discount_years) if price or self.percent else None,
            self.valid_from,
            self.valid_to,
            tuple(self.operations),
            self._package(),
        )

    def _package(self) -> Package | None:
        if self.ledger_id is None or self.paid is None or self.paid_in is None:
            return None
        return Package(Money(self.paid, self.paid_in), self.ledger_id)


_TOKENS = """
    SELECT k.id, k.fingerprint, t.name::text, k.label, r.handle, k.uses, k.used, k.frees_reserved, k.currency, k.amount,
           k.percent, k.discount_years, k.valid_from, k.valid_to, k.operations, k.ledger_id, -l.amount, l.currency
      FROM registry.allocation_token k
      LEFT JOIN registry.tld t ON t.id = k.tld_id
      LEFT JOIN registry.registrar r ON r.id = k.registrar_id
      LEFT JOIN registry.ledger l ON l.id = k.ledger_id
"""


@many(f"{_TOKENS} WHERE k.fingerprint = ANY(:fingerprints)")
async def _found(db: Connection, *, fingerprints: list[bytes]) -> list[_TokenRow]: ...


async def by_fingerprint(db: Connection, asked: Sequence[bytes]) -> list[AllocationToken | None]:
    """The token of each fingerprint, whatever it is good for: a look for `Store.together`."""
    found = {row.fingerprint: row.token() for row in await _found(db, fingerprints=list(set(asked)))}
    return [found.get(each) for each in asked]


@many(f"{_TOKENS} ORDER BY k.id DESC LIMIT :most")
async def _newest(db: Connection, *, most: int) -> list[_TokenRow]: ...


async def newest(db: Connection, most: int) -> list[AllocationToken]:
    """The tokens that were issued last, at most so many."""
    return [row.token() for row in await _newest(db, most=most)]


@many(f"{_TOKENS} WHERE k.id = ANY(:token_ids)")
async def _by_numbers(db: Connection, *, token_ids: list[int]) -> list[_TokenRow]: ...


async def by_numbers(db: Connection, token_ids: Sequence[int]) -> list[AllocationToken]:
    """Those of the numbers that are tokens'."""
    return [row.token() for row in await _by_numbers(db, token_ids=list(token_ids))]


async def by_number(db: Connection, token_id: int) -> AllocationToken | None:
    return next(iter(await by_numbers(db, (token_id,))), None)


@one("""
    INSERT INTO registry.allocation_token
           (fingerprint, tld_id, label, registrar_id, uses, frees_reserved, currency, amount, percent, discount_years,
            valid_from, valid_to, issued_by, operations)
    VALUES (:fingerprint, (SELECT id FROM registry.tld WHERE name = :tld), :label,
            (SELECT id FROM registry.registrar WHERE handle = :registrar), :uses, :frees_reserved, :currency, :amount,
            :percent, :discount_years, :valid_from, :valid_to, :issued_by, :operations)
 RETURNING id
""")
async def add(
    db: Connection,
    *,
    fingerprint: bytes,
    tld: str | None,
    label: str | None,
    registrar: str | None,
    uses: int | None,
    frees_reserved: bool,
    currency: str | None,
    amount: int | None,
    percent: int,
    discount_years: int | None,
    valid_from: datetime,
    valid_to: datetime | None,
    issued_by: str | None,
    operations: list[TokenOperation],
) -> int: ...


@do("""
    UPDATE registry.allocation_token
       SET ledger_id = :ledger_id
     WHERE id = :token_id
""")
async def note_payment(db: Connection, *, token_id: int, ledger_id: int) -> None:
    """The token is a package: this is what was paid for it."""


@many("""
    SELECT token_id, count(*)
      FROM registry.redemption
     WHERE token_id = ANY(:token_ids)
     GROUP BY token_id
""")
async def redemptions(db: Connection, *, token_ids: list[int]) -> list[tuple[int, int]]:
    """How often each of the tokens was used, those included that nobody limits."""


@maybe("""
    UPDATE registry.allocation_token
       SET valid_to = greatest(:now, valid_from + interval '1 millisecond')
     WHERE id = :token_id
       AND (valid_to IS NULL OR valid_to > :now)
 RETURNING id
""")
async def revoke(db: Connection, *, token_id: int, now: datetime) -> int | None:
    """From now on it is good for nothing; None when it already was."""


@do("""
    DELETE FROM registry.redemption
     WHERE roid = :roid
       AND at = :at
""")
async def take_back(db: Connection, *, roid: str, at: datetime) -> None:
    """The token that was used for the object at an instant may be used again: nothing came of it."""


@do("""
    DELETE FROM registry.redemption
     WHERE roid = :roid
""")
async def give_back(db: Connection, *, roid: str) -> None:
    """The token of a name that was deleted in its add grace period may be used again."""


@do("""
    UPDATE registry.redemption
       SET roid = :to
     WHERE roid = :roid
""")
async def hand_on(db: Connection, *, roid: str, to: str) -> None:
    """What a token was used for became something else: an application a domain."""


@do("""
    INSERT INTO registry.redemption (token_id, roid, at)
    SELECT :token_id, :roid, :at
     WHERE NOT EXISTS (SELECT FROM registry.redemption WHERE token_id = :token_id AND roid = :roid)
""")
async def redeem(db: Connection, *, token_id: int, roid: str, at: datetime) -> None:
    """Remember what a token was used for, under whose lock; one that is used up, or revoked by now, violates a constraint."""
