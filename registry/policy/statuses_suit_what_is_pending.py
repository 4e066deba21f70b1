"""What is under way is not forbidden afterwards."""

from collections.abc import Iterator
from typing import Final

from registry.errors import Refusal, StatusForbids
from registry.policy.case import Case
from registry.policy.contact_case import ContactCase
from registry.policy.parts import added
from registry.requests.contact import ContactUpdate
from registry.requests.domain import DomainUpdate

_NEVER_TOGETHER: Final = {"pendingDelete": "DeleteProhibited", "pendingTransfer": "TransferProhibited"}


def statuses_suit_what_is_pending(case: Case[DomainUpdate] | ContactCase[ContactUpdate]) -> Iterator[Refusal]:
    """No prohibition joins the pending action it prohibits, not even the registry's own (RFC 5731, section 2.3)."""
    pending = [status for status in case.statuses if status in _NEVER_TOGETHER]
    for element, text, _ in added(case.wish):
        for status in pending:
            if text.endswith(_NEVER_TOGETHER[status]):
                yield StatusForbids(f"{status} never stands with this status.", element, text)
