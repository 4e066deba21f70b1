"""The one seam between asyncio, which thinks, and Twisted, which listens.

The law of this file: every entry point calls `install()` before it imports anything that could import the reactor;
nothing else in the project knows that there is a reactor.
"""

# mypy: allow-untyped-calls
# (Twisted is typed in parts only: many of its public functions carry no annotations)

import asyncio
import gc
import logging
import resource
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Set
from typing import Any

from twisted.internet import asyncioreactor
from twisted.internet.defer import Deferred
from twisted.logger import STDLibLogObserver, globalLogBeginner
from twisted.python.log import callWithLogger

log = logging.getLogger(__name__)

DESCRIPTORS = 65_536  # open files of a process: connections, and a few

Step = Callable[[], Awaitable[None]]

_running: set[asyncio.Task[Any]] = set()
_attendants: set[asyncio.Task[Any]] = set()
_closers: list[Callable[[float], Awaitable[None]]] = []


def install() -> None:
    """Put Twisted's reactor on an asyncio loop of ours and Twisted's log into the standard library's; once."""
    if "twisted.internet.reactor" in sys.modules:
        if isinstance(sys.modules["twisted.internet.reactor"], asyncioreactor.AsyncioSelectorReactor):
            return
        raise RuntimeError("something imported twisted.internet.reactor before wire.loop.install() was called")
    loop = _Loop()
    asyncio.set_event_loop(loop)
    asyncioreactor.install(loop)
    observer: Any = STDLibLogObserver()  # it says so by zope.interface, which mypy does not read
    globalLogBeginner.beginLoggingTo([observer], redirectStandardIO=False, discardBuffer=True)


def spawn(coroutine: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    """Start work that shutdown waits for; the Task is kept alive and its failure is logged."""
    return _keep(coroutine, _running)


def attend(coroutine: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    """Start work without an end of its own (a heartbeat); shutdown cancels it after all answers went out."""
    return _keep(coroutine, _attendants)


def before_stop(close: Callable[[float], Awaitable[None]]) -> Callable[[], None]:
    """Have `close(grace)` called first thing at shutdown; returns the function that takes this back."""
    _closers.append(close)

    def forget() -> None:
        if close in _closers:
            _closers.remove(close)

    return forget


def run(start: Step, stop: Step, grace: float) -> None:
    """Serve until SIGTERM or SIGINT; leave with exit code 1 if `start` fails.

    At the end: stop listening, let answers in work go out for `grace` seconds, cancel what is left, then await `stop`
    (for as long again). A second signal skips the waiting. `stop` is called only when `start` succeeded.
    """
    install()
    _allow_descriptors()
    from twisted.internet import reactor as installed

    # the module is the reactor object; its declared type is only the interface union
    reactor: Any = installed
    life = _Life(start, stop, grace, reactor)
    reactor.callWhenRunning(life.begin)
    reactor.addSystemEventTrigger("before", "shutdown", life.end)
    reactor.run()
    if life.failed:
        raise SystemExit(1)


def _allow_descriptors() -> None:
    """As many open files as the system lets us have: the usual 1,024 would be fewer than the connections we promise."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(DESCRIPTORS, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


class _Loop(asyncio.SelectorEventLoop):
    """The standard loop (not uvloop: the reactor reaches into its selector), spared one of Twisted's layers.

    Twisted names the log's source around every read and write; nothing here logs by it, and without it a small
    command costs five microseconds less, a fifth of all it costs on the wire.
    """

    def add_reader(self, fd: Any, callback: Callable[..., Any], *args: Any) -> None:  # type: ignore[override]
        if callback is callWithLogger:
            _, callback, *rest = args
            args = tuple(rest)
        super().add_reader(fd, callback, *args)


class _Life:
    """One process from start to stop."""

    def __init__(self, start: Step, stop: Step, grace: float, reactor: Any) -> None:
        self.start, self.stop, self.grace, self.reactor = start, stop, grace, reactor
        self.failed = False
        self.started = False
        self.hurry = asyncio.Event()

    def begin(self) -> None:
        # the reactor calls this just before the loop runs, so there is none running yet
        self.starting = asyncio.get_event_loop().create_task(self._begin())

    async def _begin(self) -> None:
        try:
            await self.start()
        except Exception:
            log.exception("could not start")
            self.failed = True
            self.reactor.stop()
        else:
            self.started = True
            # what is loaded now stays loaded: taking it out of the collector's sight shortens its pauses
            gc.collect()
            gc.freeze()

    def end(self) -> Deferred[None]:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._second_signal)
        return Deferred.fromFuture(asyncio.get_running_loop().create_task(self._end()))

    def _second_signal(self, *_: object) -> None:
        self.starting.get_loop().call_soon_threadsafe(self.hurry.set)

    async def _end(self) -> None:
        if not await self._finished({self.starting}):
            log.warning("stopped while still starting")
        closing = {asyncio.ensure_future(close(self.grace)) for close in list(_closers)}
        # each closer keeps to the grace by itself and then needs a moment to drop what is left
        await self._finished(closing, self.grace + 5.0)
        await self._finished(set(_running))
        await self._cancel(_running | _attendants)
        if self.started:
            stopping = asyncio.ensure_future(self.stop())
            if not await self._finished({stopping}):
                log.error("the last step did not finish in %s seconds; leaving without it", self.grace)

    async def _finished(self, tasks: Set[asyncio.Future[Any]], grace: float | None = None) -> bool:
        """Wait for these within the grace, or until somebody is in a hurry; the late ones are cancelled."""
        if not tasks:
            return True
        everything = asyncio.gather(*tasks, return_exceptions=True)
        hurry = asyncio.ensure_future(self.hurry.wait())
        either: set[asyncio.Future[Any]] = {everything, hurry}
        await asyncio.wait(either, timeout=grace or self.grace, return_when=asyncio.FIRST_COMPLETED)
        hurry.cancel()
        if everything.done():
            for error in everything.result():
                if isinstance(error, Exception):
                    log.error("failed while stopping", exc_info=error)
            return True
        log.warning("%d tasks did not finish in time and are cancelled", sum(not task.done() for task in tasks))
        await self._cancel(tasks)
        return False

    async def _cancel(self, tasks: Set[asyncio.Future[Any]]) -> None:
        # a cancelled task rolls its transaction back; two seconds are plenty for that and keep the end bounded
        left: set[asyncio.Future[Any]] = {task for task in tasks if not task.done()}
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left, timeout=2.0)


def _keep(coroutine: Coroutine[Any, Any, Any], keep: set[asyncio.Task[Any]]) -> asyncio.Task[Any]:
    task = asyncio.get_running_loop().create_task(coroutine)
    keep.add(task)

    def finished(task: asyncio.Task[Any]) -> None:
        keep.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("a task failed: %s", task.get_coro(), exc_info=error)

    task.add_done_callback(finished)
    return task
