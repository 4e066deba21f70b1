"""The page of the scheduled jobs."""

import sys

from docs.generate.words import code, document, flowing, link, table
from mail.jobs import TIMETABLE as MAIL
from panel.jobs import TIMETABLE as PANEL
from registry.jobs import TIMETABLE
from registry.jobs.timetable import Line

INTRODUCTION = """
The worker (`namehouse worker`) runs these jobs; hours are UTC. A run may be late, doubled or missing: what is true does not
depend on it. Several workers share the runs.
"""


def page() -> str:
    rows = [(code(line.name), _when(line), code(line.cron), *_what(line)) for line in TIMETABLE + PANEL + MAIL]
    return document(
        "Timetable",
        f"{link('registry/jobs/__init__.py')}, {link('panel/jobs.py')} and {link('mail/jobs.py')}",
        INTRODUCTION.strip(),
        table(("job", "when", "as cron", "what it is for", "duties"), rows),
    )


def _when(line: Line) -> str:
    return f"every {line.every}" + (f" at {line.at}" if line.at else "")


def _what(line: Line) -> tuple[str, str]:
    return flowing(sys.modules[line.job.__module__].__doc__), flowing(line.job.__doc__)
