"""What time will do to a name if nobody does anything: told by the projection itself, which is asked about instants to come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from registry.model.domain import Domain
from registry.model.lifecycle import (
    AutoDeleted,
    AutoRenewed,
    Purged,
    RestoreLapsed,
    Stepped,
    TransferApproved,
    next_due,
    project,
)
from registry.model.policy import PolicyBook

TOLD: Final[Mapping[type, str]] = {
    TransferApproved: "The transfer is approved",
    RestoreLapsed: "The restore lapses, for want of a report",
    AutoRenewed: "It is renewed",
    Stepped: "It takes the next step towards its end",
    AutoDeleted: "It is deleted",
    Purged: "It is purged",
}
# More than that nobody plans for.
_MOST: Final = 3


@dataclass(frozen=True, slots=True)
class Foretold:
    at: datetime
    what: str


def foretold(domain: Domain, book: PolicyBook) -> list[Foretold]:
    """In their order; a renewal is the last, since after it all begins anew."""
    told: list[Foretold] = []
    for _ in range(_MOST):
        at = next_due(domain, book)
        projection = project(domain, book, at)
        if projection.first is None:
            break
        told.append(Foretold(at, TOLD[type(projection.first)]))
        if projection.domain is None or isinstance(projection.first, AutoRenewed):
            break
        domain = projection.domain
    return told
