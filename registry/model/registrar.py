"""Registrars: who may change names, within which limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from registry.model.policy import Contacts
from registry.model.rates import Rate, RateClass

# An applicant is not let in yet; one in OT&E (operational test and evaluation) practises in sandboxes alone; an active one may
# do everything, a suspended one look and let names go, a terminated one nothing.
RegistrarState = Literal["applicant", "ote", "active", "suspended", "terminated"]
STATES: Final[tuple[RegistrarState, ...]] = get_args(RegistrarState)

# What may become of each; who is back after its end begins anew.
TRANSITIONS: Final[Mapping[RegistrarState, tuple[RegistrarState, ...]]] = {
    "applicant": ("ote", "active", "terminated"),
    "ote": ("applicant", "active", "suspended", "terminated"),
    "active": ("suspended", "terminated"),
    "suspended": ("active", "terminated"),
    "terminated": ("applicant", "active"),
}
OUTSIDE: Final[frozenset[RegistrarState]] = frozenset({"applicant", "terminated"})

# Whose names count in what is reported: those that registrars sell, and those that the registry keeps for itself. What watches
# its servers, and tests, are left out.
RegistrarKind = Literal["real", "internal", "monitoring", "test"]
KINDS: Final[tuple[RegistrarKind, ...]] = get_args(RegistrarKind)
REPORTED: Final[frozenset[RegistrarKind]] = frozenset({"real", "internal"})


@dataclass(frozen=True, slots=True)
class Registrar:
    """A registrar as the directory and the escrow show it; secrets stay in the store."""

    id: int
    handle: str
    name: str
    iana_id: int | None
    state: RegistrarState
    email: str | None
    voice: str | None
    fax: str | None
    street: tuple[str, ...]
    city: str | None
    state_or_province: str | None
    postal_code: str | None
    country: str | None
    url: str | None
    whois_server: str | None
    rdap_url: str | None
    abuse_email: str | None
    abuse_voice: str | None
    created_at: datetime
    updated_at: datetime | None
    kind: RegistrarKind = "real"

    @property
    def is_reported(self) -> bool:
        """Whether what it does counts in the reports of a month."""
        return self.kind in REPORTED


@dataclass(frozen=True, slots=True)
class Account:
    """Prepaid funds in one currency, in its minor units; `credit_limit` may be owed beyond zero."""

    registrar: str
    currency: str
    balance: int
    credit_limit: int
    low_balance: int


@dataclass(frozen=True, slots=True)
class AccountLimits:
    """What an account may owe, and below which balance its registrar is warned; minor units."""

    currency: str
    credit_limit: int = 0
    low_balance: int = 0


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate that opens the door while it is valid, by the SHA-256 of its DER form in hexadecimal."""

    fingerprint: str
    valid_from: datetime
    valid_to: datetime


@dataclass(frozen=True, slots=True)
class Accreditation:
    """From when to when a registrar may gain names in a TLD, and on what terms; None: the TLD's own."""

    tld: str
    valid_from: datetime
    valid_to: datetime | None = None
    contacts: Contacts | None = None
    price_group: str | None = None
    currency: str | None = None

    def holds_at(self, now: datetime) -> bool:
        return self.valid_from <= now and (self.valid_to is None or now < self.valid_to)


@dataclass(frozen=True, slots=True)
class RegistrarRecord:
    """All there is about a registrar, as history keeps it: no password, and no balance, which the ledger tells."""

    registrar: Registrar
    version: int
    session_limit: int
    networks: tuple[str, ...]
    certificates: tuple[Certificate, ...]
    accreditations: tuple[Accreditation, ...]
    accounts: tuple[AccountLimits, ...]
    rates: Mapping[RateClass, Rate]
