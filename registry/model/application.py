"""Applications for names (RFC 8334): what each is, and by which steps it comes to an end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from registry.model.domain import Domain
from registry.model.launch import Notice
from registry.model.phases import NamedPhase

ApplicationStatus = Literal[
    "pendingValidation", "validated", "invalid", "pendingAllocation", "allocated", "rejected", "custom"
]
# What a registrar does to an application (amend), what operators do (the rest).
Step = Literal["amend", "validate", "invalidate", "defer", "hold", "allocate", "reject"]

# The step that is made (across) in a status (down), and the status that it leads to (RFC 8334, section 2.4.1). A step that a
# row lacks is refused; the rows without any are ends. An application for which a mark or a claim need not be looked into may
# begin further down (the phase's `first_status`). What is held (custom) for a reason of the registry's own may go anywhere.
STEPS: Final[Mapping[ApplicationStatus, Mapping[Step, ApplicationStatus]]] = {
    "pendingValidation": {
        "amend": "pendingValidation",
        "validate": "validated",
        "invalidate": "invalid",
        "hold": "custom",
        "reject": "rejected",
    },
    "validated": {
        "amend": "validated",
        "invalidate": "invalid",
        "defer": "pendingAllocation",
        "hold": "custom",
        "allocate": "allocated",
        "reject": "rejected",
    },
    "invalid": {"amend": "pendingValidation", "validate": "validated", "reject": "rejected"},
    "pendingAllocation": {
        "amend": "pendingAllocation",
        "invalidate": "invalid",
        "hold": "custom",
        "allocate": "allocated",
        "reject": "rejected",
    },
    "custom": {
        "amend": "custom",
        "validate": "validated",
        "invalidate": "invalid",
        "defer": "pendingAllocation",
        "hold": "custom",
        "reject": "rejected",
    },
    "allocated": {},
    "rejected": {},
}
FINAL: Final = frozenset(status for status, steps in STEPS.items() if not steps)

# Those that may be followed by the allocation of the name.
ALLOCATABLE: Final = frozenset(status for status, steps in STEPS.items() if "allocate" in steps)


@dataclass(frozen=True, slots=True)
class Application:
    """`domain` is the name as it would be, sponsored by who applies; its id, ROID and dates are the application's own.

    The ROID is the identifier by which clients speak of it. `cltrid` and `svtrid` are those of the create, whose promise the end
    of the application keeps; `ledger_ids` what was charged for it; `allocated_roid` the domain that came of it.
    """

    id: int
    roid: str
    phase: NamedPhase
    status: ApplicationStatus
    status_at: datetime
    years: int
    domain: Domain
    svtrid: str
    cltrid: str | None = None
    substatus: str | None = None
    reason: str | None = None
    smd_id: str | None = None
    mark: str | None = field(default=None, repr=False)
    has_claims: bool = False
    notice: Notice | None = None
    ledger_ids: tuple[int, ...] = ()
    allocated_roid: str | None = None
    version: int = 1

    @property
    def name(self) -> str:
        return self.domain.name

    @property
    def registrar(self) -> str:
        return self.domain.registrar

    @property
    def is_final(self) -> bool:
        return self.status in FINAL
