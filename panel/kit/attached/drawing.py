"""A picture of the first page of a PDF, drawn once, when it is handed in, in a process of its own that can open nothing."""

import asyncio
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

SECONDS: Final = 8.0
MOST_OCTETS: Final = 256 * 1024
_AT_ONCE: Final = ThreadPoolExecutor(2, "drawing")
_PROGRAM: Final = Path(__file__).with_name("drawer.py")
_PNG: Final = b"\x89PNG"


async def first_page(pdf: bytes) -> bytes | None:
    """A PNG; None: there is nothing that can be drawn, within the time and the memory that a page may take."""
    return await asyncio.get_running_loop().run_in_executor(_AT_ONCE, _draw, pdf)


def _draw(pdf: bytes) -> bytes | None:
    command = [sys.executable, "-I", str(_PROGRAM)]
    try:
        done = subprocess.run(  # noqa: S603  our own program, and what it is told comes by a pipe
            command, input=pdf, capture_output=True, timeout=SECONDS, env={}, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    drawn = done.stdout
    return drawn if not done.returncode and drawn.startswith(_PNG) and len(drawn) <= MOST_OCTETS else None
