"""What operators can ask about applications for names, and the answers."""

from dataclasses import dataclass
from typing import Literal

from registry.model.money import Money

OperatorStep = Literal["validate", "invalidate", "defer", "hold", "reject"]


@dataclass(frozen=True, slots=True)
class ApplicationStep:
    """`substatus` names the status of one that is held. The operator's reason is shown to the registrar with its status."""

    application: str
    step: OperatorStep
    substatus: str | None = None


@dataclass(frozen=True, slots=True)
class ApplicationAllocate:
    """`name`, where it is said, must be the one that was applied for."""

    application: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Allocated:
    """The name is registered under `roid`; `rejected` are the rivals, `credits` what they get back."""

    name: str
    application: str
    registrar: str
    roid: str
    rejected: tuple[str, ...]
    credits: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What an allocation would do, or did: then the name is registered under `roid`. `hindrance` is why it is refused."""

    name: str
    application: str
    registrar: str | None
    rivals: tuple[str, ...]
    hindrance: str | None = None
    roid: str | None = None
