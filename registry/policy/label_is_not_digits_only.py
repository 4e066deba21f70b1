"""A TLD may demand that a label is more than a number."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.model.names import label_in
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def label_is_not_digits_only(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """A label of digits alone only where the TLD sells such (`digits_only`)."""
    if not case.policy.rules.digits_only and label_in(case.wish.name, case.policy.tld).isdigit():
        yield PolicyForbids("Labels here do not consist of digits alone.", "domain:name", case.wish.name)
