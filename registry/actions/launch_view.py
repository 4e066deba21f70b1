"""How a name was launched, as its registrar may ask with an info (RFC 8334, section 3.2)."""

from registry.context import Context
from registry.errors import PolicyForbids
from registry.model.domain import Domain
from registry.model.launch import LaunchInfo, LaunchView
from registry.model.phases import OPEN, NamedPhase
from registry.store import launches


async def launch_view(cx: Context, domain: Domain, ask: LaunchInfo) -> LaunchView:
    """The phase that the name was registered in. Raises the refusal of a phase that it was not registered in."""
    found = await cx.registry.store.reading(lambda db: launches.by_roid(db, roid=domain.roid))
    phase = NamedPhase(found.phase, found.subphase) if found else OPEN.named
    if ask.phase.name != phase.name or ask.phase.subphase not in (None, phase.subphase):
        attribute = ("name", ask.phase.subphase) if ask.phase.subphase is not None else None
        raise PolicyForbids("The name was not registered in this phase.", "launch:phase", ask.phase.name, attribute)
    return LaunchView(phase, found.mark if found and ask.include_mark else None)
