"""What an operation on a name would cost, asked by the registry's own people (the fee check is the registrars' way)."""

from dataclasses import dataclass, replace
from datetime import datetime

from registry.actions.domain_create import policy_of
from registry.actions.listed import listed
from registry.actions.quoting import terms_of, whole_quote
from registry.context import Context
from registry.errors import ObjectMissing, ParameterRange, PolicyForbids
from registry.model.lifecycle import project
from registry.model.phases import phase_at
from registry.model.pricing import NotSold, Operation, Quote
from registry.store import domains, registrars


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote with the policy version that it is by."""

    quote: Quote
    policy_id: int


async def quote(
    cx: Context, name: str, operation: Operation, registrar: str | None, years: int | None, at: datetime
) -> Quoted:
    """The sum that a registrar would be charged at an instant, as far as it is known now. Raises a refusal."""
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
    phase = phase_at(policy.rules.phases, at)
    name_class = domain.name_class if domain else (await listed(cx, (name,)))[name].name_class
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
            phase=phase.named if phase and operation == "create" else None,
        )
        return Quoted(whole, policy.id)
    except NotSold as reason:
        raise PolicyForbids(str(reason)) from None
