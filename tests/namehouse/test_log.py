"""Every library's lines leave a process in one shape."""

import json
import subprocess
import sys
from pathlib import Path

SPEAK = """
import logging, structlog
from namehouse import log
from registry.settings import load
import os
log.configure(load(os.environ), "whois")
structlog.contextvars.bind_contextvars(svtrid="NH-1")
structlog.get_logger("whois.port43").info("answered", milliseconds=1.5)
logging.getLogger("asyncpg").warning("a %s", "library", extra={"rows": 3})
logging.getLogger("quiet").debug("not shown")
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("wire").exception("failed")
"""


def said(**environ: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", SPEAK],
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[2],
        env=environ,
        text=True,
    )
    assert done.stdout == ""
    return done.stderr.splitlines()


def test_machines_get_one_object_a_line_with_context_and_traceback():
    first, second, third = map(json.loads, said(NAMEHOUSE_LOG_FORMAT="json"))
    assert (first["event"], first["milliseconds"], first["svtrid"]) == ("answered", 1.5, "NH-1")
    assert (second["event"], second["level"], second["logger"], second["rows"]) == (
        "a library",
        "warning",
        "asyncpg",
        3,
    )
    assert "ZeroDivisionError" in third["exception"]
    assert {line["process"] for line in (first, second, third)} == {"whois"}
    assert all(line["timestamp"].endswith("Z") for line in (first, second, third))


def test_the_supervisor_names_the_process():
    assert json.loads(said(NAMEHOUSE_LOG_FORMAT="json", PROCESS_NAME="epp-2")[0])["process"] == "epp-2"


def test_people_get_words():
    lines = said()
    assert "answered" in lines[0] and "milliseconds=1.5" in lines[0]


def test_the_level_is_a_setting():
    assert any("not shown" in line for line in said(NAMEHOUSE_LOG_LEVEL="debug"))
