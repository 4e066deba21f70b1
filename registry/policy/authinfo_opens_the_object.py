"""A secret that is shown is the one that is meant."""

from collections.abc import Iterator

from registry.errors import AuthInfoWrong, Refusal
from registry.model import authinfo
from registry.policy.case import Case
from registry.policy.contact_case import ContactCase
from registry.requests.contact import ContactInfo, ContactTransfer
from registry.requests.domain import DomainInfo, DomainTransfer


def authinfo_opens_the_object(
    case: Case[DomainInfo | DomainTransfer] | ContactCase[ContactInfo | ContactTransfer],
) -> Iterator[Refusal]:
    """The object's own or, with a ROID, that of a contact of the domain; absent on either side opens nothing (RFC 9154)."""
    if not authinfo.matches(case.wish.authinfo, case.sealed):
        yield AuthInfoWrong("The authorization information does not match.")
