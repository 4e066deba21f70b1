"""What the doctor looks at, and the form of what it finds."""

from dataclasses import dataclass
from typing import Literal

from registry.clock import Clock
from registry.settings import Settings

Verdict = Literal["well", "warning", "broken"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `mend` says what to do about it."""

    check: str
    verdict: Verdict
    found: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """What the checks look at."""

    settings: Settings
    clock: Clock
