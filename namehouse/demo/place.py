"""Where the guided minute plays: the registry that runs here, or one that is started for it and stopped."""

import os
import socket
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any, Final

from rich.console import Console

from namehouse.facts import facts_path
from registry.settings import Settings

OFFSET: Final = 300  # of the ports of a registry started for this minute only

Facts = Mapping[str, Any]


class NotStarted(Exception):
    """The registry for this minute did not come up; the message is the end of its log."""


@contextmanager
def place(settings: Settings, console: Console) -> Iterator[Facts]:
    """What var/demo.toml says of the registry to play in."""
    facts = _read(facts_path(settings))
    if facts and _answers(facts):
        yield facts
        return
    console.print("[dim]No registry is running here: one of its own is started for this minute.[/]")
    with tempfile.TemporaryDirectory(prefix="namehouse-minute-") as folder:
        Path(folder).chmod(0o755)
        with _running(Path(folder)) as started:
            yield started


def _read(path: Path) -> Facts | None:
    return tomllib.loads(path.read_text()) if path.exists() else None


def _answers(facts: Facts) -> bool:
    places = [(facts[door]["host"], facts[door]["port"]) for door in ("epp", "whois")]
    for place in places:
        try:
            socket.create_connection(place, timeout=1).close()
        except OSError:
            return False
    return True


@contextmanager
def _running(var: Path) -> Iterator[Facts]:
    os.environ.update({"NAMEHOUSE_VAR": str(var), "NAMEHOUSE_PORT_OFFSET": str(OFFSET)})
    with (var / "up.log").open("w") as log:
        process = subprocess.Popen([sys.executable, "-m", "namehouse", "up"], stdout=log, stderr=log)
        try:
            yield _started(process, var)
        finally:
            process.terminate()
            process.wait(60)


def _started(process: "subprocess.Popen[bytes]", var: Path) -> Facts:
    until = monotonic() + 90
    while process.poll() is None and monotonic() < until:
        facts = _read(var / "demo.toml")
        if facts and _answers(facts):
            return facts
        try:
            process.wait(0.3)
        except subprocess.TimeoutExpired:
            continue
    raise NotStarted(f"the registry did not start:\n{(var / 'up.log').read_text()[-2000:]}")
