"""Hyphens in the third and fourth place of a label mark it as an A-label."""

from collections.abc import Iterator

from registry.errors import ParameterSyntax, Refusal
from registry.model.names import A_LABEL, label_in
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def hyphens_mark_a_labels(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """No label has hyphens in its third and fourth place but one that begins with xn-- (RFC 5891, section 4.2.3.1)."""
    label = label_in(case.wish.name, case.policy.tld)
    if label[2:4] == "--" and not label.startswith(A_LABEL):
        yield ParameterSyntax(
            "Hyphens in the third and fourth place belong to A-labels.", "domain:name", case.wish.name
        )
