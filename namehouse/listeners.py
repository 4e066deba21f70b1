"""Whether we can listen on a port of this machine; if not, who does, and whether it is a process of this installation."""

from __future__ import annotations

import socket
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from namehouse.facts import facts_path
from registry.settings import Settings

ANYWHERE = ("0.0.0.0", "::")  # noqa: S104  what an address looks like that is every address; nothing is bound


@dataclass(frozen=True, slots=True)
class Listener:
    """A process that listens; its command, its working directory and its NAMEHOUSE_VAR as far as we may see them."""

    pid: int
    command: Sequence[str]
    folder: str
    var: str

    @property
    def told(self) -> str:
        return f"process {self.pid} ({' '.join(map(_short, self.command[:3])) or 'unknown'})"


def hindrance(host: str, port: int) -> OSError | None:
    """What keeps us from listening there, as the system says it: somebody else, no right to, no such address."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error
    return None


def listeners(host: str, port: int) -> list[Listener]:
    """The processes that keep others from listening there; none where the system does not tell whose a socket is."""
    wanted = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    pids = {
        each.pid
        for each in psutil.net_connections("tcp")
        if each.status == psutil.CONN_LISTEN
        and each.laddr  # whoever listens has an address; the types do not know
        and each.laddr.port == port
        and (each.laddr.ip in {*wanted, *ANYWHERE} or host in ANYWHERE)
    }
    return [] if None in pids else [_look_at(pid) for pid in sorted(filter(None, pids))]


def is_ours(listener: Listener, settings: Settings) -> bool:
    """Whether the process belongs to the installation of these settings: `namehouse up` on its var directory says so, or
    the process itself, which is a command of ours with the same one (so it is where each door has a container)."""
    if listener.pid in _told_by_up(settings):
        return True
    return _is_namehouse(listener.command) and Path(listener.folder, listener.var) == settings.var


def _is_namehouse(command: Sequence[str]) -> bool:
    """`python …/bin/namehouse epp`, or `python -m namehouse epp`, or one of our modules."""
    program, *rest = command[1:3] or ("",)
    return _short(program) == "namehouse" or (program == "-m" and (rest or [""])[0].partition(".")[0] == "namehouse")


def _told_by_up(settings: Settings) -> set[int]:
    from namehouse.up import runs

    if not runs(settings):
        return set()
    try:
        told = tomllib.loads(facts_path(settings).read_text())["processes"]
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        return set()
    return {pid for pids in told.values() if isinstance(pids, Iterable) for pid in pids}


def _look_at(pid: int) -> Listener:
    try:
        process = psutil.Process(pid)
        return Listener(pid, process.cmdline(), process.cwd(), process.environ().get("NAMEHOUSE_VAR", "var"))
    except psutil.Error:
        return Listener(pid, (), "", "")


def _short(word: str) -> str:
    return word.rpartition("/")[2]
