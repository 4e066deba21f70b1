"""A name is one label in one of our TLDs."""

from collections.abc import Iterator

import idna

from registry.errors import ParameterSyntax, Refusal
from registry.model.names import LABEL
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def name_is_a_label_in_the_tld(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """One label directly below the TLD, in letters, digits and inner hyphens (RFC 5890: an A-label, if it looks like one)."""
    label = case.wish.name.removesuffix("." + case.policy.tld)
    if not LABEL.fullmatch(label):
        yield ParameterSyntax("The name is not a valid label in this TLD.", "domain:name", case.wish.name)
    elif label[2:4] == "--" and not _is_a_label(label):
        yield ParameterSyntax(
            "Hyphens in the third and fourth place belong to A-labels.", "domain:name", case.wish.name
        )


def _is_a_label(label: str) -> bool:
    if not label.startswith("xn--"):
        return False
    try:
        return idna.encode(idna.decode(label)).decode() == label
    except idna.IDNAError:
        return False
