"""The log of all processes: one JSON object a line in the file, words on the terminal."""

import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from namehouse import sink as module
from namehouse.sink import Sink
from registry.clock import FakeClock

CLOCK = FakeClock(datetime(2026, 3, 1, 12, tzinfo=UTC))


@pytest.fixture
def terminal() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def sink(tmp_path: Path, terminal: io.StringIO) -> Iterator[Sink]:
    sink = Sink(tmp_path / "log" / "namehouse.log", CLOCK, machine=False, terminal=terminal)
    yield sink
    sink.close()


def kept(tmp_path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (tmp_path / "log" / "namehouse.log").read_text().splitlines()]


def test_a_structured_line_is_kept_and_shown_in_words(sink: Sink, terminal: io.StringIO, tmp_path: Path):
    sink.hear("epp-1", b'{"event": "listening", "level": "info", "timestamp": "2026-03-01T12:00:00Z", "port": 8700}')
    assert kept(tmp_path) == [
        {
            "event": "listening",
            "level": "info",
            "timestamp": "2026-03-01T12:00:00Z",
            "port": 8700,
            "process": "epp-1",
        }
    ]
    assert "epp-1" in terminal.getvalue()
    assert "listening" in terminal.getvalue()
    assert "port=8700" in terminal.getvalue()


@pytest.mark.parametrize("line", [b"Traceback (most recent call last):", b"{not json", b'{"no": "event"}', b"\xff\xfe"])
def test_anything_else_a_process_prints_becomes_the_event_of_a_line(sink: Sink, tmp_path: Path, line: bytes):
    sink.hear("whois", line)
    (event,) = kept(tmp_path)
    assert event["event"] == line.decode(errors="replace")
    assert (event["process"], event["timestamp"]) == ("whois", "2026-03-01T12:00:00.000Z")


def test_empty_lines_are_dropped(sink: Sink, tmp_path: Path):
    sink.hear("whois", b"  ")
    assert kept(tmp_path) == []


def test_a_terminal_that_is_gone_does_not_stop_the_file(tmp_path: Path):
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    sink = Sink(tmp_path / "log" / "namehouse.log", CLOCK, machine=True, terminal=Gone())
    sink.tell("still here")
    sink.close()
    assert [event["event"] for event in kept(tmp_path)] == ["still here"]


def test_a_log_that_has_grown_large_is_set_aside_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "LARGEST", 10)
    for text in ("the first run", "the second run"):
        sink = Sink(tmp_path / "log" / "namehouse.log", CLOCK, machine=True, terminal=io.StringIO())
        sink.tell(text)
        sink.close()
    assert [event["event"] for event in kept(tmp_path)] == ["the second run"]
    assert "the first run" in (tmp_path / "log" / "namehouse.old.log").read_text()


def test_the_supervisors_own_log_comes_here_too(sink: Sink, tmp_path: Path):
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        sink.take_logging()
        logging.getLogger("wire").error("epp-1 ended")
    finally:
        root.handlers[:] = before
        root.setLevel(level)
    (event,) = kept(tmp_path)
    assert (event["event"], event["level"], event["process"]) == ("epp-1 ended", "error", "up")
