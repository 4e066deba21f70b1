"""A domain as stored: what the last command or due event left, before time is applied (registry/model/lifecycle.py)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from registry.model.dnssec import SecDns
from registry.model.host import NameServer
from registry.model.pricing import STANDARD
from registry.model.transfer import Transfer

# Whether time renews a name: as its TLD has it, never (an operator said so), or not since nobody could pay for it.
Renewal = Literal["auto", "never", "unpaid"]
GraceKind = Literal["addPeriod", "renewPeriod", "autoRenewPeriod", "transferPeriod"]


@dataclass(frozen=True, slots=True)
class Grace:
    """An open grace period: until `ends_at` a delete gives back ledger row `ledger_id` and takes off what was added.

    `years` are the whole years that were added to the expiry `expires_before`: fewer than were paid for where the horizon capped
    them. A new name has no expiry before; nor has a period that was kept before it was noted, or came from elsewhere.
    `id` and `ledger_id` are 0 while the event that opened it is projected but not yet written.
    """

    kind: GraceKind
    starts_at: datetime
    ends_at: datetime
    years: int
    ledger_id: int = 0
    id: int = 0
    expires_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Deletion:
    """The way out: redemption until an instant, then pending delete until the purge.

    While a restore waits for its report, `report_due` says until when (RFC 3915, section 3.2).
    """

    deleted_at: datetime
    redemption_until: datetime
    purge_at: datetime
    report_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class ContactLink:
    role: str
    contact: str


@dataclass(frozen=True, slots=True)
class Domain:
    """Registrars, contacts and hosts are named by their handles and names, as registrars name them.

    `idn_table` is the table that an internationalized name was registered by, `variants` are registered names whose labels are
    variants of this one's. `stepped_at` is up to when the steps of its expiry ladder are behind it, `out_of_zone` whether one of
    them has taken it out of the DNS.
    """

    id: int
    roid: str
    name: str
    tld: str
    registrar: str
    created_at: datetime
    created_by: str
    expires_at: datetime
    registrant: str | None = None
    contacts: tuple[ContactLink, ...] = ()
    hosts: tuple[str, ...] = ()
    nameservers: tuple[NameServer, ...] = ()
    subordinates: tuple[str, ...] = ()
    dnssec: tuple[SecDns, ...] = ()
    statuses: frozenset[str] = frozenset()
    authinfo: str | None = field(default=None, repr=False)
    updated_at: datetime | None = None
    updated_by: str | None = None
    transferred_at: datetime | None = None
    graces: tuple[Grace, ...] = ()
    transfer: Transfer | None = None
    deletion: Deletion | None = None
    version: int = 1
    name_class: str = STANDARD
    idn_table: str | None = None
    variants: tuple[str, ...] = ()
    renewal: Renewal = "auto"
    stepped_at: datetime | None = None
    out_of_zone: bool = False

    @property
    def is_delegated(self) -> bool:
        return bool(self.hosts or self.nameservers)

    @property
    def pending_transfer(self) -> Transfer | None:
        return self.transfer if self.transfer and self.transfer.is_pending else None
