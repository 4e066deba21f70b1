"""An internationalized label is one that a table of the TLD permits."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.model.names import A_LABEL, label_in, u_label
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def label_is_in_an_idn_table(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """Where the TLD names IDN tables (`idn_tables`), one of them permits every code point of an internationalized label, in its
    surroundings (RFC 7940). A TLD that names none sells whatever IDNA2008 allows."""
    label = label_in(case.wish.name, case.policy.tld)
    if not case.policy.rules.idn_tables or not label.startswith(A_LABEL):
        return
    shown = u_label(label)
    if shown is not None and case.offer.first_for(shown) is None:
        yield PolicyForbids("No IDN table of this TLD permits the label.", "domain:name", case.wish.name)
