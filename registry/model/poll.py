"""Messages that wait for a registrar (RFC 5730, section 2.9.2.3); they hold what they say, not where to look it up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from registry.model.application import FINAL, ApplicationStatus
from registry.model.transfer import SUCCESSES, Transfer

ChangeOperation = Literal[
    "create", "delete", "renew", "transfer", "update", "restore", "autoRenew", "autoDelete", "autoPurge", "custom"
]
ChangeState = Literal["before", "after"]


CaseType = Literal["udrp", "urs", "custom"]


@dataclass(frozen=True, slots=True)
class ChangeCase:
    """The proceedings that a change came of (RFC 8590, section 3.1.4); `name` says what kind of custom case it is."""

    type: CaseType
    id: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What befell an object that its sponsor did not ask for: what, when, by whom and why (RFC 8590, section 3.1.2)."""

    operation: ChangeOperation
    detail: str | None
    state: ChangeState
    at: datetime
    svtrid: str
    who: str
    reason: str | None
    case: ChangeCase | None = None


@dataclass(frozen=True, slots=True)
class TransferNotice:
    """A domain or contact transfer was asked for or came to an end.

    `promised`: the end was promised to the reader by 1001, whose identifiers the transfer keeps.
    """

    object: Literal["domain", "contact"]
    name: str
    transfer: Transfer
    promised: bool = False

    @property
    def pending_action(self) -> "PendingActionNotice | None":
        """What was promised has come to pass, or not (RFC 5731, section 3.3); None to readers who asked for nothing."""
        transfer = self.transfer
        if not self.promised or transfer.acted_at is None:
            return None
        succeeded = transfer.status in SUCCESSES
        return PendingActionNotice(
            self.object, self.name, succeeded, transfer.cltrid, transfer.svtrid, transfer.acted_at
        )


@dataclass(frozen=True, slots=True)
class PendingActionNotice:
    """What a 1001 promised has come to pass, or not (RFC 5731, section 3.3); `change`: by what, where it was time's doing."""

    object: Literal["domain", "contact", "host"]
    name: str
    succeeded: bool
    cltrid: str | None
    svtrid: str
    at: datetime
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class RenewalNotice:
    """Time renewed a name."""

    name: str
    expires_at: datetime
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class BalanceNotice:
    """The account fell below its threshold; minor units."""

    currency: str
    balance: int
    credit_limit: int
    low_balance: int


@dataclass(frozen=True, slots=True)
class ChangeNotice:
    """The registry changed a domain (RFC 8590). `domain` is the version of it before or after that, as history keeps it."""

    operation: ChangeOperation
    detail: str | None
    state: ChangeState
    at: datetime
    svtrid: str
    who: str
    reason: str | None
    domain: Mapping[str, Any]
    case: ChangeCase | None = None

    @property
    def change(self) -> Change:
        return Change(self.operation, self.detail, self.state, self.at, self.svtrid, self.who, self.reason, self.case)


@dataclass(frozen=True, slots=True)
class ApplicationNotice:
    """An application came into a status (RFC 8334, section 2.5); its first is told by the answer to the create.

    `cltrid` and `svtrid` are those of the create.
    """

    name: str
    roid: str
    registrar: str
    phase: str
    subphase: str | None
    status: ApplicationStatus
    substatus: str | None
    reason: str | None
    at: datetime
    created_at: datetime
    cltrid: str | None
    svtrid: str

    @property
    def pending_action(self) -> PendingActionNotice | None:
        """At its end, what became of the create that promised it."""
        if self.status not in FINAL:
            return None
        return PendingActionNotice("domain", self.name, self.status == "allocated", self.cltrid, self.svtrid, self.at)


@dataclass(frozen=True, slots=True)
class AccessNotice:
    """What opens the door for the registrar `name` comes to its end, and nothing is there to follow it."""

    name: str
    what: Literal["certificate", "password"]
    ends_at: datetime
    fingerprint: str | None = None
    object: Literal["registrar"] = "registrar"


@dataclass(frozen=True, slots=True)
class PolicyNotice:
    """Other prices or other rules begin in the TLD `name`, or after all do not.

    `changes` are those of the list prices, in words: what else is otherwise concerns some registrars, or none.
    """

    name: str
    version: int
    begins_at: datetime
    prices: bool
    rules: bool
    changes: Sequence[str] = ()
    withdrawn: bool = False
    object: Literal["tld"] = "tld"


@dataclass(frozen=True, slots=True)
class TestNotice:
    """Somebody tries whether the registrar `name` reads its messages."""

    __test__ = False  # whatever its name begins with
    name: str
    object: Literal["registrar"] = "registrar"


Notice = (
    ApplicationNotice
    | ChangeNotice
    | TransferNotice
    | PendingActionNotice
    | RenewalNotice
    | BalanceNotice
    | AccessNotice
    | PolicyNotice
    | TestNotice
)


@dataclass(frozen=True, slots=True)
class PollMessage:
    """`waiting` counts this message and those behind it."""

    id: int
    at: datetime
    text: str
    notice: Notice
    waiting: int
