"""A restore report is sent while the registry waits for it, or for its correction."""

from collections.abc import Iterator

from registry.errors import Refusal, StatusForbids
from registry.model.lifecycle import grace_statuses
from registry.policy.case import Case
from registry.requests.domain import DomainRestore


def report_is_awaited(case: Case[DomainRestore]) -> Iterator[Refusal]:
    """A report finds the name in pendingRestore or, sent again, restored by the same sponsor a short while ago.

    As long as a report may take, its correction may take again (RFC 3915, section 4.2.5), counted from the restore.
    """
    if case.wish.operation != "report" or "pendingRestore" in grace_statuses(case.subject, case.now):
        return
    window = case.policy.span("pending_restore")
    known = case.restoration if case.subject.deletion is None else None
    if known is None or not known.takes_corrections(case.now, window, case.subject.transferred_at):
        yield StatusForbids("The domain is not in pendingRestore.")
