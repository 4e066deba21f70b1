"""What a TLD demands and promises, as versions with dates: the document behind every decision about its names."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from registry.model import authinfo
from registry.model.disclosure import PLACE, Grant
from registry.model.phases import NamedPhase, Phase
from registry.model.pricing import STANDARD, Discount, EarlyAccess, Operation, Prices, Quote, Rate, Terms, quote
from registry.model.steps import Step

Contacts = Literal["required", "optional", "forbidden"]
HostModel = Literal["objects", "attributes"]
# What becomes of a transfer that names no period where the year it adds by default does not fit below the horizon: it is refused
# as one that names the year would be, or adds what fits, so that a name with all its years can move.
AtHorizon = Literal["cap", "refuse"]
# What a delete of a domain does below which hosts live that other domains delegate to (RFC 9874, section 6): it is refused, or
# its registrar can demand it, and a restore brings all back.
HostsInUse = Literal["keep", "restorable"]
# What becomes of a name whose renewal by time its registrar's account does not cover: it is renewed and owed for, it leaves the
# DNS and after the auto-renew grace the registry, or it is deleted.
Unfunded = Literal["owe", "hold", "delete"]
# Who may renew a name that is suspended by a URS case: the registry alone, for whom won, or its registrar as well.
SuspendedRenewals = Literal["registry", "registrar"]
Labels = Literal["any", "ascii", "idn"]
# Who may register a variant of a registered name: nobody, its registrar for the same registrant, or its registrar.
Variants = Literal["blocked", "same_registrant", "same_registrar"]
# When a client must say what it believes a command costs: never, when it is not the price of every other name, or always.
FeesStated = Literal["never", "special", "always"]
# Whose price list a renewal goes by: the one in force, or that of when the name was registered or came to its sponsor.
RenewalsAsOf = Literal["now", "create", "transfer"]
# Of a name that the registry changed its sponsor is told what it then is, or also what it was, in two messages.
ChangesTold = Literal["after", "both"]
# When the token of a name may be used again: when the name is deleted in its add grace period, or never.
TokensGivenBack = Literal["add_grace", "never"]
# What WHOIS on port 43 looks like: ICANN's layout with blocks of contacts, the same without them, or objects in RIPE's manner.
WhoisProfile = Literal["icann", "minimal", "ripe"]
# Which contacts are persons of the law, whose data may be shown where a natural person's may not: none, or those that name an
# organisation.
LegalPersons = Literal["none", "organizations"]

# The grace period that each paid operation opens; a restore opens none.
_GRACES: Final[Mapping[Operation, str]] = {
    "create": "add_grace",
    "renew": "renew_grace",
    "autoRenew": "auto_renew_grace",
    "transfer": "transfer_grace",
}


@dataclass(frozen=True, slots=True)
class Spans:
    """How long each state of a name lasts, in days (fractions are allowed: a sandbox may count in minutes)."""

    add_grace: float = 5
    renew_grace: float = 5
    auto_renew_grace: float = 45
    transfer_grace: float = 5
    transfer_pending: float = 5
    redemption: float = 30
    pending_restore: float = 7
    pending_delete: float = 5


@dataclass(frozen=True, slots=True)
class Rules:
    """The document of one policy version.

    `authinfo_bits` is how hard to guess a secret must be, `authinfo_days` how long it then opens the name; 0 is no demand.
    `ladder` is what names go through around their expiry; without one, or with one that ends before it, they are renewed then.
    `transfer_years` are what a transfer adds that names no period: 1, or 0 where transfers add none and are free.
    `sandbox`: registrars in OT&E practise here.
    `whois` is how the directory answers on port 43, None: as it does by setting.
    `disclosure` is what is shown of contacts to whom (registry/model/disclosure.py).
    `fees_tell_balance`: the answer to each command that changes a name tells what is left on the registrar's account.
    """

    contacts: Contacts
    host_model: HostModel
    prices: Prices
    spans: Spans = Spans()
    required_roles: tuple[str, ...] = ("admin", "tech")
    shortest_years: int = 1
    longest_years: int = 10
    default_years: int = 1
    horizon_years: int = 10
    label_shortest: int = 1
    label_longest: int = 63
    label_counted: Literal["characters", "octets"] = "characters"
    labels: Labels = "any"
    digits_only: bool = True
    two_characters: Literal["sold", "not_letters", "kept"] = "sold"
    idn_tables: tuple[str, ...] = ()
    variants: Variants = "blocked"
    most_nameservers: int = 13
    transfer_lock_days: float = 0
    transfer_years: int = 1
    transfer_at_horizon: AtHorizon = "refuse"
    transfer_keeps_statuses: bool = True
    authinfo_bits: int = authinfo.STRONG
    authinfo_days: float = authinfo.LIFE.days
    dnssec_interface: Literal["ds", "key"] = "ds"
    dnssec_most: int = 8
    dnssec_algorithms: tuple[int, ...] = (8, 10, 13, 14, 15, 16)
    dnssec_digests: tuple[int, ...] = (2, 4)
    restore_report: bool = True
    rates: tuple[Rate, ...] = ()
    early_access: tuple[EarlyAccess, ...] = ()
    lists: tuple[str, ...] = ()
    fees_stated: FeesStated = "special"
    fees_tell_balance: bool = False
    renewals_as_of: RenewalsAsOf = "now"
    tokens_given_back: TokensGivenBack = "add_grace"
    changes_told: ChangesTold = "after"
    phases: tuple[Phase, ...] = ()
    ladder: tuple[Step, ...] = ()
    unfunded: Unfunded = "owe"
    sandbox: bool = False
    hosts_in_use: HostsInUse = "keep"
    whois: WhoisProfile | None = None
    legal_persons: LegalPersons = "none"
    disclosure: tuple[Grant, ...] = PLACE
    suspended_renewals: SuspendedRenewals = "registry"

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Rules":
        """Read what `document()` wrote; an unknown key is a TypeError, so a newer document is never half understood."""
        values = dict(document)
        values["prices"] = Prices(**values["prices"])
        values["spans"] = Spans(**values.get("spans", {}))
        values["rates"] = tuple(map(Rate.from_document, values.get("rates", ())))
        values["early_access"] = tuple(map(EarlyAccess.from_document, values.get("early_access", ())))
        values["ladder"] = tuple(map(Step.from_document, values.get("ladder", ())))
        values["phases"] = tuple(map(Phase.from_document, values.get("phases", ())))
        if "disclosure" in values:
            values["disclosure"] = tuple(map(Grant.from_document, values["disclosure"]))
        for key in ("required_roles", "dnssec_algorithms", "dnssec_digests", "lists", "idn_tables"):
            if key in values:
                values[key] = tuple(values[key])
        return cls(**values)

    def document(self) -> dict[str, Any]:
        """The form that the database keeps."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Policy:
    """One version: rules that hold for a TLD from one instant to another (open end: None)."""

    id: int
    tld_id: int
    tld: str
    valid_from: datetime
    valid_to: datetime | None
    rules: Rules

    def span(self, name: str) -> timedelta:
        return timedelta(days=getattr(self.rules.spans, name))

    @property
    def transfers_at_once(self) -> bool:
        """Nobody is asked: a transfer that pends for no time is complete with its request."""
        return not self.rules.spans.transfer_pending

    def terms(self, group: str | None = None, currency: str | None = None) -> Terms:
        """How a registrar buys here whose accreditation names a group of prices or a currency, or leaves them open."""
        return Terms(currency or self.rules.prices.currency, group)

    def quote(
        self,
        operation: Operation,
        years: int,
        terms: Terms,
        at: datetime,
        name_class: str = STANDARD,
        discount: Discount | None = None,
        phase: NamedPhase | None = None,
        tariff: Rules | None = None,
    ) -> Quote:
        """What an operation costs (registry/model/pricing.py), by another version's price list where there is one that
        counts instead. Raises NotSold."""
        span = _GRACES.get(operation)
        return quote(
            tariff or self.rules,
            operation,
            years,
            terms,
            at,
            name_class=name_class,
            discount=discount,
            grace=self.span(span) if span and years else None,
            phase=phase,
        )


class PolicyBook:
    """Every policy version of every TLD; immutable, replaced as a whole when a version is added."""

    def __init__(self, policies: Iterable[Policy]) -> None:
        self._by_tld: Final[dict[str, list[Policy]]] = {}
        for policy in sorted(policies, key=lambda each: each.valid_from):
            self._by_tld.setdefault(policy.tld, []).append(policy)
        self._idn_tables: Final = {
            tld: tuple(sorted({name for each in versions for name in each.rules.idn_tables}))
            for tld, versions in self._by_tld.items()
        }
        self._takes_applications: Final = frozenset(
            tld
            for tld, versions in self._by_tld.items()
            if any(phase.takes_applications for each in versions for phase in each.rules.phases)
        )

        self._publishes_contacts: Final = frozenset(
            tld
            for tld, versions in self._by_tld.items()
            if any(not grant.is_of_places for each in versions for grant in each.rules.disclosure if not grant.purpose)
        )

        # Nearly all names live so: what they are asked before every command has to be cheap.
        self._only_renew: Final = frozenset(
            tld for tld, versions in self._by_tld.items() if not any(each.rules.ladder for each in versions)
        )

    def tlds(self) -> tuple[str, ...]:
        return tuple(sorted(self._by_tld))

    def tld_of(self, name: str) -> str | None:
        """The TLD that a name would be registered in: the longest zone of ours above it."""
        parent = name.partition(".")[2]
        while parent:
            if parent in self._by_tld:
                return parent
            parent = parent.partition(".")[2]
        return None

    def idn_tables(self, tld: str) -> tuple[str, ...]:
        """All that any version of the TLD's policy names, in force or not."""
        return self._idn_tables[tld]

    def takes_applications(self, tld: str) -> bool:
        """Whether any version of the TLD's policy lets names be applied for: there may be some to be decided long after."""
        return tld in self._takes_applications

    def has_programme(self, at: datetime) -> bool:
        """Whether any TLD is in a qualified launch programme, or will be: it needs the clearinghouse's sunrise list."""
        return any(
            phase.qlp and (phase.valid_to is None or at < phase.valid_to)
            for versions in self._by_tld.values()
            for version in versions
            if version.valid_to is None or at < version.valid_to
            for phase in version.rules.phases
        )

    def serves(self, zone: str) -> bool:
        return zone in self._by_tld

    def versions(self, tld: str) -> tuple[Policy, ...]:
        """All of a TLD, past and planned, in their order."""
        return tuple(self._by_tld[tld])

    def only_renews(self, tld: str) -> bool:
        """Whether no version of the TLD's policy has names go through more at their expiry than a renewal."""
        return tld in self._only_renew

    def publishes_contacts(self, name: str) -> bool:
        """Whether any version of the policy that a name is under shows everybody more of contacts than where registrants are."""
        return bool(self._publishes_contacts) and self.tld_of(name) in self._publishes_contacts

    def at(self, tld: str, instant: datetime) -> Policy:
        """The version in force; before the first one, the first (a name restored from elsewhere may be older)."""
        versions = self._by_tld[tld]
        for policy in reversed(versions):
            if policy.valid_from <= instant:
                return policy
        return versions[0]

    def current(self, instant: datetime) -> tuple[Policy, ...]:
        """The versions in force for all TLDs, by name."""
        return tuple(self.at(tld, instant) for tld in self.tlds())
