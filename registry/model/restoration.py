"""What the registry remembers of a domain's way back from redemption, which a restore report is held against (RFC 3915)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from registry.model.instants import instant_by_utc


@dataclass(frozen=True, slots=True)
class Restoration:
    """The steps of a domain's last deletion and restore, each None until it is made again.

    `requested_at` is the last request, `completed_at` when the name was itself again, `reported_at` the last report.
    """

    deleted_at: datetime | None = None
    requested_at: datetime | None = None
    completed_at: datetime | None = None
    reported_at: datetime | None = None

    def takes_corrections(self, now: datetime, window: timedelta, transferred_at: datetime | None) -> bool:
        """Whether the report that completed the restore may be sent again: for `window`, by who restored the name."""
        if self.completed_at is None or self.reported_at is None or self.reported_at < self.completed_at:
            return False
        return now < self.completed_at + window and (transferred_at is None or transferred_at < self.completed_at)


def instant_stated(text: str) -> datetime | None:
    """A date and time as people report them, in UTC where no offset is said; None where it is none."""
    if "T" not in text:
        return None
    try:
        return instant_by_utc(text)
    except ValueError:
        return None
