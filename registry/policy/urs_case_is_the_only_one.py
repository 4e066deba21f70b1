"""A name has one URS case at a time, and a provider numbers its cases once."""

from collections.abc import Iterator

from registry.errors import ObjectExists, Refusal
from registry.policy.case import Case


def urs_case_is_the_only_one(case: Case[object]) -> Iterator[Refusal]:
    """What a second case would take from the name and give back, the first has taken already."""
    if case.urs:
        yield ObjectExists(
            f"Case {case.urs.number} of {case.urs.provider} about this name is open.", "domain:name", case.urs.name
        )
