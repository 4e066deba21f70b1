"""A whole installation started as a stranger starts it, in a var directory and on ports of its own."""

import os
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.world import database_folder

ROOT = Path(__file__).parents[2]
PROXY = "127.0.0.2"  # where the panel's proxy would connect from
NAMEHOUSE = str(Path(sys.executable).with_name("namehouse"))


@dataclass
class Installation:
    """What runs, as var/demo.toml tells it now."""

    var: Path
    offset: int
    process: "subprocess.Popen[bytes]"

    @property
    def environment(self) -> dict[str, str]:
        return environment(self.var, self.offset)

    @property
    def facts(self) -> dict[str, Any]:
        return tomllib.loads((self.var / "demo.toml").read_text())

    @property
    def log(self) -> str:
        return (self.var / "up.log").read_text()

    def registrar(self, handle: str) -> dict[str, str]:
        return next(each for each in self.facts["registrars"] if each["id"] == handle)

    def path(self, text: str) -> str:
        """A path of demo.toml, which is relative to the project's root unless it lies outside."""
        return str(ROOT / text)

    def namehouse(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [NAMEHOUSE, *arguments]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)

    def restarted(self, role: str, pid: int) -> int:
        """Wait until another process than `pid` plays the role, and answers; its id."""
        for _ in range(200):
            pids = self.facts["processes"][role]
            if pid not in pids and pids and all(pids):
                return pids[-1]
            time.sleep(0.1)
        raise AssertionError(f"{role} was not started again:\n{self.log[-2000:]}")


def environment(var: Path, offset: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NAMEHOUSE_")}
    kept.pop("DATABASE_URL", None)
    return {
        **kept,
        "NAMEHOUSE_VAR": str(var),
        "NAMEHOUSE_PORT_OFFSET": str(offset),
        "NAMEHOUSE_EPP_WORKERS": "2",
        "NAMEHOUSE_PANEL_PROXIES": PROXY,
    }


@contextmanager
def var_directory() -> Iterator[Path]:
    with database_folder() as folder:
        yield folder / "var"


@contextmanager
def running(var: Path, offset: int) -> Iterator[Installation]:
    """Started, every port answering; stopped by what a person's Ctrl-C sends."""
    var.mkdir(mode=0o755, parents=True, exist_ok=True)
    with (var / "up.log").open("w") as log:
        process = subprocess.Popen([NAMEHOUSE, "up"], cwd=ROOT, env=environment(var, offset), stdout=log, stderr=log)
    installation = Installation(var, offset, process)
    try:
        _await_ports(installation)
        yield installation
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def _await_ports(installation: Installation) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        if installation.process.poll() is not None:
            break
        if (installation.var / "demo.toml").exists() and "Ctrl-C" in installation.log:
            return
        time.sleep(0.1)
    raise AssertionError(f"the installation did not start:\n{installation.log[-4000:]}")
