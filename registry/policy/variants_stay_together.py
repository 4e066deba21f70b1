"""Names that are variants of each other keep one registrar and, where the TLD demands it, one registrant."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.model.change import UNCHANGED
from registry.policy.case import Case
from registry.requests.domain import DomainTransfer, DomainUpdate


def variants_stay_together(case: Case[DomainTransfer | DomainUpdate]) -> Iterator[Refusal]:
    """While variants of a name are registered, it is not transferred without them; where they must have the same registrant, it
    does not get another."""
    if not case.subject.variants:
        return
    if isinstance(case.wish, DomainTransfer):
        yield PolicyForbids(
            "Variants of the name are registered: it cannot leave without them.", "domain:name", case.wish.name
        )
    elif case.policy.rules.variants == "same_registrant" and case.wish.registrant not in (
        UNCHANGED,
        case.subject.registrant,
    ):
        yield PolicyForbids("Variants of the name are registered for the same registrant.", "domain:registrant")
