"""An application is for one name."""

from collections.abc import Iterator

from registry.errors import ObjectMissing, Refusal
from registry.policy.case import Case
from registry.requests.domain import ApplicationDelete, ApplicationUpdate, DomainInfo


def application_is_of_the_name(case: Case[ApplicationUpdate | ApplicationDelete | DomainInfo]) -> Iterator[Refusal]:
    """A command names both, and they belong together."""
    if case.wish.name != case.applied.name:
        yield ObjectMissing("There is no such application for this name.", "launch:applicationID", case.applied.roid)
