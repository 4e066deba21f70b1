"""A contact stands once in each role."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def contacts_are_named_once(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """No contact is given twice in the same role."""
    seen = set()
    for link in case.wish.contacts:
        if link in seen:
            yield PolicyForbids("The contact is given twice in this role.", "domain:contact", link.contact)
        seen.add(link)
