"""Where there are claims on a label, a create shows the notice of them that the registrant accepted."""

from collections.abc import Iterator

from registry.errors import ParameterMissing, Refusal
from registry.model.tmch import RECENT
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def notice_is_shown(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """Unless the claims were listed within the last day (RFC 9361, section 5.3.2), or a mark gives a right to the label in a
    launch programme (section 5.4.1)."""
    since = case.brought.claimed_since
    if case.phase is not None and case.phase.qlp and case.brought.in_sunrise_list and case.brought.mark is not None:
        return
    if since is None or case.now - since < RECENT or (case.wish.launch and case.wish.launch.notices):
        return
    yield ParameterMissing("There are claims on the name: show the notice of them.", "launch:notice", "")
