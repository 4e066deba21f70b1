"""Who asks, when, and of which registry: what a declaration may look at besides the object it is about."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from panel.kit.access import Scope, Viewer, scope_of
from registry.context import Registry

if TYPE_CHECKING:
    from panel.kit.api.claim import Claim
    from panel.kit.api.matched import Match


@dataclass(frozen=True, slots=True)
class Situation:
    """`claim`: what is asked is done once, however often it is asked (panel/kit/api/once.py); `match`: it is done to what was
    seen, or not at all (panel/kit/api/matched.py)."""

    registry: Registry
    viewer: Viewer
    now: datetime
    claim: "Claim | None" = None
    match: "Match | None" = None

    @property
    def scope(self) -> Scope:
        return scope_of(self.viewer)
