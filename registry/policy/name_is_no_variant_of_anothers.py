"""A name is no variant of one that is registered, unless both may belong to one."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.model.variants import Relative
from registry.policy.case import Case
from registry.requests.domain import DomainCreate


def name_is_no_variant_of_anothers(case: Case[DomainCreate]) -> Iterator[Refusal]:
    """Variants of a registered name are blocked, or, as the TLD has it (`variants`), may be registered by the registrar of that
    name, or by it for the same registrant, where the IDN table calls them allocatable."""
    if not all(_may_stand_beside(case, each) for each in case.relatives):
        yield PolicyForbids("The name is a variant of a registered name.", "domain:name", case.wish.name)


def _may_stand_beside(case: Case[DomainCreate], relative: Relative) -> bool:
    mode = case.policy.rules.variants
    if mode == "blocked" or not relative.allocatable or relative.registrar != case.actor.registrar:
        return False
    return mode == "same_registrar" or (relative.registrant is not None and relative.registrant == case.wish.registrant)
