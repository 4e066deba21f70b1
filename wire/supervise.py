"""Keeps processes running: starts them, hears what they print, starts again what died, stops all of them cleanly."""

# mypy: allow-untyped-calls
# (Twisted is typed in parts only: many of its public functions carry no annotations)

import asyncio
import contextlib
import logging
import sys
from collections.abc import Callable, Sequence
from typing import Any

from twisted.internet import error, protocol
from twisted.internet.interfaces import IProcessTransport
from twisted.python.failure import Failure

if "twisted.internet.reactor" not in sys.modules:  # procmon imports the reactor, and it must be ours
    raise ImportError("wire.loop.install() comes before wire.supervise")
from twisted.runner import procmon

from wire.child import Child

log = logging.getLogger(__name__)

LONGEST_LINE = 256 * 1024  # bytes; more is passed on in pieces


class Supervisor:
    """The children of this process; needs the running reactor of `wire.loop`.

    `hear(name, line)` gets every line a child prints; `changed()` is called whenever a process came or went.
    """

    def __init__(
        self,
        children: Sequence[Child],
        hear: Callable[[str, bytes], None],
        changed: Callable[[], None],
        *,
        patience: float = 15.0,
        slowest_restart: float = 30.0,
    ) -> None:
        from twisted.internet import reactor as installed

        # the module is the reactor object; its declared type is only the interface union
        reactor: Any = installed
        self._monitor = _Monitor(reactor, hear, self._change, patience, slowest_restart)
        self._changed = changed
        self._gone = asyncio.Event()
        for child in children:
            self._monitor.addProcess(child.name, list(child.arguments), env=dict(child.environ))

    def start(self) -> None:
        """Start all children; from now on those who die are started again."""
        self._monitor.startService()

    async def stop(self) -> None:
        """Ask all children to end (SIGTERM); kill those that did not after `patience` seconds."""
        self._monitor.stopService()
        while self._monitor.protocols:
            self._gone.clear()
            await self._gone.wait()

    def kill(self) -> None:
        """End all children at once."""
        for name in list(self._monitor.protocols):
            self._monitor.signal(name, "KILL")

    @property
    def pids(self) -> dict[str, int]:
        """Process ids of those that run now, by name."""
        found = {name: self._monitor.pid(name) for name in self._monitor.protocols}
        return {name: pid for name, pid in found.items() if pid is not None}

    def _change(self) -> None:
        self._gone.set()
        self._changed()


class _Monitor(procmon.ProcessMonitor):
    """Twisted's monitor, with its children's lines given to us whole and its starts and ends told."""

    def __init__(
        self,
        reactor: Any,
        hear: Callable[[str, bytes], None],
        changed: Callable[[], None],
        patience: float,
        slowest_restart: float,
    ) -> None:
        super().__init__(reactor)
        vars(self).update(killTime=patience, maxRestartDelay=slowest_restart)  # declared as whole, used as any seconds
        self._spawn = reactor.spawnProcess
        self._seconds = reactor.seconds
        self._hear = hear
        self._tell = changed

    def startProcess(self, name: str) -> None:
        if name in self.protocols:
            return
        process = self._processes[name]
        lines = _Lines(self, name, self._hear)
        self.protocols[name] = lines  # type: ignore[assignment]  # the monitor asks of a protocol only its transport
        self.timeStarted[name] = self._seconds()
        try:
            self._spawn(lines, process.args[0], process.args, env=process.env, path=process.cwd)
        except OSError:
            self._monitoredProcessExited(name, Failure())
        self._tell()

    def _monitoredProcessExited(self, name: str, reason: Failure | None = None) -> None:
        if self.running:
            log.error("%s ended (%s) and is started again", name, reason.getErrorMessage() if reason else "no reason")
        super()._monitoredProcessExited(name, None)
        self._tell()

    def pid(self, name: str) -> int | None:
        transport = self._transport(name)
        return None if transport is None else transport.pid

    def signal(self, name: str, number: str) -> None:
        transport = self._transport(name)
        if transport is not None:
            with contextlib.suppress(error.ProcessExitedAlready):
                transport.signalProcess(number)

    def _transport(self, name: str) -> Any:
        transport = self.protocols[name].transport
        return transport if IProcessTransport.providedBy(transport) else None


class _Lines(protocol.ProcessProtocol):
    """Cuts what a child prints into lines."""

    def __init__(self, monitor: _Monitor, name: str, hear: Callable[[str, bytes], None]) -> None:
        self._monitor, self._name, self._hear = monitor, name, hear
        self._rest = {1: b"", 2: b""}

    def childDataReceived(self, childFD: int, data: bytes) -> None:
        *lines, rest = (self._rest[childFD] + data).split(b"\n")
        if len(rest) > LONGEST_LINE:
            lines, rest = [*lines, rest], b""
        self._rest[childFD] = rest
        for line in lines:
            self._hear(self._name, line)

    def processEnded(self, reason: Failure) -> None:
        for rest in self._rest.values():
            if rest:
                self._hear(self._name, rest)
        self._monitor._monitoredProcessExited(self._name, reason)
