"""Registrars: who may change names, within which limits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

RegistrarState = Literal["active", "suspended", "terminated"]


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
    abuse_email: str | None
    abuse_voice: str | None
    created_at: datetime
    updated_at: datetime | None


@dataclass(frozen=True, slots=True)
class Account:
    """Prepaid funds in one currency, in its minor units; `credit_limit` may be owed beyond zero."""

    registrar: str
    currency: str
    balance: int
    credit_limit: int
    low_balance: int
