"""A contact is linked as something."""

from collections.abc import Iterator

from registry.errors import ParameterMissing, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainCreate, DomainUpdate


def contacts_have_a_type(case: Case[DomainCreate | DomainUpdate]) -> Iterator[Refusal]:
    """The schema lets the type be left out (RFC 5731, section 4); a registry cannot guess it."""
    wish = case.wish
    for link in wish.contacts if isinstance(wish, DomainCreate) else wish.add.contacts:
        if not link.role:
            yield ParameterMissing("A contact has a type.", "domain:contact", link.contact)
