"""Checking host names: whether each could be created now (RFC 5732, section 3.1.1)."""

from registry.actions.check_size import demand_checkable
from registry.actions.transaction import reading
from registry.context import Context
from registry.errors import Refusal
from registry.model.change import Availability
from registry.policy.case import judge
from registry.policy.host_case import HostCase
from registry.policy.order import RULES
from registry.requests.host import HostCheck, HostCreate
from registry.store import hosts
from registry.store.sql import Connection


@reading
async def host_check(cx: Context, db: Connection, wish: HostCheck) -> tuple[Availability, ...]:
    """One line per name, in the order asked; a name that cannot be is no error."""
    demand_checkable(wish.names)
    reasons = {name: _flaw(cx, name) for name in wish.names}
    possible = [name for name, reason in reasons.items() if reason is None]
    for name in await hosts.taken(db, names=possible) if possible else ():
        reasons[name] = "In use"
    return tuple(Availability(name, reasons[name] is None, reasons[name]) for name in wish.names)


def _flaw(cx: Context, name: str) -> str | None:
    try:
        judge(HostCase(cx.actor, cx.now, HostCreate(name), cx.book), RULES["host check"])
    except Refusal:
        return "Invalid name"
    return None
