"""Who asks for another's name shows its secret."""

from collections.abc import Iterator

from registry.errors import AuthInfoWrong, Refusal
from registry.model import authinfo
from registry.policy.case import Case
from registry.requests.domain import DomainTransfer


def authinfo_opens_the_name(case: Case[DomainTransfer]) -> Iterator[Refusal]:
    """A secret that is absent on either side opens nothing (RFC 9154, section 4)."""
    if not authinfo.matches(case.wish.authinfo, case.subject.authinfo):
        yield AuthInfoWrong("The authorization information does not match.")
