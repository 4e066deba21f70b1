"""The progress bar of commands that take long: on a terminal alone, and only once there is something to wait for."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn

from registry.clock import stopwatch

# A bar that comes and goes at once only unsettles.
_PATIENCE: Final = 1.0
_EVERY: Final = 0.1


class Bar:
    def __init__(self, count: ProgressColumn, done: str) -> None:
        columns = (count, BarColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, transient=True, console=Console(stderr=True))
        self._task = self._progress.add_task(done)
        self._on = False
        self._next = stopwatch() + _PATIENCE if sys.stderr.isatty() else float("inf")
        self._done = 0

    def show(self, done: int, total: int) -> None:
        """So many of so many are done."""
        self._done = done
        if stopwatch() < self._next:
            return
        if not self._on:
            self._progress.start()
            self._on = True
        self._progress.update(self._task, completed=done, total=total)
        self._next = stopwatch() + _EVERY

    def advance(self, more: int, total: int) -> None:
        """So many more of so many are done."""
        self.show(self._done + more, total)

    def stop(self) -> None:
        if self._on:
            self._progress.stop()


@contextmanager
def bar(done: str, unit: str = "objects") -> Iterator[Bar]:
    """A bar in the words `12,345 UNIT DONE`."""
    shown = Bar(TextColumn(f"{{task.completed:>10,}} {unit} {done}"), done)
    try:
        yield shown
    finally:
        shown.stop()
