"""No host comes below a domain that is on its way out, or to another registrar."""

from collections.abc import Iterator

from registry.errors import Refusal, StatusForbids
from registry.policy.host_case import HostCase, new_name
from registry.requests.host import HostCreate, HostUpdate


def superordinate_stays(case: HostCase[HostCreate | HostUpdate]) -> Iterator[Refusal]:
    """A domain with hosts below it could not be purged, and who gains a domain gains the hosts that were there (2304)."""
    above = case.superordinate
    if above and above.deletion:
        yield StatusForbids(f"The domain {above.name} is in pendingDelete.", "host:name", new_name(case.wish))
    if above and above.pending_transfer:
        yield StatusForbids(f"The domain {above.name} is in pendingTransfer.", "host:name", new_name(case.wish))
