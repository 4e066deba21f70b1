"""Who asks for another's object shows its secret."""

from collections.abc import Iterator

from registry.errors import AuthInfoWrong, Refusal
from registry.model import authinfo
from registry.policy.case import Case
from registry.policy.contact_case import ContactCase
from registry.requests.contact import ContactTransfer
from registry.requests.domain import DomainTransfer


def authinfo_opens_the_object(case: Case[DomainTransfer] | ContactCase[ContactTransfer]) -> Iterator[Refusal]:
    """A secret that is absent on either side opens nothing (RFC 9154, section 4)."""
    meant = case.wish.authinfo_roid in (None, case.subject.roid)
    if not meant or not authinfo.matches(case.wish.authinfo, case.subject.authinfo):
        yield AuthInfoWrong("The authorization information does not match.")
