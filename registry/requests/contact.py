"""What can be asked about contacts (RFC 5733), and the answers."""

from dataclasses import dataclass, field
from datetime import datetime

from registry.model.change import UNCHANGED, Unchanged
from registry.model.contact import Contact, Disclose, Phone, Postal, PostalType
from registry.model.transfer import TransferOperation


@dataclass(frozen=True, slots=True)
class ContactCheck:
    handles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContactInfo:
    handle: str
    authinfo: str | None = field(default=None, repr=False)
    authinfo_roid: str | None = None


@dataclass(frozen=True, slots=True)
class ContactView:
    contact: Contact
    statuses: tuple[str, ...]
    has_authinfo: bool


@dataclass(frozen=True, slots=True)
class ContactCreate:
    handle: str
    postals: tuple[Postal, ...]
    email: str
    voice: Phone | None = None
    fax: Phone | None = None
    authinfo: str | None = field(default=None, repr=False)
    disclose: Disclose | None = None


@dataclass(frozen=True, slots=True)
class ContactCreated:
    handle: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PostalAddress:
    city: str
    country: str
    street: tuple[str, ...] = ()
    state_or_province: str | None = None
    postal_code: str | None = None


@dataclass(frozen=True, slots=True)
class PostalChange:
    """New parts of one postal form; an address is replaced as a whole (RFC 5733, section 3.2.5)."""

    type: PostalType
    name: str | Unchanged = UNCHANGED
    org: str | None | Unchanged = UNCHANGED
    address: PostalAddress | Unchanged = UNCHANGED


@dataclass(frozen=True, slots=True)
class ContactUpdate:
    """`add` and `remove` are statuses."""

    handle: str
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    postals: tuple[PostalChange, ...] = ()
    voice: Phone | None | Unchanged = UNCHANGED
    fax: Phone | None | Unchanged = UNCHANGED
    email: str | Unchanged = UNCHANGED
    authinfo: str | None | Unchanged = field(default=UNCHANGED, repr=False)
    disclose: Disclose | None | Unchanged = UNCHANGED


@dataclass(frozen=True, slots=True)
class ContactDelete:
    handle: str


@dataclass(frozen=True, slots=True)
class ContactTransfer:
    handle: str
    operation: TransferOperation
    authinfo: str | None = field(default=None, repr=False)
    authinfo_roid: str | None = None
