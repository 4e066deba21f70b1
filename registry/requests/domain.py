"""What can be asked about domains (RFC 5731, RFC 3915), and the answers."""

from dataclasses import KW_ONLY, dataclass, field
from datetime import date, datetime
from typing import Literal

from registry.model.change import UNCHANGED, DomainParts, NameServers, Unchanged
from registry.model.dnssec import DnssecUpdate, KeyBesideDs, SecDns
from registry.model.domain import ContactLink, Domain
from registry.model.fees import FeeCheck, FundsTold, StatedFee
from registry.model.launch import ClaimsForm, LaunchCreate, LaunchInfo, LaunchView
from registry.model.money import Money
from registry.model.period import Period
from registry.model.phases import NamedPhase
from registry.model.pricing import Quote
from registry.model.transfer import TransferOperation

HostsShown = Literal["all", "del", "sub", "none"]


@dataclass(frozen=True, slots=True)
class DomainCheck:
    """`fees`: what operations on the names would cost is asked as well (RFC 8748)."""

    names: tuple[str, ...]
    fees: FeeCheck | None = None
    token: str | None = field(default=None, repr=False)
    phase: NamedPhase | None = None


@dataclass(frozen=True, slots=True)
class ClaimsCheck:
    """Whether there are trademark claims on names: such as need a notice in a phase, or any (`trademark`)."""

    names: tuple[str, ...]
    form: ClaimsForm
    phase: NamedPhase | None = None


@dataclass(frozen=True, slots=True)
class ClaimsLine:
    """`key` leads to the notice of the claims on the name; None where there are none."""

    name: str
    key: str | None


@dataclass(frozen=True, slots=True)
class DomainInfo:
    """`authinfo_roid` names the contact whose secret `authinfo` is; None: the domain's own (RFC 5731, section 3.1.2)."""

    name: str
    hosts: HostsShown = "all"
    authinfo: str | None = field(default=None, repr=False)
    authinfo_roid: str | None = None
    asks_token: bool = False
    launch: LaunchInfo | None = None


@dataclass(frozen=True, slots=True)
class DomainView:
    """A domain as it is at an instant; not `full`: what a stranger may see."""

    domain: Domain
    at: datetime
    full: bool
    has_authinfo: bool
    hosts: HostsShown
    launch: LaunchView | None = None


@dataclass(frozen=True, slots=True)
class IdnData:
    """Which IDN table a name is registered by, and the name as people read it, if that was said (idn-1.0)."""

    table: str
    uname: str | None = None


@dataclass(frozen=True, slots=True)
class DomainCreate:
    """`dnssec_keys` came inside the DS data of `dnssec`, as their proof."""

    name: str
    period: Period | None = None
    nameservers: NameServers = NameServers()
    registrant: str | None = None
    contacts: tuple[ContactLink, ...] = ()
    authinfo: str | None = field(default=None, repr=False)
    dnssec: tuple[SecDns, ...] = ()
    dnssec_keys: tuple[KeyBesideDs, ...] = ()
    asks_max_signature_life: bool = False
    idn: IdnData | None = None
    launch: LaunchCreate | None = None
    fee: StatedFee | None = None
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class AppliedFor:
    """What came of a create in a phase that takes applications: one under this identifier (RFC 8334, section 3.3.5)."""

    phase: NamedPhase
    application: str


@dataclass(frozen=True, slots=True)
class DomainCreated:
    """`funds`, here and in the answers below, is what the registrar's account holds then, where the TLD's policy tells it.

    `application`: the name was not registered but applied for; `expires_at` is then None.
    """

    name: str
    created_at: datetime
    expires_at: datetime | None
    quote: Quote
    funds: FundsTold | None = None
    application: AppliedFor | None = None


@dataclass(frozen=True, slots=True)
class DomainUpdate:
    name: str
    add: DomainParts = DomainParts()
    remove: DomainParts = DomainParts()
    registrant: str | None | Unchanged = UNCHANGED
    authinfo: str | None | Unchanged = field(default=UNCHANGED, repr=False)
    dnssec: DnssecUpdate | None = None

    @property
    def is_empty(self) -> bool:
        """Nothing but the name: legal where an extension carries the wish."""
        return (
            self.add.is_empty and self.remove.is_empty and self.registrant is UNCHANGED and self.authinfo is UNCHANGED
        )


@dataclass(frozen=True, slots=True)
class ApplicationUpdate(DomainUpdate):
    """An update that means an application for the name instead of the name (RFC 8334, section 3.4)."""

    _: KW_ONLY
    phase: NamedPhase
    application: str


@dataclass(frozen=True, slots=True)
class DomainUpdated:
    funds: FundsTold | None = None


@dataclass(frozen=True, slots=True)
class DomainDelete:
    name: str


@dataclass(frozen=True, slots=True)
class ApplicationDelete(DomainDelete):
    """A delete that means an application for the name: it is withdrawn (RFC 8334, section 3.5)."""

    _: KW_ONLY
    phase: NamedPhase
    application: str


@dataclass(frozen=True, slots=True)
class ApplicationDeleted:
    """`credits` are the sums that were given back."""

    name: str
    credits: tuple[Money, ...] = ()
    funds: FundsTold | None = None


@dataclass(frozen=True, slots=True)
class DomainDeleted:
    """`purged`: gone at once; else the name is on its way out and the answer is a promise (1001).

    `credits` are the sums that were given back for grace periods that were open.
    """

    name: str
    purged: bool
    credits: tuple[Money, ...] = ()
    funds: FundsTold | None = None


@dataclass(frozen=True, slots=True)
class DomainRenew:
    name: str
    current_expiry: date
    period: Period | None = None
    fee: StatedFee | None = None


@dataclass(frozen=True, slots=True)
class DomainRenewed:
    name: str
    expires_at: datetime
    quote: Quote
    funds: FundsTold | None = None


@dataclass(frozen=True, slots=True)
class DomainTransfer:
    name: str
    operation: TransferOperation
    period: Period | None = None
    authinfo: str | None = field(default=None, repr=False)
    authinfo_roid: str | None = None
    fee: StatedFee | None = None
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What a registrar states about a restore (RFC 3915, section 4.2.5); kept as it was sent."""

    pre_data: str
    post_data: str
    deleted_at: str
    restored_at: str
    reason: str
    statements: tuple[str, ...]
    other: str | None = None


@dataclass(frozen=True, slots=True)
class DomainRestore:
    """`empty`: the update that carried the wish changed nothing else, as it must be."""

    name: str
    operation: Literal["request", "report"]
    report: RestoreReport | None = None
    empty: bool = True
    fee: StatedFee | None = None


@dataclass(frozen=True, slots=True)
class DomainRestored:
    """`status` is what the name is in now, or None when the restore is complete; `quote` what a request was charged."""

    name: str
    status: Literal["pendingRestore"] | None
    quote: Quote | None = None
    funds: FundsTold | None = None
