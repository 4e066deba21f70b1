"""Who asks, when, and of which registry: what a declaration may look at besides the object it is about."""

from dataclasses import dataclass
from datetime import datetime

from panel.kit.access import Scope, Viewer, scope_of
from registry.context import Registry


@dataclass(frozen=True, slots=True)
class Situation:
    registry: Registry
    viewer: Viewer
    now: datetime

    @property
    def scope(self) -> Scope:
        return scope_of(self.viewer)
