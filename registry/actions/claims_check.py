"""Whether there are trademark claims on names, and the keys to the notices of them (RFC 8334, sections 3.1.1 and 3.1.3)."""

from registry.actions.check_size import demand_checkable
from registry.actions.launch_phase import phases_meant
from registry.context import Context
from registry.errors import ParameterMissing
from registry.requests.domain import ClaimsCheck, ClaimsLine
from registry.store import tmch


async def claims_check(cx: Context, wish: ClaimsCheck) -> tuple[ClaimsLine, ...]:
    """One line per name, in the order asked. In a phase that needs no notices there is nothing to claim."""
    demand_checkable(wish.names)
    if wish.form == "trademark":
        asked = {name for name in wish.names if cx.book.tld_of(name) is not None}
    else:
        if wish.phase is None:
            raise ParameterMissing("A claims check is one in a phase.", "launch:phase", "")
        phases = phases_meant(cx, wish.names, wish.phase)
        asked = {name for name, phase in phases.items() if "notice" in phase.needs}
    labels = {name: name.partition(".")[0] for name in asked}
    found = await cx.registry.store.together(tmch.claims, list(labels.values())) if labels else {}
    keys = {name: found[label].key for name, label in labels.items() if label in found}
    return tuple(ClaimsLine(name, keys.get(name)) for name in wish.names)
