"""An update says what is to be changed."""

from collections.abc import Iterator

from registry.errors import ParameterMissing, Refusal
from registry.model.change import UNCHANGED
from registry.policy.case import Case
from registry.policy.contact_case import ContactCase
from registry.policy.host_case import HostCase
from registry.requests.contact import ContactUpdate
from registry.requests.domain import DomainUpdate
from registry.requests.host import HostParts, HostUpdate


def update_names_a_change(
    case: Case[DomainUpdate] | HostCase[HostUpdate] | ContactCase[ContactUpdate],
) -> Iterator[Refusal]:
    """Something is added, removed or changed, be it by an extension (RFC 5731, 5732 and 5733, section 3.2.5)."""
    if not _names_one(case.wish):
        yield ParameterMissing("The update names nothing that is to be added, removed or changed.")


def _names_one(wish: DomainUpdate | HostUpdate | ContactUpdate) -> bool:
    if isinstance(wish, DomainUpdate):
        return not wish.is_empty or wish.dnssec is not None
    if isinstance(wish, HostUpdate):
        return (wish.add, wish.remove, wish.new_name) != (HostParts(), HostParts(), None)
    changes = wish.voice, wish.fax, wish.email, wish.authinfo, wish.disclose
    return bool(wish.add or wish.remove or wish.postals) or any(each is not UNCHANGED for each in changes)
