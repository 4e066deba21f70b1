"""A restore report tells of the delete and the restore that the registry remembers."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from registry.errors import PolicyForbids, Refusal
from registry.model.restoration import Restoration, instant_stated
from registry.policy.case import Case
from registry.requests.domain import DomainRestore

# Reports are written by people from their own records: a local time without its offset is off by up to fourteen hours, and
# a date that was filled up with zeros by up to a day. What is off by more is another event.
_TOLERANCE: Final = timedelta(days=1)


def report_times_are_the_known_ones(case: Case[DomainRestore]) -> Iterator[Refusal]:
    """Each is within a day of ours; what the registry does not remember (a name taken over from elsewhere) it believes."""
    report, known = case.wish.report, case.restoration or Restoration()
    if report is None:
        return
    for element, text, ours, event in (
        ("rgp:delTime", report.deleted_at, known.deleted_at, "deleted"),
        ("rgp:resTime", report.restored_at, known.requested_at, "asked to be restored"),
    ):
        stated = instant_stated(text)
        if stated and ours and abs(stated - ours) > _TOLERANCE:
            yield PolicyForbids(f"The domain was {event} at {ours:%Y-%m-%dT%H:%M:%SZ}.", element, text)
