"""A suspended name leads to its provider's page."""

from collections.abc import Iterator

from registry.errors import ParameterMissing, PolicyForbids, Refusal
from registry.model.names import is_below, is_fqdn
from registry.policy.case import Case
from registry.requests.urs import UrsSuspend


def suspension_leads_somewhere(case: Case[UrsSuspend]) -> Iterator[Refusal]:
    """The provider's name servers are given, and lie outside the name, whose registrar may be who answers there."""
    names = case.wish.nameservers.names
    if not names:
        yield ParameterMissing("The provider's name servers are missing.", "domain:ns")
    for name in names:
        if not is_fqdn(name, labels=2):
            yield PolicyForbids("The name server's name is not valid.", "domain:hostObj", name)
        elif is_below(name, case.wish.name):
            yield PolicyForbids("The provider's name servers do not lie below the name.", "domain:hostObj", name)
