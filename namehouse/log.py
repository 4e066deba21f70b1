"""One structured log: every library's lines in one shape, to standard error, with the process that wrote them.

A server writes a line per command, so the way there is short: structlog's own events are rendered at once and leave in
bunches, a few times a second; what is a warning or worse leaves immediately.
"""

import atexit
import logging
import os
import sys
import threading
from collections.abc import MutableMapping
from typing import Any, Final

import orjson
import structlog
from structlog.typing import EventDict, Processor

from registry.settings import Settings

PROCESS_VARIABLE = "PROCESS_NAME"  # set by the supervisor: epp-1, epp-2, whois, …
FLUSH_SECONDS: Final = 0.25


def configure(settings: Settings, process: str) -> None:
    """Sends structlog and the standard library to one output; called once, before a server starts."""
    shared = shared_processors(os.environ.get(PROCESS_VARIABLE, process))
    machine = settings.log.format == "json"
    level = logging.getLevelNamesMapping()[settings.log.level.upper()]
    output = Output(sys.stderr.fileno())
    render = _to_json if machine else _ToWords(sys.stderr.isatty())
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: _Lines(output),
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_logger_name, structlog.stdlib.ExtraAdder(), *shared],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _as_text(render)],
    )
    handler = _Handler(output)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)


def shared_processors(process: str) -> list[Processor]:
    """What every line carries: instant in UTC, level, which process wrote it."""

    def name_process(_: object, __: str, event: MutableMapping[str, object]) -> MutableMapping[str, object]:
        event["process"] = process
        return event

    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        name_process,
    ]


class Output:
    """Lines on their way to a file descriptor: they wait a moment for others, unless they are urgent."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._waiting: list[bytes] = []
        self._lock = threading.Lock()
        self._wake = threading.Event()
        atexit.register(self.flush)
        threading.Thread(target=self._flush_now_and_then, name="log", daemon=True).start()

    def add(self, line: bytes, *, urgent: bool = False) -> None:
        self._waiting.append(line)
        if urgent:
            self.flush()

    def flush(self) -> None:
        with self._lock:
            lines, self._waiting = self._waiting, []
            data = b"".join(lines)
            while data:
                try:
                    data = data[os.write(self._descriptor, data) :]
                except OSError:
                    return  # nobody reads any more

    def _flush_now_and_then(self) -> None:
        while not self._wake.wait(FLUSH_SECONDS):
            if self._waiting:
                self.flush()


class _Lines:
    """What structlog calls with a rendered line."""

    def __init__(self, output: Output) -> None:
        self._output = output

    def msg(self, line: bytes) -> None:
        self._output.add(line)

    def urgent(self, line: bytes) -> None:
        self._output.add(line, urgent=True)

    debug = info = msg
    warning = error = critical = exception = urgent


class _Handler(logging.Handler):
    """Where the standard library's records end."""

    def __init__(self, output: Output) -> None:
        super().__init__()
        self._output = output

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._output.add(self.format(record).encode() + b"\n", urgent=record.levelno >= logging.WARNING)
        except Exception:
            self.handleError(record)


def _to_json(_: object, __: str, event: EventDict) -> bytes:
    if event.get("exc_info"):
        event = structlog.processors.format_exc_info(None, "", event)
    return orjson.dumps(event, default=str) + b"\n"


class _ToWords:
    """For people who start one server by hand."""

    def __init__(self, colors: bool) -> None:
        self._render = structlog.dev.ConsoleRenderer(colors=colors)

    def __call__(self, logger: Any, name: str, event: EventDict) -> bytes:
        return self._render(logger, name, event).encode() + b"\n"


def _as_text(render: "Processor") -> Processor:
    """The same rendering for the standard library's formatter, which wants a string without its end of line."""

    def rendered(logger: Any, name: str, event: EventDict) -> str:
        line = render(logger, name, event)
        assert isinstance(line, bytes)
        return line.decode().rstrip("\n")

    return rendered
