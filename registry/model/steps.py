"""The steps of the ladder that names of a TLD climb around their expiry: when each comes, what it does, what it says.

A TLD without a ladder renews its names at their expiry, which is one step, too. A ladder that goes beyond the expiry leads
names out instead, unless they are renewed on the way.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Literal

# What a policy can have a step do: tell the sponsor, say that the name expired, take it out of the DNS, delete it.
Transition = Literal["notify", "expire", "hold", "delete", "renew"]

# What the sponsor reads where the policy has no words of its own.
_TEXTS: Final[Mapping[Transition, str]] = {
    "expire": "Domain expired.",
    "hold": "Domain taken out of the DNS after its expiry.",
    "delete": "Domain deleted after its expiry.",
}


@dataclass(frozen=True, slots=True)
class Step:
    """`days` from the expiry (before it: negative) something happens, and the sponsor is sent `text`."""

    days: float
    transition: Transition = "notify"
    text: str | None = None

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Step":
        return cls(**document)

    @property
    def offset(self) -> timedelta:
        return timedelta(days=self.days)

    @property
    def message(self) -> str:
        return self.text or _TEXTS[self.transition]


# What happens at the expiry of a name whose TLD has no ladder beyond it, and of one that is not to be renewed.
RENEWAL: Final = Step(0, "renew")
END: Final = Step(0, "delete")
HOLD: Final = Step(0, "hold", "Domain taken out of the DNS: its renewal could not be paid.")
UNPAID_END: Final = "Domain deleted: its renewal could not be paid."
