"""The process that draws the first page of a PDF: `python -I drawer.py`, given the file on its standard input.

What it draws was handed in by anybody. Before it reads a word of that it gives up what it could do harm with, as the process that
sets documents does: no further descriptor, bounded memory and time, and nothing written but into its pipe.
"""

import resource
import struct
import sys
import zlib
from typing import Final

import pypdfium2  # type: ignore[import-untyped]  # it ships no types

MEMORY: Final = 1024 * 1024 * 1024
SECONDS: Final = 5
# Pixels: a picture is no wider, and no higher.
WIDE: Final = 240
HIGH: Final = 340


def main() -> int:
    octets = sys.stdin.buffer.read()
    for what, most in (
        (resource.RLIMIT_NOFILE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_AS, MEMORY),
    ):
        resource.setrlimit(what, (most, most))
    page = pypdfium2.PdfDocument(octets)[0]
    width, height = page.get_size()
    scale = min(WIDE / max(width, 1), HIGH / max(height, 1))
    drawn = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False, no_smoothtext=False)
    sys.stdout.buffer.write(_png(bytes(drawn.buffer), drawn.width, drawn.height, drawn.stride, drawn.n_channels))
    return 0


def _png(octets: bytes, width: int, height: int, stride: int, channels: int) -> bytes:
    kind = {1: 0, 3: 2, 4: 6}[channels]
    lines = b"".join(b"\0" + octets[line * stride : line * stride + width * channels] for line in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )


if __name__ == "__main__":
    sys.exit(main())
