"""Which statuses a host has (RFC 5732, section 2.3): its own, and what follows from the domains around it."""

from collections.abc import Set

from registry.model import status
from registry.model.domain import Domain
from registry.model.host import Host


def statuses(host: Host, above: Domain | None) -> tuple[str, ...]:
    """`above` is the projected domain that the host lies below: what it waits for, transfer or purge, so does the host."""
    return shown(host.statuses, host.linked, above)


def shown(stored: Set[str], linked: bool, above: Domain | None) -> tuple[str, ...]:
    """The same of a host that was not read whole."""
    derived = []
    if linked:
        derived.append("linked")
    if above and above.pending_transfer:
        derived.append("pendingTransfer")
    if above and above.deletion:
        derived.append("pendingDelete")
        return status.shown(stored - status.DELETE_PROHIBITED, derived)
    return status.shown(stored, derived)
