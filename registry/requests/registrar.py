"""What can be asked by and about registrars, and the answers."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RegistrarLogin:
    """`certificate` is the DER form that the peer showed, or None; `worker_id` is the process that asks."""

    handle: str
    password: str = field(repr=False)
    new_password: str | None = field(repr=False)
    address: str
    certificate: bytes | None
    worker_id: int


@dataclass(frozen=True, slots=True)
class RegistrarSession:
    session_id: int
    registrar_id: int
    registrar: str


@dataclass(frozen=True, slots=True)
class RegistrarCreate:
    """A new registrar; amounts in minor units of each account's currency, networks as CIDR (none: from anywhere)."""

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
    abuse_email: str | None = None
    abuse_voice: str | None = None
    networks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RegistrarTopUp:
    """Money in (or, negative, out) with the reason an operator gives."""

    handle: str
    amount: int
    currency: str
    reason: str
