"""The timetable names every job, and its lines mean what they say."""

import pytest
from pgqueuer.core.sm import croniter

from registry.jobs import TIMETABLE
from registry.jobs.settle_due import settle_due
from registry.jobs.timetable import Line


@pytest.mark.parametrize(
    ("line", "cron"),
    [
        (Line(settle_due, every="minute"), "* * * * *"),
        (Line(settle_due, every="hour", at=":07"), "7 * * * *"),
        (Line(settle_due, every="day", at="03:10"), "10 3 * * *"),
    ],
)
def test_a_line_is_read_as_cron_reads_it(line: Line, cron: str) -> None:
    assert line.cron == cron


def test_every_line_is_a_time_and_no_job_is_named_twice() -> None:
    assert all(croniter.croniter.is_valid(line.cron) for line in TIMETABLE)
    assert len({line.name for line in TIMETABLE}) == len(TIMETABLE)
