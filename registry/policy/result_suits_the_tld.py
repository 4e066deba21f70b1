"""After an update a name still has what its TLD demands."""

from collections.abc import Iterator

from registry.errors import ParameterMissing, PolicyForbids, Refusal
from registry.model.change import UNCHANGED
from registry.policy.case import Case
from registry.requests.domain import DomainUpdate


def result_suits_the_tld(case: Case[DomainUpdate]) -> Iterator[Refusal]:
    """Contacts that are required stay, those that are refused do not come, and name servers stay within their number."""
    wish, rules = case.wish, case.policy.rules
    links = {*case.subject.contacts} - {*wish.remove.contacts} | {*wish.add.contacts}
    registrant = case.subject.registrant if wish.registrant is UNCHANGED else wish.registrant
    if case.contacts_rule == "forbidden" and (
        wish.add.contacts or (wish.registrant and wish.registrant is not UNCHANGED)
    ):
        yield PolicyForbids("Names in this TLD have no contacts.", "domain:contact")
    if case.contacts_rule == "required":
        if registrant is None:
            yield ParameterMissing("A registrant is required.", "domain:registrant")
        for role in rules.required_roles:
            if not any(link.role == role for link in links):
                yield ParameterMissing(f"A contact of type {role} is required.", "domain:contact")
    now = {*case.subject.hosts, *(server.name for server in case.subject.nameservers)}
    if len(now - {*wish.remove.nameservers.names} | {*wish.add.nameservers.names}) > rules.most_nameservers:
        yield PolicyForbids(f"A name has at most {rules.most_nameservers} name servers.", "domain:ns")
