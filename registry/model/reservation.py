"""Why a name is kept from registrars: the kinds of reservation, what is told of each, who opens it, what escrow calls it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from registry.model.kept_name import KeptState

# What opens a name for a create: an allocation token that is issued for reserved names, or the signed mark of a phase that
# needs one; None: nothing does while the name is on the list.
Opener = Literal["token", "mark"] | None


@dataclass(frozen=True, slots=True)
class Reservation:
    """`told` is what a check says, in at most 32 characters (RFC 5731, section 3.1.1), `said` why a create is refused.

    `exists`: it is refused as a name that is there (2302), not by policy (2306). `state` is that of the NNDN in deposits
    (RFC 9022, section 5.6.1.1), where only variants of names can be withheld or mirrored: a name that is kept for itself is
    blocked, and None is no NNDN, since a registrar may have it.
    """

    told: str
    said: str
    opener: Opener = None
    exists: bool = False
    state: KeptState | None = "blocked"


RESERVATIONS: Final[Mapping[str, Reservation]] = {
    "reserved": Reservation("Reserved name", "The name is reserved.", "token"),
    "withheld": Reservation("Withheld by the registry", "The registry withholds the name.", "token"),
    "blocked": Reservation("Blocked name", "The name is blocked."),
    "collision": Reservation("Name collision", "The name collides with names in use elsewhere."),
    "country": Reservation("Country or territory name", "The name is that of a country or territory.", "token"),
    "igo": Reservation("Name of an IGO or INGO", "The name is that of an international organization.", "token"),
    "two-character": Reservation("Two-character label", "Labels of two characters are reserved.", "token"),
    "anchor": Reservation("Allocation token required", "The name is allocated by token.", "token"),
    "sunrise": Reservation("Only in sunrise", "The name is for holders of marks, in sunrise.", "mark", state=None),
    "service": Reservation("Used by the registry", "The registry itself uses the name.", "token", exists=True),
}


def reservation_of(kind: str) -> Reservation:
    """A word that is no kind, from before there were kinds, reserves as any does."""
    return RESERVATIONS.get(kind, RESERVATIONS["reserved"])
