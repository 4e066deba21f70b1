"""What a rule may look at, and how rules are asked."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar, cast

from registry.context import Actor
from registry.errors import Refusal
from registry.model.domain import Domain
from registry.model.money import Money
from registry.model.policy import Contacts, Policy

W = TypeVar("W", covariant=True)


@dataclass(frozen=True, slots=True)
class Case(Generic[W]):
    """Who wishes what, when, under which policy, and what was found; pure values, so that rules need nothing else.

    `contacts` and `hosts` hold those that exist of the ones named in the wish, by handle or name, with their ids. `funds` is
    what the account can still be charged, in minor units of the price's currency.
    """

    actor: Actor
    now: datetime
    wish: W
    policy: Policy
    domain: Domain | None = None
    accredited: bool = True
    taken: bool = False
    price: Money | None = None
    funds: int | None = None
    contacts_rule: Contacts = "optional"
    contacts: Mapping[str, int] = field(default_factory=dict)
    hosts: Mapping[str, int] = field(default_factory=dict)

    @property
    def subject(self) -> Domain:
        """The domain the wish is about, where there is one."""
        assert self.domain
        return self.domain


def contacts_rule(exception: str | None, policy: Policy) -> Contacts:
    """The TLD's rule about contacts, unless the registrar's accreditation has one of its own."""
    return cast(Contacts, exception) if exception else policy.rules.contacts


Rule = Callable[..., Iterator[Refusal]]


def judge(case: Case[object], rules: Iterable[Rule]) -> None:
    """Ask the rules in order; raise the first refusal, with the others attached, or return when there is none."""
    refusals = [refusal for rule in rules for refusal in rule(case)]
    if refusals:
        first = refusals[0]
        first.also = tuple(refusals[1:])
        raise first
