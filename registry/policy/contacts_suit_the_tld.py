"""A TLD requires contacts, allows them, or refuses them."""

from collections.abc import Iterator

from registry.errors import ParameterMissing, PolicyForbids, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def contacts_suit_the_tld(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """Which of the three is the TLD's policy, unless the registrar's accreditation says otherwise."""
    wish = case.wish
    if case.contacts_rule == "forbidden" and (wish.registrant or wish.contacts):
        yield PolicyForbids("Names in this TLD have no contacts.", *_first(wish))
    if case.contacts_rule == "required":
        if wish.registrant is None:
            yield ParameterMissing("A registrant is required.", "domain:registrant")
        given = {link.role for link in wish.contacts}
        for role in case.policy.rules.required_roles:
            if role not in given:
                yield ParameterMissing(f"A contact of type {role} is required.", "domain:contact")


def _first(wish: DomainCreate) -> tuple[str, str]:
    if wish.registrant:
        return "domain:registrant", wish.registrant
    return "domain:contact", wish.contacts[0].contact
