"""What can be asked by and about registrars, and the answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from registry.model.login import Channel, Demands, Event, UserAgent
from registry.model.policy import Contacts
from registry.model.registrar import AccountLimits, RegistrarKind, RegistrarState


@dataclass(frozen=True, slots=True)
class RegistrarLogin:
    """`certificate` is the DER form that the peer showed, or None; `worker_id` is the process that asks.

    `demands` are those of the endpoint; `user_agent` is what the client says of itself.
    """

    handle: str
    password: str = field(repr=False)
    new_password: str | None = field(repr=False)
    address: str
    certificate: bytes | None
    worker_id: int
    channel: Channel = Channel()
    demands: Demands = Demands()
    user_agent: UserAgent | None = None


@dataclass(frozen=True, slots=True)
class RegistrarSession:
    """`events` are what the registrar should know of its security, for those who ask (RFC 8807)."""

    session_id: int
    registrar_id: int
    registrar: str
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class RegistrarCreate:
    """A new registrar; networks as CIDR (none: from anywhere), accounts with their limits, TLDs it is accredited for at once."""

    handle: str
    name: str
    password: str = field(repr=False)
    iana_id: int | None = None
    session_limit: int = 10
    email: str | None = None
    voice: str | None = None
    street: tuple[str, ...] = ()
    city: str | None = None
    postal_code: str | None = None
    country: str | None = None
    url: str | None = None
    whois_server: str | None = None
    rdap_url: str | None = None
    abuse_email: str | None = None
    abuse_voice: str | None = None
    networks: tuple[str, ...] = ()
    accounts: tuple[AccountLimits, ...] = ()
    tlds: tuple[str, ...] = ()
    state: RegistrarState = "active"
    kind: RegistrarKind = "real"


@dataclass(frozen=True, slots=True)
class RegistrarTopUp:
    """Money in (or, negative, out) with the reason an operator gives; `payer` is whose account it comes from, as far as that is
    known."""

    handle: str
    amount: int
    currency: str
    reason: str
    payer: str = ""


@dataclass(frozen=True, slots=True)
class RegistrarAccredit:
    """From one instant (None: now) to another (None: for good); the terms of the TLD's own hold where none are given."""

    handle: str
    tld: str
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    contacts: Contacts | None = None
    price_group: str | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class RegistrarLimits:
    """New limits, minor units; None: the old one stays. `opens`: the account is made where there is none."""

    handle: str
    sessions: int | None = None
    currency: str | None = None
    credit_limit: int | None = None
    low_balance: int | None = None
    opens: bool = False


@dataclass(frozen=True, slots=True)
class RegistrarStateChange:
    handle: str
    state: RegistrarState


@dataclass(frozen=True, slots=True)
class RegistrarProfile:
    """What a registrar's record is to say; what is not named stays, and None takes it away.

    Keys are the fields of Registrar that people keep: name, iana_id, kind, and how and where to reach it.
    """

    handle: str
    changes: Mapping[str, str | int | tuple[str, ...] | None]
