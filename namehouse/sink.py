"""Where the lines of all processes meet: JSON lines in var/log/namehouse.log, words or JSON on the terminal."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import IO

import structlog

from registry.clock import Clock

LARGEST = 64 * 1024 * 1024  # bytes; a log that has grown beyond is set aside at the next start, the one before dropped

ORDINARY = b'"level":"info"'  # as the servers' own renderer writes it


class Sink:
    """Takes lines of children and of the supervisor itself."""

    def __init__(self, path: Path, clock: Clock, *, machine: bool, terminal: IO[str] = sys.stderr) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > LARGEST:
            path.replace(path.with_suffix(".old.log"))
        self._file = path.open("ab", buffering=0)
        self._clock = clock
        self._machine = machine
        self._terminal = terminal
        self._watched = terminal.isatty()
        self._render = structlog.dev.ConsoleRenderer(colors=terminal.isatty(), pad_event_to=0)

    def hear(self, process: str, line: bytes) -> None:
        """Keeps one line; what is not a JSON object (a traceback, a library's print) becomes the event of one.

        A busy server writes a line per command: where nobody watches, such lines go to the file as they are.
        """
        if not self._watched and line.startswith(b"{") and ORDINARY in line:
            self._file.write(line if line.endswith(b"\n") else line + b"\n")
            return
        event = self._understood(line)
        if event is None:
            if not line.strip():
                return
            event = {"event": line.decode(errors="replace"), "level": "info", "timestamp": self._now()}
        event.setdefault("process", process)
        self._write(event)

    def tell(self, event: str, level: str = "info", **values: object) -> None:
        """A line of the supervisor's own."""
        self._write({"event": event, "level": level, "timestamp": self._now(), "process": "up", **values})

    def take_logging(self) -> None:
        """Makes the supervisor's own log (ours, Twisted's, asyncio's) come here too."""
        root = logging.getLogger()
        root.handlers[:] = [_Handler(self)]
        root.setLevel(logging.INFO)

    def close(self) -> None:
        self._file.close()

    def _write(self, event: dict[str, object]) -> None:
        text = json.dumps(event, ensure_ascii=False, default=str)
        self._file.write(text.encode(errors="replace") + b"\n")
        shown = text if self._machine else self._in_words(dict(event))
        try:
            self._terminal.write(shown + "\n")
        except OSError:
            return  # the terminal has gone; the file remains

    def _in_words(self, event: dict[str, object]) -> str:
        process = str(event.pop("process", ""))
        event.pop("logger", None)
        event["event"] = f"{process:<8} {event.get('event', '')}"
        return self._render(None, "", event)

    def _now(self) -> str:
        return self._clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def _understood(self, line: bytes) -> dict[str, object] | None:
        if not line.startswith(b"{"):
            return None
        try:
            event = json.loads(line)
        except ValueError:
            return None
        return event if isinstance(event, dict) and "event" in event else None


class _Handler(logging.Handler):
    """Hands records of the standard library to a sink."""

    def __init__(self, sink: Sink) -> None:
        super().__init__()
        self._sink = sink
        self.setFormatter(logging.Formatter("%(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self._sink.tell(self.format(record), record.levelname.lower())
