"""Checking names: whether each could be registered now, and if not, why (RFC 5731, section 3.1.1)."""

from collections.abc import Mapping

from registry.actions.check_size import demand_checkable
from registry.actions.fees import fees
from registry.actions.idn import kept_as_variants, offer_of
from registry.actions.launch_phase import phases_meant
from registry.actions.listed import Listed, listed
from registry.actions.shown_token import applicable, shown_token
from registry.context import Context
from registry.errors import Refusal
from registry.model.change import Availability
from registry.model.phases import phase_at
from registry.model.token import AllocationToken
from registry.policy.case import Case, judge
from registry.policy.order import RULES
from registry.requests.domain import DomainCheck, DomainCreate
from registry.store import domains


async def domain_check(cx: Context, wish: DomainCheck) -> tuple[Availability, ...]:
    """One line per name, in the order asked; a name that cannot be is no error."""
    demand_checkable(wish.names)
    if wish.phase is not None:
        phases_meant(cx, wish.names, wish.phase)
    stands = await listed(cx, wish.names)
    token = await shown_token(cx, wish.token)
    reasons = {name: _flaw(cx, wish, name, stands, token) for name in wish.names}
    if possible := [name for name, reason in reasons.items() if reason is None]:
        ends = await cx.registry.store.together(domains.ends, possible)
        for name in possible:
            if name in ends and ((end := ends[name]) is None or end > cx.now):
                reasons[name] = "In use"
        for name in await kept_as_variants(cx, [name for name in possible if reasons[name] is None]):
            reasons[name] = "Variant of a registered name"
    costs = await fees(cx, wish.names, wish.fees, token) if wish.fees else {}
    return tuple(Availability(name, reasons[name] is None, reasons[name], costs.get(name)) for name in wish.names)


def _flaw(
    cx: Context, wish: DomainCheck, name: str, stands: Mapping[str, Listed], shown: AllocationToken | None
) -> str | None:
    """Why the name could never be registered under today's policy; at most 32 characters."""
    tld = cx.book.tld_of(name)
    if tld is None:
        return "Not in a TLD of this registry"
    policy = cx.book.at(tld, cx.now)
    try:
        case = Case(cx.actor, cx.now, DomainCreate(name), policy, offer=offer_of(cx, policy))
        judge(case, RULES["domain check"])
    except Refusal as refusal:
        return "Invalid name" if refusal.code == 2005 else "Not available by policy"
    if phase_at(policy.rules.phases, cx.now) is None:
        return "In no phase of its launch"
    token = applicable(cx, shown, name, policy)
    if wish.token is not None and token is None:
        return "The token does not apply"
    if stands[name].reservation is not None and not (token and token.frees_reserved):
        return "Reserved name"
    when = policy.rules.fees_stated
    special = when != "never" and policy.sells_specially(stands[name].name_class, cx.now)
    # A create without the fee would fail, and a check must not promise what it cannot keep (RFC 8748, section 4).
    return "The fee must be stated" if wish.fees is None and (special or when == "always") else None
