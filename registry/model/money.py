"""Money: integer minor units with a currency; nothing here rounds."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

# Digits after the point where ISO 4217 does not say two.
EXPONENTS: Final = {"BHD": 3, "JPY": 0, "KRW": 0, "KWD": 3, "OMR": 3, "TND": 3, "VND": 0}


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of minor units (cents, yen) of one ISO 4217 currency."""

    amount: int
    currency: str

    def __str__(self) -> str:
        """The amount in major units, as people and protocols write it: `10.00`."""
        digits = EXPONENTS.get(self.currency, 2)
        whole, rest = divmod(abs(self.amount), 10**digits)
        sign = "-" if self.amount < 0 else ""
        return f"{sign}{whole}.{rest:0{digits}d}" if digits else f"{sign}{whole}"

    @property
    def major(self) -> Decimal:
        """The amount in major units, exactly."""
        return Decimal(self.amount).scaleb(-EXPONENTS.get(self.currency, 2))

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __mul__(self, times: int) -> "Money":
        return Money(self.amount * times, self.currency)

    def __add__(self, other: "Money") -> "Money":
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")
        return Money(self.amount + other.amount, self.currency)
