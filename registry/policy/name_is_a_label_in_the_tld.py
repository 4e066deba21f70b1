"""A name is one label in one of our TLDs."""

from collections.abc import Iterator

from registry.errors import ParameterSyntax, Refusal
from registry.model.names import LABEL, label_in
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def name_is_a_label_in_the_tld(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """One label directly below the TLD, in letters, digits and inner hyphens (RFC 1123, section 2.1)."""
    if not LABEL.fullmatch(label_in(case.wish.name, case.policy.tld)):
        yield ParameterSyntax("The name is not a valid label in this TLD.", "domain:name", case.wish.name)
