"""A label that begins as A-labels do is one."""

from collections.abc import Iterator

from registry.errors import ParameterSyntax, Refusal
from registry.model.names import A_LABEL, label_in, u_label
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def a_label_has_a_u_label(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """What begins with xn-- decodes to a U-label that IDNA2008 allows, and which gives the same A-label again (RFC 5891,
    section 4.2)."""
    label = label_in(case.wish.name, case.policy.tld)
    if label.startswith(A_LABEL) and u_label(label) is None:
        yield ParameterSyntax("The label is not a valid A-label of IDNA2008.", "domain:name", case.wish.name)
