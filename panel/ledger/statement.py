"""The statement of a registrar's account for a month, whatever it is shown on."""

from dataclasses import dataclass

from panel.ledger.queries import Bounds, Share
from registry.model.month import Month
from registry.store.ledger import Booking


@dataclass(frozen=True, slots=True)
class Statement:
    """`bookings` are at most as many as were asked for."""

    registrar: str
    currency: str
    month: Month
    bounds: Bounds
    bookings: list[Booking]
    shares: list[Share]

    @property
    def number(self) -> int:
        return sum(each.number for each in self.shares)
