"""Queries about PINs."""

from dataclasses import dataclass
from datetime import datetime

from registry.store.sql import Connection, do, maybe


@dataclass(frozen=True, slots=True)
class Pin:
    """`pin` and `answer` are sealed hashes; `wrong` tries led to `locked_until`, if they did."""

    pin: bytes
    question: str | None
    answer: bytes | None
    set_at: datetime
    wrong: int
    locked_until: datetime | None


@maybe("SELECT pin, question, answer, set_at, wrong, locked_until FROM iam.pin WHERE account_id = :account_id")
async def pin_of(db: Connection, *, account_id: int) -> Pin | None: ...


@maybe("""
    UPDATE iam.pin p
       SET wrong = CASE WHEN p.locked_until IS NULL THEN p.wrong + 1 ELSE 1 END,
           locked_until = CASE WHEN p.locked_until IS NULL AND p.wrong + 1 >= :most THEN :until::timestamptz END
     WHERE p.account_id = :account_id
       AND (p.locked_until IS NULL OR p.locked_until <= :now)
 RETURNING p.pin, p.question, p.answer, p.set_at, p.wrong, p.locked_until
""")
async def begin_try(db: Connection, *, account_id: int, most: int, until: datetime, now: datetime) -> Pin | None:
    """A try, which counts as wrong until it is known to be right, so that of many at once no more than the limit are verified;
    None: it is locked, or there is none."""


@do("UPDATE iam.pin SET wrong = 0, locked_until = NULL WHERE account_id = :account_id")
async def was_right(db: Connection, *, account_id: int) -> None: ...


@do("UPDATE iam.pin SET wrong = greatest(wrong - 1, 0), locked_until = NULL WHERE account_id = :account_id")
async def was_none(db: Connection, *, account_id: int) -> None:
    """It was no try: nobody has verified it."""


@maybe("""
    INSERT INTO iam.pin (account_id, pin, question, answer, set_at)
    VALUES (:account_id, :pin, :question, :answer, :now)
        ON CONFLICT (account_id)
        DO UPDATE SET pin = excluded.pin, question = excluded.question, answer = excluded.answer, set_at = excluded.set_at,
                      wrong = 0, locked_until = NULL
         WHERE pin.pin = :before
 RETURNING account_id
""")
async def keep(
    db: Connection,
    *,
    account_id: int,
    pin: bytes,
    question: str | None,
    answer: bytes | None,
    now: datetime,
    before: bytes | None,
) -> int | None:
    """In place of the one of `before`; None: there is another by now."""


@maybe("DELETE FROM iam.pin WHERE account_id = :account_id RETURNING account_id")
async def remove(db: Connection, *, account_id: int) -> int | None:
    """None: there was none."""


@do("UPDATE iam.session SET pin_at = :now WHERE id = :session_id")
async def was_given(db: Connection, *, session_id: int, now: datetime) -> None: ...


@do("UPDATE iam.session SET pin_at = NULL WHERE account_id = :account_id AND pin_at IS NOT NULL")
async def forget_given(db: Connection, *, account_id: int) -> None:
    """No browser has given the PIN that is."""
