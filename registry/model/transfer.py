"""The transfer of an object from one sponsor to another (RFC 5730, section 2.9.3.4)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

TransferStatus = Literal[
    "pending", "clientApproved", "clientCancelled", "clientRejected", "serverApproved", "serverCancelled"
]
TransferOperation = Literal["request", "query", "approve", "reject", "cancel"]

# The ends after which the object is another's.
SUCCESSES: Final[frozenset[TransferStatus]] = frozenset({"clientApproved", "serverApproved"})


@dataclass(frozen=True, slots=True)
class Transfer:
    """The last transfer of an object; `acted_at` is None and `act_by` lies ahead while it is pending.

    `years` and `expires_at` (the expiry if it succeeds) are None for contacts.
    """

    id: int
    status: TransferStatus
    gaining: str
    losing: str
    requested_at: datetime
    act_by: datetime
    acted_at: datetime | None = None
    acted_by: str | None = None
    years: int | None = None
    expires_at: datetime | None = None
    ledger_id: int | None = None
    cltrid: str | None = None
    svtrid: str = ""

    @property
    def is_pending(self) -> bool:
        return self.status == "pending"


# What each decision makes of a pending transfer: a party's, and the registry's own (RFC 5731, section 3.1.3: trStatus).
_ENDS: Final[dict[TransferOperation, tuple[TransferStatus, TransferStatus]]] = {
    "approve": ("clientApproved", "serverApproved"),
    "reject": ("clientRejected", "serverCancelled"),
    "cancel": ("clientCancelled", "serverCancelled"),
}


def end_of(operation: TransferOperation, *, by_operator: bool) -> TransferStatus:
    """The status that a decision ends a transfer with. Raises KeyError for operations that decide nothing."""
    return _ENDS[operation][by_operator]
