"""Allocation tokens: credentials that let a registrar have names it could not have otherwise, or have them cheaper
(RFC 8495)."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final, Literal, get_args

from registry.model.money import Money
from registry.model.pricing import STANDARD, Discount

# The commands that a token can be shown with.
TokenOperation = Literal["create", "transfer"]
TOKEN_OPERATIONS: Final[tuple[TokenOperation, ...]] = get_args(TokenOperation)


def fresh() -> str:
    """A token nobody can guess: 25 letters and digits, 128 bits."""
    alphabet = "abcdefghijkmnpqrstuvwxyz23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    return "".join(secrets.choice(alphabet) for _ in range(25))


def fingerprint(token: str) -> bytes:
    """What is kept of a token. It is random and long, so that its hash needs no salt, by which it could not be found."""
    return hashlib.sha256(token.encode()).digest()


@dataclass(frozen=True, slots=True)
class Package:
    """What a registrar paid for a token, and the ledger row of it."""

    price: Money
    ledger_id: int

    # The first year of each of its names is paid with it (docs/decisions/0047-a-package-is-bought-once.md).
    DISCOUNT: ClassVar[Discount] = Discount(percent=100, years=1)


@dataclass(frozen=True, slots=True)
class AllocationToken:
    """What a token is good for; each None or empty limit is none.

    `operations` are the commands that it is good for. `uses` is for how many names it is, `used` how many of these uses are
    redeemed. `frees_reserved`: it opens names that are reserved. A `package` is for names that cost what every other does.
    """

    id: int
    tld: str | None
    label: str | None
    registrar: str | None
    uses: int | None
    used: int
    frees_reserved: bool
    discount: Discount | None
    valid_from: datetime
    valid_to: datetime | None
    operations: tuple[TokenOperation, ...] = ("create",)
    package: Package | None = None

    @property
    def is_used_up(self) -> bool:
        return self.uses is not None and self.used >= self.uses

    def applies(
        self, label: str, tld: str, registrar: str | None, now: datetime, operation: TokenOperation, name_class: str
    ) -> bool:
        """Whether a registrar may use it for a command on a name of a class now."""
        return (
            operation in self.operations
            and self.tld in (None, tld)
            and self.label in (None, label)
            and self.registrar in (None, registrar)
            and self.valid_from <= now
            and (self.valid_to is None or now < self.valid_to)
            and not self.is_used_up
            and (self.package is None or name_class == STANDARD)
        )
