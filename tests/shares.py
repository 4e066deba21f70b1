"""How the tests are shared among the processes of a run: whole files, and those that take longest first.

What a file or a folder's tests share (a panel with a past, a running installation) is made once for the process that gets it.
Whoever comes last with a long file would keep everybody waiting.
"""

import pytest
from xdist.scheduler import LoadFileScheduling

# What takes ten seconds and more, the longest first; the rest follows in the order of the folders.
LONGEST = (
    "tests/browser/test_walk.py",
    "tests/panel/test_matrix.py",
    "tests/panel/test_deeds.py",
    "tests/browser/test_days.py",
    "tests/stories/",
    "tests/epp/test_fuzz.py",
    "tests/rde/test_daily.py",
    "tests/rde/report/test_uploads.py",
    "tests/epp/test_golden.py",
    "tests/panel/test_scope_fuzz.py",
    "tests/browser/",
    "tests/whois/test_server.py",
    "tests/whois/test_fuzz.py",
    "tests/namehouse/",
    "tests/rde/",
)
# Those of a folder that share what takes ports and processes.
TOGETHER = ("tests/stories/",)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _turn(item.nodeid))


def _turn(nodeid: str) -> int:
    return next((turn for turn, each in enumerate(LONGEST) if nodeid.startswith(each)), len(LONGEST))


def pytest_xdist_make_scheduler(config: pytest.Config, log) -> "Shares | None":
    if config.option.dist != "loadfile":
        return None
    config.option.loadscopereorder = False  # else: files of many tests first, however short they are
    return Shares(config, log)


class Shares(LoadFileScheduling):
    """Gives a process a file, or a folder of those that stay together, at a time."""

    def _split_scope(self, nodeid: str) -> str:
        return next((each for each in TOGETHER if nodeid.startswith(each)), super()._split_scope(nodeid))
