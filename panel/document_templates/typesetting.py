"""Setting a document: its template, in Typst, and the data that it is filled with become a PDF, or a picture of its first page.

Templates are written by people of the house and of resellers, and nobody trusts them: each is set in a process of its own that
can open nothing (panel/document_templates/typesetter.py), a few at once, and ended when it takes too long.
"""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

Format = Literal["pdf", "png"]

SECONDS: Final = 15.0
MOST_OCTETS: Final = 8 * 1024 * 1024
LONGEST_SOURCE: Final = 60_000
_AT_ONCE: Final = ThreadPoolExecutor(2, "typesetting")
_PROGRAM: Final = Path(__file__).with_name("typesetter.py")
_PLACE: Final = re.compile(r":(\d+):\d+")
_OURS: Final = re.compile(r" \(searched at [^)]*\)")
# How sharp a picture is: some 660 pixels across a sheet of A4.
_PPI: Final = 80


class TemplateBroken(Exception):
    """Nothing comes of this template; the message is for people who write templates."""


async def typeset(source: str, data: Mapping[str, Any], at: datetime, form: Format = "pdf") -> bytes:
    """The document; a picture is one of its first page. `data` is JSON and has the name `data` in the template.

    Raises TemplateBroken.
    """
    return await asyncio.get_running_loop().run_in_executor(_AT_ONCE, _set, source, data, at, form)


def _set(source: str, data: Mapping[str, Any], at: datetime, form: Format) -> bytes:
    wish = {"source": source, "data": data, "format": form, "ppi": _PPI, "at": int(at.timestamp())}
    command = [sys.executable, "-I", str(_PROGRAM)]
    try:
        done = subprocess.run(  # noqa: S603  our own program, and what it is told comes by a pipe
            command, input=json.dumps(wish).encode(), capture_output=True, timeout=SECONDS, env={}, check=False
        )
    except subprocess.TimeoutExpired:
        raise TemplateBroken(f"It was not set within {SECONDS:g} seconds.") from None
    if done.returncode == 1 and done.stdout.startswith(b"{"):
        raise TemplateBroken(_told(json.loads(done.stdout)))
    if done.returncode:
        raise TemplateBroken("It needs more memory or time than a document may have.")
    if not done.stdout or len(done.stdout) > MOST_OCTETS:
        raise TemplateBroken(f"What comes of it is larger than {MOST_OCTETS // 1024 // 1024} MiB, or nothing at all.")
    return done.stdout


def _told(error: Mapping[str, Any]) -> str:
    place = _PLACE.search(error["where"])
    where = f"Line {int(place[1]) - 1}: " if place else ""  # a line of ours stands before it
    return "; ".join([f"{where}{_OURS.sub('', error['message'])}", *error["hints"]])[:500] + "."
