"""Folders for the time of some work, held by the process that does it: those of the dead are found by nobody holding them."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def held_folder(beside: Path, prefix: str) -> Iterator[Path]:
    """A new folder that its owner alone may look into, gone when the block ends; what the dead left beside it goes first."""
    sweep_folders(beside, prefix)
    folder, held = _made(beside, prefix)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def sweep_folders(beside: Path, prefix: str) -> int:
    """Remove the folders of ours that nobody holds; how many there were."""
    gone = 0
    for folder in beside.glob(f"{prefix}*"):
        if (held := _lock(folder)) is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(held)
            gone += 1
    return gone


def _made(beside: Path, prefix: str) -> tuple[Path, int]:
    """Made and held; who sweeps may come between the two, and then it is made again."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=beside))  # mode 0700
        held = _lock(folder)
        if held is None:
            continue
        if folder.is_dir():
            return folder, held
        os.close(held)


def _lock(folder: Path) -> int | None:
    """A hold on a folder of ours that ends with the process; None where another has it, or it is somebody else's."""
    try:
        number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        if os.fstat(number).st_uid == os.geteuid():
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return number
    except BlockingIOError:
        pass
    os.close(number)
    return None
