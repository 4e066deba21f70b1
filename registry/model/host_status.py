"""Which statuses a host has (RFC 5732, section 2.3): its own, and what follows from the domains around it."""

from registry.model import status
from registry.model.domain import Domain
from registry.model.host import Host


def statuses(host: Host, above: Domain | None) -> tuple[str, ...]:
    """`above` is the projected domain that the host lies below: while that one is transferred, so is the host."""
    derived = []
    if host.linked:
        derived.append("linked")
    if above and above.pending_transfer:
        derived.append("pendingTransfer")
    return status.shown(host.statuses, derived)
