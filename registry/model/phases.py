"""The phases in which a TLD begins: which of them is on is a pure function of the policy's list and an instant.

A TLD without a list is open, for ever. One with a list is closed whenever no phase of the list is on: before the first one
(predelegation), and between two (quiet periods). Phases may overlap; the list names first the one that a create is in which
names none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, get_args

from registry.model.instants import with_instants

PhaseName = Literal["sunrise", "landrush", "claims", "open", "custom"]
# What a create must bring: a signed mark that has the label, the notice of claims on the label if there are such, a token.
Need = Literal["mark", "notice", "token"]
Creates = Literal["registration", "application"]

# What an application begins as: something about it is to be validated, or nothing is, and only its rivals count.
FirstStatus = Literal["pendingValidation", "validated", "pendingAllocation"]

NAMES: Final[tuple[PhaseName, ...]] = get_args(PhaseName)
NEEDS: Final[tuple[Need, ...]] = get_args(Need)
CREATES: Final[tuple[Creates, ...]] = get_args(Creates)
FIRST_STATUSES: Final[tuple[FirstStatus, ...]] = get_args(FirstStatus)


@dataclass(frozen=True, slots=True)
class NamedPhase:
    """A phase as clients name it (RFC 8334, section 2.3): the name of a custom one stands in `subphase`."""

    name: str
    subphase: str | None = None


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase from one instant to another (None: open ends), what its creates need, and what they make.

    Who comes first gets a registration. Of applications there may be many for a name, of one registrar at most
    `most_per_registrar` (None: as many as it likes); they begin as `first_status`.

    `qlp`: it is a launch programme that is qualified to come before sunrise (RFC 9361, section 5.4); the mark that it needs, it
    needs only for labels of the clearinghouse's sunrise list, and who shows it needs no notice.
    """

    name: PhaseName
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    subphase: str | None = None
    needs: tuple[Need, ...] = ()
    creates: Creates = "registration"
    first_status: FirstStatus = "pendingValidation"
    most_per_registrar: int | None = None
    qlp: bool = False

    def __post_init__(self) -> None:
        if self.name not in NAMES:
            raise ValueError(f"phases are {', '.join(NAMES)}, not {self.name}")
        if self.name == "custom" and not self.subphase:
            raise ValueError("a custom phase says its name as its subphase")
        if self.valid_from is not None and self.valid_to is not None and self.valid_to <= self.valid_from:
            raise ValueError(f"the phase {self.name} ends before it begins")
        if unknown := sorted(set(self.needs) - set(NEEDS)):
            raise ValueError(f"phases need {', '.join(NEEDS)}, not {', '.join(unknown)}")
        if self.creates not in CREATES:
            raise ValueError(f"creates of a phase make a {' or an '.join(CREATES)}, not {self.creates}")
        if self.first_status not in FIRST_STATUSES:
            raise ValueError(f"applications of a phase begin as {', '.join(FIRST_STATUSES)}, not {self.first_status}")
        if not self.takes_applications and (
            self.first_status != FIRST_STATUSES[0] or self.most_per_registrar is not None
        ):
            raise ValueError(
                f"only applications have a first status and are counted, and the phase {self.name} has none"
            )
        if self.most_per_registrar is not None and self.most_per_registrar < 1:
            raise ValueError(f"a registrar that may apply has at least one application in the phase {self.name}")
        if self.qlp and "notice" not in self.needs:
            raise ValueError("a qualified launch programme needs the notice of claims")
        if self.qlp and self.takes_applications:
            raise ValueError("a qualified launch programme registers names, it takes no applications")

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Phase":
        """Read a phase as a policy document holds it, with instants as text."""
        values = with_instants(document, ("valid_from", "valid_to"))
        values["needs"] = tuple(values.get("needs", ()))
        return cls(**values)

    @property
    def named(self) -> NamedPhase:
        return NamedPhase(self.name, self.subphase)

    @property
    def takes_applications(self) -> bool:
        return self.creates == "application"

    def is_on(self, at: datetime) -> bool:
        return (self.valid_from is None or self.valid_from <= at) and (self.valid_to is None or at < self.valid_to)

    def answers_to(self, named: NamedPhase) -> bool:
        """Whether a client that names a phase means this one; who names no subphase means any, of a custom phase none."""
        if self.name != named.name:
            return False
        return named.subphase == self.subphase or (named.subphase is None and self.name != "custom")


OPEN: Final = Phase("open")


def phases_at(phases: Iterable[Phase], at: datetime) -> tuple[Phase, ...]:
    """The phases that are on at an instant, as the policy lists them; none: nothing can be registered."""
    listed = tuple(phases)
    return tuple(phase for phase in listed if phase.is_on(at)) if listed else (OPEN,)


def phase_at(phases: Iterable[Phase], at: datetime, named: NamedPhase | None = None) -> Phase | None:
    """The phase that a create at an instant is in: the one that it names, or the first that is on; None where there is none."""
    on = phases_at(phases, at)
    return next((phase for phase in on if named is None or phase.answers_to(named)), None)
