"""No host comes below a domain that is on its way out."""

from collections.abc import Iterator

from registry.errors import Refusal, StatusForbids
from registry.policy.host_case import HostCase, new_name
from registry.requests.host import HostCreate, HostUpdate


def superordinate_stays(case: HostCase[HostCreate | HostUpdate]) -> Iterator[Refusal]:
    """A domain with hosts below it could not be purged."""
    above = case.superordinate
    if above and above.deletion:
        yield StatusForbids(f"The domain {above.name} is in pendingDelete.", "host:name", new_name(case.wish))
