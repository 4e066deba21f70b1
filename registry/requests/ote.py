"""What can be asked about accounts in OT&E, and the answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from registry.model.ote import Base
from registry.model.policy import Rules
from registry.model.registrar import Account, Certificate, RegistrarState

# What became of an account that was asked for: made, opened once more after it was closed, begun anew, or left as it is.
OteOutcome = Literal["made", "reopened", "reset", "kept"]


@dataclass(frozen=True, slots=True)
class ClientCertificate:
    """A certificate in DER, and how long it is valid."""

    der: bytes
    valid_from: datetime
    valid_to: datetime


@dataclass(frozen=True, slots=True)
class OteCreate:
    """An account under a name, for a company; passwords and certificates by the handles of its registrars.

    `bases` are the rules that its sandboxes begin with. `anew`: an account that is there loses all it has, and begins once more.
    """

    name: str
    company: str
    bases: Mapping[Base, Rules]
    certificates: Mapping[str, ClientCertificate]
    passwords: Mapping[str, str] = field(repr=False)
    session_limit: int = 10
    networks: tuple[str, ...] = ()
    anew: bool = False


@dataclass(frozen=True, slots=True)
class OteRegistrar:
    """One registrar of an account, and what lets it in."""

    handle: str
    name: str
    state: RegistrarState
    accounts: tuple[Account, ...]
    certificates: tuple[Certificate, ...]
    networks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OteTld:
    """A sandbox, and what it is for in words; None of the rest where it is gone."""

    name: str
    says: str
    phases: tuple[str, ...]
    contacts: str
    host_model: str
    currency: str


@dataclass(frozen=True, slots=True)
class OteName:
    """A name to practise with: how it stands now, and what for. `sponsor` is None for a free one."""

    name: str
    sponsor: str | None
    statuses: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True)
class OteAccount:
    """All that there is of an account. `claimed` are a few labels with trademark claims, to ask for notices of."""

    name: str
    registrars: tuple[OteRegistrar, ...]
    tlds: tuple[OteTld, ...]
    names: tuple[OteName, ...]
    claimed: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether its registrars may come in, and have somewhere to practise."""
        return bool(self.tlds) and all(each.state == "ote" for each in self.registrars)

    @property
    def is_closed(self) -> bool:
        """Whether it was taken away."""
        return all(each.state == "terminated" for each in self.registrars)
