"""Top-ups that wait for a second pair of eyes, and what became of them."""

from datetime import datetime
from typing import Final

from registry.model.topup import TopUp, TopUpStatus
from registry.store.sql import Connection, many, maybe, one

_COLUMNS: Final = """u.id, r.handle, u.currency, u.amount, u.reason, u.payer, u.status, u.proposed_by, u.proposed_at,
           u.decided_by, u.decided_at, u.decision, u.ledger_id"""


@maybe("""
    INSERT INTO registry.topup (registrar_id, currency, amount, reason, payer, proposed_by, proposed_at)
    SELECT a.registrar_id, a.currency, :amount, :reason, :payer, :operator, :now
      FROM registry.account a
      JOIN registry.registrar r ON r.id = a.registrar_id
     WHERE r.handle = :registrar
       AND a.currency = :currency
 RETURNING id
""")
async def propose(
    db: Connection, *, registrar: str, currency: str, amount: int, reason: str, payer: str, operator: str, now: datetime
) -> int | None:
    """The number of the proposal; None where there is no such account."""


@maybe(f"""
    SELECT {_COLUMNS}
      FROM registry.topup u
      JOIN registry.registrar r ON r.id = u.registrar_id
     WHERE u.id = :number
       FOR UPDATE OF u
""")
async def hold(db: Connection, *, number: int) -> TopUp | None:
    """The top-up, for this transaction alone."""


@many(f"""
    SELECT {_COLUMNS}
      FROM registry.topup u
      JOIN registry.registrar r ON r.id = u.registrar_id
     WHERE u.id = ANY(:numbers)
""")
async def some(db: Connection, *, numbers: list[int]) -> list[TopUp]: ...


@one(f"""
    WITH u AS (
        UPDATE registry.topup
           SET status = :status, decided_by = :operator, decided_at = :now, decision = :decision, ledger_id = :ledger_id
         WHERE id = :number
     RETURNING *
    )
    SELECT {_COLUMNS}
      FROM u
      JOIN registry.registrar r ON r.id = u.registrar_id
""")
async def decide(
    db: Connection,
    *,
    number: int,
    status: TopUpStatus,
    operator: str,
    now: datetime,
    decision: str | None,
    ledger_id: int | None,
) -> TopUp: ...
