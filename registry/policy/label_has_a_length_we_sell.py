"""Labels have a shortest and a longest length."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.model.names import label_in, u_label
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def label_has_a_length_we_sell(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """Between the TLD's shortest and longest label, counted in characters of the U-label or in octets of the A-label
    (`label_counted`)."""
    rules = case.policy.rules
    label = label_in(case.wish.name, case.policy.tld)
    shown = (u_label(label) or label) if rules.label_counted == "characters" else label
    if not rules.label_shortest <= len(shown) <= rules.label_longest:
        reason = f"Labels here have {rules.label_shortest} to {rules.label_longest} {rules.label_counted}."
        yield PolicyForbids(reason, "domain:name", case.wish.name)
