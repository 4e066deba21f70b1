"""Chromium as the system has it, driven by playwright; and the panel it looks at."""

import multiprocessing
import shutil
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

from tests.browser.serve import serve

# The first is Chromium without what a window needs: a quarter less work.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    # what a reseller calls its panel leads to this machine
    "--host-resolver-rules=MAP *.example 127.0.0.1",
]
# A process that has imported the panel, of which each that serves is a copy.
NURSERY = multiprocessing.get_context("forkserver")
NURSERY.set_forkserver_preload(["tests.browser.serve"])


def free_ports() -> int:
    """A port that is free, as is the one after it."""
    for _ in range(50):
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            try:
                two.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port
    raise RuntimeError("no two neighbouring ports are free")


@contextmanager
def serving(url: str, log: Path, providers: Sequence[str] = (), authority: Path = Path()) -> Iterator[str]:
    """A panel on a filled database; gives its address. The rest as `tests.browser.serve` takes it."""
    port = free_ports()
    log.touch()
    process = NURSERY.Process(target=serve, args=(url, port, log, providers, authority))
    process.start()
    try:
        _await(f"http://127.0.0.1:{port}/sign-in", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.join(20)


def _await(address: str, process: BaseProcess, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.exitcode is not None:
            raise RuntimeError(f"the panel did not start:\n{log.read_text()}")
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the panel does not answer:\n{log.read_text()}")
