"""Allocation tokens: credentials that let a registrar have names it could not have otherwise, or have them cheaper
(RFC 8495)."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from registry.model.pricing import Discount

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
class AllocationToken:
    """What a token is good for; each None or empty limit is none.

    `operations` are the commands that it is good for. `single`: for one name, which `spent` says it has been used for.
    `frees_reserved`: it opens names that are reserved.
    """

    id: int
    tld: str | None
    label: str | None
    registrar: str | None
    single: bool
    frees_reserved: bool
    discount: Discount | None
    valid_from: datetime
    valid_to: datetime | None
    spent: bool
    operations: tuple[TokenOperation, ...] = ("create",)

    def applies(
        self, label: str, tld: str, registrar: str | None, now: datetime, operation: TokenOperation = "create"
    ) -> bool:
        """Whether a registrar may use it for a command on a name now."""
        return (
            operation in self.operations
            and self.tld in (None, tld)
            and self.label in (None, label)
            and self.registrar in (None, registrar)
            and self.valid_from <= now
            and (self.valid_to is None or now < self.valid_to)
            and not (self.single and self.spent)
        )
