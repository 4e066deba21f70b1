"""Lists of names, as history keeps them: what each version changed, since when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ListVersion:
    """Labels that come, get another value, or go, from an instant on; what was planned for later is given up."""

    id: int
    name: str
    kind: str
    since: datetime
    added: Mapping[str, str]
    changed: Mapping[str, str]
    removed: tuple[str, ...]
