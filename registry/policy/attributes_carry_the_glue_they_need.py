"""A name server below the name it serves needs addresses; any other must not have them."""

from collections.abc import Iterator

from registry.errors import ParameterMissing, ParameterRange, ParameterSyntax, PolicyForbids, Refusal
from registry.model.host import is_public
from registry.model.names import is_below, is_fqdn
from registry.policy.case import Case
from registry.requests.domain import DomainCreate, DomainUpdate


def attributes_carry_the_glue_they_need(case: Case[DomainCreate | DomainUpdate]) -> Iterator[Refusal]:
    """Glue is published only for name servers within the delegated name (RFC 5731, section 1.1)."""
    nameservers = case.wish.nameservers if isinstance(case.wish, DomainCreate) else case.wish.add.nameservers
    for server in nameservers.attributes:
        if not is_fqdn(server.name, labels=2):
            yield ParameterSyntax("The name server's name is not valid.", "domain:hostName", server.name)
        elif is_below(server.name, case.wish.name):
            if not server.addresses:
                yield ParameterMissing("This name server needs an address.", "domain:hostName", server.name)
        elif server.addresses:
            glue = str(server.addresses[0])
            yield PolicyForbids("Only name servers within the name have addresses.", "domain:hostAddr", glue)
        if len({*server.addresses}) < len(server.addresses):
            yield PolicyForbids("The address is given twice.", "domain:hostName", server.name)
        for address in server.addresses:
            if not is_public(address):
                yield ParameterRange("The address is not a public unicast address.", "domain:hostAddr", str(address))
