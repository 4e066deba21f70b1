"""Checking names: whether each could be registered now, and if not, why (RFC 5731, section 3.1.1)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from registry.actions.applicants import applicants_for
from registry.actions.check_size import demand_checkable
from registry.actions.fees import fees, terms_in
from registry.actions.idn import kept_as_variants, offer_of
from registry.actions.launch_phase import phases_meant
from registry.actions.listed import Listed, listed
from registry.actions.shown_token import applicable, shown_token
from registry.context import Context
from registry.model.change import Availability
from registry.model.fees import StatedFee
from registry.model.lifecycle import project
from registry.model.phases import Phase, phase_at
from registry.model.policy import Policy, Rules
from registry.model.pricing import NotSold, Quote, Terms
from registry.model.reservation import reservation_of
from registry.model.token import AllocationToken
from registry.policy.case import Case, Rule
from registry.policy.fee_is_stated import fee_is_stated
from registry.policy.name_is_not_reserved import name_is_not_reserved
from registry.policy.operation_has_a_price import operation_has_a_price
from registry.policy.order import RULES
from registry.policy.phase_is_on import phase_is_on
from registry.policy.token_applies import token_applies
from registry.requests.domain import DomainCheck, DomainCreate
from registry.store import domains

# What a check says for a rule that would refuse the create, in at most 32 characters; of a reserved name its kind says it, and
# for the other rules the refusal's code.
_REASONS: Final[Mapping[Rule, str]] = {
    phase_is_on: "In no phase of its launch",
    token_applies: "The token does not apply",
    operation_has_a_price: "Not sold in your currency",
    fee_is_stated: "The fee must be stated",
}
# Who asks for the fees can state them, whatever they are.
_STATED: Final = StatedFee(Decimal(0))

IN_USE: Final = "In use"
ELSEWHERE: Final = "Not in a TLD of this registry"


async def domain_check(cx: Context, wish: DomainCheck) -> tuple[Availability, ...]:
    """One line per name, in the order asked; a name that cannot be is no error."""
    demand_checkable(wish.names)
    if wish.phase is not None:
        phases_meant(cx, wish.names, wish.phase)
    stands = await listed(cx, wish.names)
    token = await shown_token(cx, wish.token)
    terms = await _terms(cx, wish)
    reasons = {name: _flaw(cx, wish, name, stands.get(name), token, terms) for name in wish.names}
    if possible := [name for name, reason in reasons.items() if reason is None]:
        dues = await cx.registry.store.together(domains.dues, possible)
        for name in possible:
            if name in dues and (dues[name] > cx.now or await _is_registered(cx, name)):
                reasons[name] = IN_USE
        for name in await _applied_for(cx, wish, [name for name in possible if reasons[name] is None]):
            reasons[name] = "Applications are not decided yet"
        for name in await kept_as_variants(cx, [name for name in possible if reasons[name] is None]):
            reasons[name] = "Variant of a registered name"
    costs = await fees(cx, wish.names, wish.fees, token) if wish.fees else {}
    return tuple(Availability(name, reasons[name] is None, reasons[name], costs.get(name)) for name in wish.names)


async def _is_registered(cx: Context, name: str) -> bool:
    """Whether a name that time has changed since it was stored is still there."""
    stored = await cx.registry.store.together(domains.by_names, name)
    return stored is not None and project(stored, cx.book, cx.now).domain is not None


async def _applied_for(cx: Context, wish: DomainCheck, names: Iterable[str]) -> Iterable[str]:
    """Those of the names that only one of the applicants can get; while the phase takes more, anybody may join them."""
    return [name for name in await applicants_for(cx, names) if not _is_applied_for_in(_phase(cx, wish, name))]


def _is_applied_for_in(phase: Phase | None) -> bool:
    return phase is not None and phase.takes_applications


def _phase(cx: Context, wish: DomainCheck, name: str) -> Phase | None:
    """The phase that a create of the name would be in."""
    tld = cx.book.tld_of(name)
    assert tld is not None
    return phase_at(cx.book.at(tld, cx.now).rules.phases, cx.now, wish.phase)


async def _terms(cx: Context, wish: DomainCheck) -> Mapping[str, Terms]:
    """On what terms the registrar would buy, in those TLDs where its creates may be refused for their price; the public buys
    nothing."""
    if cx.actor.registrar_id is None:
        return {}
    tlds = {tld for name in wish.names if (tld := cx.book.tld_of(name)) is not None}
    return {tld: await terms_in(cx, tld) for tld in tlds if _price_counts(cx, wish, cx.book.at(tld, cx.now).rules)}


def _price_counts(cx: Context, wish: DomainCheck, rules: Rules) -> bool:
    """Whether there may be no price, or one that must be stated; of all others a check need not know it."""
    if rules.early_access or cx.actor.registrar_id in cx.registry.pays_otherwise:
        return True
    if wish.fees is not None or rules.fees_stated == "never":
        return False
    return rules.fees_stated == "always" or bool(rules.rates)


def _flaw(
    cx: Context,
    wish: DomainCheck,
    name: str,
    stands: Listed | None,
    shown: AllocationToken | None,
    terms: Mapping[str, Terms],
) -> str | None:
    """Why a create of the name would be refused under today's policy, whoever holds it."""
    tld = cx.book.tld_of(name)
    if tld is None or stands is None:
        return ELSEWHERE
    policy = cx.book.at(tld, cx.now)
    token = applicable(cx, shown, name, policy, "create", stands.name_class)
    phase = _phase(cx, wish, name)
    price = terms.get(tld)
    case = Case(
        cx.actor,
        cx.now,
        DomainCreate(name, token=wish.token, fee=_STATED if wish.fees is not None else None),
        policy,
        quote=_quote(cx, policy, price, stands, token, phase) if price else None,
        reservation=stands.reservation,
        token=token,
        phase=phase,
        offer=offer_of(cx, policy),
    )
    for rule in RULES["domain check"] + (RULES["domain check price"] if price else ()):
        for refusal in rule(case):
            if rule == name_is_not_reserved and stands.reservation is not None:
                return reservation_of(stands.reservation).told
            return _REASONS.get(rule) or ("Invalid name" if refusal.code == 2005 else "Not available by policy")
    return None


def _quote(
    cx: Context,
    policy: Policy,
    terms: Terms,
    stands: Listed,
    token: AllocationToken | None,
    phase: Phase | None,
) -> Quote | None:
    discount = token.discount if token else None
    named = phase.named if phase else None
    try:
        return policy.quote("create", policy.rules.default_years, terms, cx.now, stands.name_class, discount, named)
    except NotSold:
        return None
