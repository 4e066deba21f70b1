"""What a deposit says about itself, around its objects; it grows while the deposit is read."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from rde.csv.models import OF_XML
from rde.expected import Expected
from rde.verify.findings import Findings

_NAME: Final = re.compile(
    r"(?P<tld>[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)_(?P<date>\d{4}-\d\d-\d\d)_(?P<kind>full|diff|thin)"
    r"_S(?P<split>[1-9]\d{0,4})_R(?P<revision>0|[1-9]\d{0,4})"
)


@dataclass(frozen=True, slots=True)
class FileName:
    """The parts of a deposit's name (Registry Agreement, specification 2); `date` is that of the watermark."""

    tld: str
    date: str
    kind: str
    split: int
    revision: int

    @property
    def deposit(self) -> tuple[str, str, str, int]:
        """What all files of a deposit share."""
        return self.tld, self.date, self.kind, self.revision


def file_name(stem: str) -> FileName | None:
    """The parts of a name without its ending; None where it is not one of a deposit."""
    found = _NAME.fullmatch(stem)
    if found is None or _day(found["date"]) is None:
        return None
    return FileName(found["tld"], found["date"], found["kind"], int(found["split"]), int(found["revision"]))


def name_of(path: Path, findings: Findings) -> FileName | None:
    """The parts of a file's name; where it is none of a deposit, that is found."""
    name = file_name(path.stem)
    if name is None:
        findings.add("RDE_INVALID_FILENAME", path.name, f"{path.name} is no name of a deposit")
    return name


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def instant(text: str | None) -> datetime | None:
    """An instant that is written in UTC; None for whatever else."""
    if not text or not text.endswith("Z"):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:  # years beyond 9999, hour 24: the schema lets them pass
        return None


@dataclass(frozen=True, slots=True)
class Policy:
    """An element that every object of a namespace must have."""

    namespace: str | None
    element: str
    scope: str


@dataclass(slots=True)
class Frame:
    """`now` is None where nobody asks whether the watermark lies in the future; `name` None where the name says nothing."""

    name: FileName | None
    now: datetime | None
    type: str = ""
    id: str = ""
    previous: str | None = None
    resend: str = "0"
    watermark_text: str = ""
    watermark: datetime | None = None
    menu: list[str] = field(default_factory=list)
    headers: int = 0
    tld: str | None = None
    counts: list[tuple[str, str]] = field(default_factory=list)
    policies: list[Policy] = field(default_factory=list)
    demands_registrants: bool = False  # by a policy, or by a field that must be filled
    deletes: int = 0
    objects: Counter[str] = field(default_factory=Counter)  # by namespace
    expected: Expected = field(default_factory=Expected)
    complete: bool = False

    @property
    def is_full(self) -> bool:
        return self.type == "FULL"

    @property
    def is_thin(self) -> bool:
        """ICANN's weekly copy of registration data holds names and registrars only (specification 4, section 3)."""
        return self.name is not None and self.name.kind == "thin"

    def listed(self, namespace: str) -> bool:
        """In whichever model."""
        return namespace in self.menu or OF_XML.get(namespace) in self.menu

    def number_of(self, namespace: str) -> int:
        """How many objects there are of a kind, in whichever model."""
        return self.objects[namespace] + self.objects[OF_XML.get(namespace, "")]

    @property
    def day(self) -> str | None:
        return self.watermark.astimezone(UTC).date().isoformat() if self.watermark else None
