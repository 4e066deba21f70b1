"""A name with subordinate hosts stays."""

from collections.abc import Iterator

from registry.errors import LinkForbids, Refusal
from registry.policy.case import Case


def no_host_lives_below(case: Case[object]) -> Iterator[Refusal]:
    """Hosts below the name are deleted or renamed first: no delegation is cut silently (RFC 5731 section 3.2.2, RFC 9874)."""
    for host in case.subject.subordinates:
        yield LinkForbids("A host lives below this domain.", "host:name", host)
