"""What a rule may look at, and how rules are asked."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar, Generic, Protocol, TypeVar, cast

from registry.context import Actor
from registry.errors import AuthInfoWrong, NotAuthorized, Refusal
from registry.model import lifecycle
from registry.model.application import Application, Step
from registry.model.domain import Domain
from registry.model.host import HostUse
from registry.model.idn_table import NO_OFFER, Offer
from registry.model.launch import NOTHING_BROUGHT, Brought
from registry.model.money import Money
from registry.model.phases import OPEN, Phase
from registry.model.policy import Contacts, Policy
from registry.model.pricing import Quote
from registry.model.registrar import RegistrarState
from registry.model.restoration import Restoration
from registry.model.status import DOMAIN_CLIENT
from registry.model.token import AllocationToken
from registry.model.urs import UrsCase, UrsStep
from registry.model.variants import Relative

W = TypeVar("W", covariant=True)


class Sponsored(Protocol):
    """What rules about any kind of object look at: `client_statuses` are those that a client may set on the kind."""

    kind: ClassVar[str]
    client_statuses: ClassVar[frozenset[str]]

    @property
    def actor(self) -> Actor: ...
    @property
    def sponsor(self) -> str | None: ...
    @property
    def statuses(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Case(Generic[W]):
    """Who wishes what, when, under which policy, and what was found; pure values, so that rules need nothing else.

    `quote` is what the wish costs, None where it is not sold; `reservation` is why the name is kept from registrars,
    `token` the allocation token of the wish where it applies.
    `phase` is that of the TLD's launch which a create is in, None where it is in none, `brought` what came
    with it, `notice_age` how long ago a notice of claims may have been accepted.
    `standing` is the state of the registrar that an application is of.
    `applicants` counts the open applications for the name by registrar; `application` is the one that the wish is about, `step`
    what the wish does to it.
    `offer` are the IDN tables of the TLD, `relatives` the registered names that the name is a variant of.
    `contacts` and `hosts` hold those that exist of the ones named in the wish, by handle or name, with their ids. `funds` is
    what the account can still be charged, in minor units of the price's currency; `without_address` names those of the hosts
    that lie in our zones and have none. `sealed` is the stored form of the secret that the wish's ROID means,
    `restoration` what is remembered of the domain's last way back from redemption, `uses` which domains delegate to hosts
    below it. `urs` is the open URS case of the name as it stands, `urs_step` what the wish does on it.
    """

    kind: ClassVar[str] = "domain"
    client_statuses: ClassVar[frozenset[str]] = DOMAIN_CLIENT

    actor: Actor
    now: datetime
    wish: W
    policy: Policy
    domain: Domain | None = None
    accredited: bool = True
    standing: RegistrarState = "active"
    taken: bool = False
    quote: Quote | None = None
    reservation: str | None = None
    offer: Offer = NO_OFFER
    relatives: tuple[Relative, ...] = ()
    token: AllocationToken | None = None
    phase: Phase | None = OPEN
    applicants: Mapping[str, int] = field(default_factory=dict)
    application: Application | None = None
    step: Step | None = None
    brought: Brought = NOTHING_BROUGHT
    notice_age: timedelta = timedelta(0)
    funds: int | None = None
    contacts_rule: Contacts = "optional"
    contacts: Mapping[str, int] = field(default_factory=dict)
    hosts: Mapping[str, int] = field(default_factory=dict)
    without_address: frozenset[str] = frozenset()
    sealed: str | None = field(default=None, repr=False)
    restoration: Restoration | None = None
    uses: tuple[HostUse, ...] = ()
    urs: UrsCase | None = None
    urs_step: UrsStep | None = None

    @property
    def price(self) -> Money | None:
        return self.quote.total if self.quote else None

    @property
    def subject(self) -> Domain:
        """The domain the wish is about, where there is one."""
        assert self.domain
        return self.domain

    @property
    def applied(self) -> Application:
        """The application that the wish is about, where it is about one."""
        assert self.application
        return self.application

    @property
    def complaint(self) -> UrsCase:
        """The URS case that the wish is about, where it is about one."""
        assert self.urs
        return self.urs

    @property
    def sponsor(self) -> str | None:
        return self.domain.registrar if self.domain else None

    @property
    def statuses(self) -> tuple[str, ...]:
        return lifecycle.statuses(self.subject)


def contacts_rule(exception: str | None, policy: Policy) -> Contacts:
    """The TLD's rule about contacts, unless the registrar's accreditation has one of its own."""
    return cast(Contacts, exception) if exception else policy.rules.contacts


Rule = Callable[..., Iterator[Refusal]]


def judge(case: object, rules: Iterable[Rule]) -> None:
    """Ask the rules in order; raise the first refusal, with the others attached, or return when there is none.

    Who may not ask, or shows a secret that is not the object's, is told that and nothing else of what is another's.
    """
    refusals = [refusal for rule in rules for refusal in rule(case)]
    if refusals:
        first = refusals[0]
        first.also = () if isinstance(first, NotAuthorized | AuthInfoWrong) else tuple(refusals[1:])
        raise first
