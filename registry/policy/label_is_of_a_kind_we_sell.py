"""A TLD may sell names in ASCII only, or internationalized names only."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.model.names import A_LABEL, label_in
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def label_is_of_a_kind_we_sell(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """No A-label where only ASCII is sold, nothing but A-labels where only those are (`labels`)."""
    kind = case.policy.rules.labels
    is_idn = label_in(case.wish.name, case.policy.tld).startswith(A_LABEL)
    if kind == "ascii" and is_idn:
        yield PolicyForbids("This TLD has no internationalized names.", "domain:name", case.wish.name)
    elif kind == "idn" and not is_idn:
        yield PolicyForbids("This TLD has internationalized names only.", "domain:name", case.wish.name)
