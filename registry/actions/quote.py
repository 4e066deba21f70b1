"""What an operation on a name would cost, asked by the registry's own people (the fee check is the registrars' way)."""

from dataclasses import dataclass, replace
from datetime import datetime

from registry.actions.domain_create import policy_of
from registry.actions.fee_phases import in_its_phase
from registry.actions.listed import listed
from registry.actions.quoting import terms_of, whole_quote
from registry.actions.shown_token import shown_token
from registry.context import Context
from registry.errors import NotAuthorized, ObjectMissing, ParameterRange, PolicyForbids
from registry.model.fees import FeeCommand
from registry.model.lifecycle import project
from registry.model.phases import NamedPhase, phase_at
from registry.model.policy import Policy
from registry.model.pricing import Discount, NotSold, Operation, Quote
from registry.model.token import TOKEN_OPERATIONS
from registry.store import domains, registrars


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote with the policy version that it is by."""

    quote: Quote
    policy_id: int


async def quote(
    cx: Context,
    name: str,
    operation: Operation,
    registrar: str | None,
    years: int | None,
    at: datetime,
    token: str | None = None,
    phase: NamedPhase | None = None,
) -> Quoted:
    """The sum that a registrar would be charged at an instant, as far as it is known now. Raises a refusal.

    `phase`: the one that a create would name, which may be on at another time; without it, the one it would be in.
    """
    cx = replace(cx, now=at)
    policy = policy_of(cx, name)
    store = cx.registry.store
    if registrar is not None and await store.reading(lambda db: registrars.by_handle(db, handle=registrar)) is None:
        raise ObjectMissing("There is no such registrar.", "registrar", registrar)
    stored = await store.reading(lambda db: domains.by_name(db, name))
    domain = project(stored, cx.book, at).domain if stored else None
    is_free = operation == "transfer" and not policy.rules.transfer_years
    years = 0 if is_free else years or (1 if operation == "transfer" else policy.rules.default_years)
    if (
        operation != "restore"
        and not is_free
        and not policy.rules.shortest_years <= years <= policy.rules.longest_years
    ):
        raise ParameterRange(f"Periods here are {policy.rules.shortest_years} to {policy.rules.longest_years} years.")
    phase = _phase(policy, operation, at, phase)
    name_class = domain.name_class if domain else (await listed(cx, (name,)))[name].name_class
    discount = await _discount(cx, policy, name, name_class, operation, registrar, token)
    terms = await store.reading(lambda db: terms_of(db, registrar, policy, at))
    try:
        whole = whole_quote(
            cx.book,
            policy,
            operation,
            years,
            terms,
            at,
            domain,
            name_class,
            discount,
            phase,
        )
        return Quoted(whole, policy.id)
    except NotSold as reason:
        raise PolicyForbids(str(reason)) from None


def _phase(policy: Policy, operation: Operation, at: datetime, named: NamedPhase | None) -> NamedPhase | None:
    """The phase whose rates count; only creates have such. Raises ParameterRange for one that the TLD does not have."""
    if named is not None:
        asked = in_its_phase(FeeCommand("create", phase=named.name, subphase=named.subphase), policy, at)
        named = NamedPhase(asked.phase or named.name, asked.subphase)
    elif found := phase_at(policy.rules.phases, at):
        named = found.named
    return named if operation == "create" else None


async def _discount(
    cx: Context,
    policy: Policy,
    name: str,
    name_class: str,
    operation: Operation,
    registrar: str | None,
    shown: str | None,
) -> Discount | None:
    """What the token takes off. Raises the refusal of a command with a token that is not good for it."""
    if shown is None:
        return None
    found = await shown_token(cx, shown)
    kind = next((each for each in TOKEN_OPERATIONS if each == operation), None)
    label = name.removesuffix(f".{policy.tld}")
    if found is None or kind is None or not found.applies(label, policy.tld, registrar, cx.now, kind, name_class):
        raise NotAuthorized("The allocation token does not apply.")
    return found.discount
