"""Contacts are created before they are linked."""

from collections.abc import Iterator

from registry.errors import ObjectMissing, Refusal
from registry.model.change import UNCHANGED
from registry.policy.case import Case
from registry.requests.domain import DomainCreate, DomainUpdate


def contacts_exist(case: Case[DomainCreate | DomainUpdate]) -> Iterator[Refusal]:
    """Every contact that the wish links exists."""
    if isinstance(case.wish, DomainCreate):
        registrant, links = case.wish.registrant, case.wish.contacts
    else:
        registrant = None if case.wish.registrant is UNCHANGED else case.wish.registrant
        links = case.wish.add.contacts
    if registrant and registrant not in case.contacts:
        yield ObjectMissing("The contact does not exist.", "domain:registrant", registrant)
    for link in links:
        if link.contact not in case.contacts:
            yield ObjectMissing("The contact does not exist.", "domain:contact", link.contact)
