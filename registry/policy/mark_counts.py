"""A mark that is shown is trusted, valid now, and one of the label."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def mark_counts(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """The checks that follow the one of the signature (RFC 9361, section 5.2.2); each is a 2306."""
    mark, distrust = case.brought.mark, case.brought.distrust
    if mark is None:
        return
    if distrust is not None:
        yield PolicyForbids(distrust, "launch:create", "")
    if not mark.not_before <= case.now < mark.not_after:
        yield PolicyForbids("The mark is not valid now.", "launch:create", "")
    if case.wish.name.partition(".")[0] not in mark.labels:
        yield PolicyForbids("The mark has not this label.", "domain:name", case.wish.name)
