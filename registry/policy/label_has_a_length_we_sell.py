"""Labels have a shortest and a longest length."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def label_has_a_length_we_sell(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """Between the TLD's shortest and longest label."""
    label = case.wish.name.removesuffix("." + case.policy.tld)
    rules = case.policy.rules
    if not rules.label_shortest <= len(label) <= rules.label_longest:
        reason = f"Labels here have {rules.label_shortest} to {rules.label_longest} characters."
        yield PolicyForbids(reason, "domain:name", case.wish.name)
