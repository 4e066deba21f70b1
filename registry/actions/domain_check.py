"""Checking names: whether each could be registered now, and if not, why (RFC 5731, section 3.1.1)."""

from registry.actions.check_size import demand_checkable
from registry.context import Context
from registry.errors import Refusal
from registry.model.change import Availability
from registry.policy.case import Case, judge
from registry.policy.order import RULES
from registry.requests.domain import DomainCheck, DomainCreate
from registry.store import domains


async def domain_check(cx: Context, wish: DomainCheck) -> tuple[Availability, ...]:
    """One line per name, in the order asked; a name that cannot be is no error."""
    demand_checkable(wish.names)
    reasons = {name: _flaw(cx, name) for name in wish.names}
    if possible := [name for name, reason in reasons.items() if reason is None]:
        ends = await cx.registry.store.together(domains.ends, possible)
        for name in possible:
            if name in ends and ((end := ends[name]) is None or end > cx.now):
                reasons[name] = "In use"
    return tuple(Availability(name, reasons[name] is None, reasons[name]) for name in wish.names)


def _flaw(cx: Context, name: str) -> str | None:
    """Why the name could never be registered under today's policy; at most 32 characters."""
    tld = cx.book.tld_of(name)
    if tld is None:
        return "Not in a TLD of this registry"
    case = Case(cx.actor, cx.now, DomainCreate(name), cx.book.at(tld, cx.now))
    try:
        judge(case, RULES["domain check"])
    except Refusal as refusal:
        return "Invalid name" if refusal.code == 2005 else "Not available by policy"
    return None
