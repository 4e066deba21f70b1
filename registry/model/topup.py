"""Top-ups: money that one operator proposes to book into a registrar's account, and that another confirms (four eyes)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

TopUpStatus = Literal["proposed", "confirmed", "declined", "withdrawn"]
TopUpStep = Literal["confirm", "decline", "withdraw"]

# The step that is made (across) in a status (down), and the status that it leads to; a step that a row lacks is refused. What is
# confirmed is booked: it is undone by another top-up alone, of the opposite amount.
STEPS: Final[Mapping[TopUpStatus, Mapping[TopUpStep, TopUpStatus]]] = {
    "proposed": {"confirm": "confirmed", "decline": "declined", "withdraw": "withdrawn"},
    "confirmed": {},
    "declined": {},
    "withdrawn": {},
}


@dataclass(frozen=True, slots=True)
class TopUp:
    """`amount` in minor units, negative for money out; `payer` is whose account it comes from, empty where nobody said;
    `decision` is why it was decided so, `ledger_id` what booked it."""

    id: int
    registrar: str
    currency: str
    amount: int
    reason: str
    payer: str
    status: TopUpStatus
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None
    decision: str | None = None
    ledger_id: int | None = None
