"""What the statuses of a name mean for somebody who never heard of EPP."""

from collections.abc import Mapping
from typing import Final

_MEANINGS: Final[Mapping[str, str]] = {
    "ok": "nothing is pending or forbidden",
    "inactive": "no name servers: the name leads nowhere",
    "addPeriod": "registered a few days ago",
    "autoRenewPeriod": "renewed by time a few days ago",
    "renewPeriod": "renewed by its registrar a few days ago",
    "transferPeriod": "came to its registrar a few days ago",
    "redemptionPeriod": "deleted; its registrar can still restore it",
    "pendingRestore": "restored; a report on it is awaited",
    "pendingDelete": "deleted; it becomes free in a few days",
    "pendingTransfer": "a transfer to another registrar is under way",
    "pendingCreate": "its registration is not decided yet",
    "pendingUpdate": "a change of it is not decided yet",
    "pendingRenew": "its renewal is not decided yet",
}
_HELD: Final[Mapping[str, str]] = {
    "Hold": "left out of the DNS",
    "TransferProhibited": "cannot move to another registrar",
    "UpdateProhibited": "cannot be changed",
    "DeleteProhibited": "cannot be deleted",
    "RenewProhibited": "cannot be renewed",
}
_BY: Final[Mapping[str, str]] = {"client": "by its registrar's wish", "server": "by the registry's wish"}


def meaning(status: str) -> str:
    """A few words; none for a status that has a name only."""
    who, what = status[:6], status[6:]
    return f"{_HELD[what]}, {_BY[who]}" if who in _BY and what in _HELD else _MEANINGS.get(status, "")
