"""Who asks for data of contacts, and at what level: the same for every door that shows any."""

from dataclasses import dataclass, replace
from typing import Final, Literal

# From who sees least to who sees most: no level sees what the next one does not.
Level = Literal["public", "requester", "registrar", "operator"]


class PurposeRefused(Exception):
    """A requester states a purpose that is none of its own, or leaves open which one it is."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asks, as a door knows him; `kind` is the level at which he is shown what is his to see.

    `name` is what the log calls him: a registrar's handle, the name of an accredited requester, an operator's login. A requester
    asks for a `purpose`, one of its `purposes`, and in its `tlds` (None: in all).
    """

    kind: Level = "public"
    name: str = ""
    purpose: str | None = None
    purposes: frozenset[str] = frozenset()
    tlds: frozenset[str] | None = None

    @property
    def is_public(self) -> bool:
        return self.kind == "public"

    def asking_for(self, purpose: str | None) -> "Asker":
        """The same with a purpose of its own; who has only one need not state it. Raises PurposeRefused.

        The purposes of a registrar and of an operator are known: whatever they state is not asked about.
        """
        if self.kind != "requester":
            return self
        if purpose is None and len(self.purposes) == 1:
            (purpose,) = self.purposes
        if purpose is None:
            raise PurposeRefused(f"State the purpose of your query: one of {', '.join(sorted(self.purposes))}.")
        if purpose not in self.purposes:
            raise PurposeRefused("You are not accredited for this purpose.")
        return replace(self, purpose=purpose)

    def level(self, sponsor: str, tld: str) -> Level:
        """At what level data of an object of this sponsor (by handle), in this TLD, is shown."""
        if self.kind == "registrar" and self.name != sponsor:
            return "public"
        if self.kind == "requester" and (self.purpose is None or not (self.tlds is None or tld in self.tlds)):
            return "public"
        return self.kind


ANYBODY: Final = Asker()
