"""A status can forbid updates."""

from collections.abc import Iterator

from registry.errors import Refusal, StatusForbids
from registry.model import lifecycle
from registry.model.status import forbidding
from registry.policy.case import Case
from registry.requests.domain import DomainUpdate


def status_allows_the_update(case: Case[DomainUpdate]) -> Iterator[Refusal]:
    """A name whose only bar is clientUpdateProhibited may be updated by a command that takes it away (RFC 5731, section 2.3)."""
    forbids = forbidding("update", lifecycle.statuses(case.subject))
    if "clientUpdateProhibited" in case.wish.remove.statuses:
        forbids = [status for status in forbids if status != "clientUpdateProhibited"]
    if not case.actor.is_operator:
        for status in forbids:
            yield StatusForbids(f"{status} forbids updates.")
