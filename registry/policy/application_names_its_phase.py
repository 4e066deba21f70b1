"""A create that makes an application says that it knows of the launch."""

from collections.abc import Iterator

from registry.errors import ParameterMissing, Refusal
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def application_names_its_phase(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """Who does not speak of phases could not speak of the application later, by its identifier (RFC 8334, section 2.1)."""
    if case.phase is not None and case.phase.takes_applications and case.wish.launch is None:
        yield ParameterMissing("Names are applied for in this phase: name it.", "launch:phase", "")
