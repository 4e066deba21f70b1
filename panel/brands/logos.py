"""Logos that people hand in: plain PNG or WebP, known by what is in them and not by what they are called.

A file is taken apart into its chunks, each held against its length (and, in PNG, its checksum), and put together again from
those that draw; what else there was (texts, places, profiles, whatever follows the end) is not kept. SVG is not taken: it can
hold scripts.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

MOST_OCTETS: Final = 64 * 1024
MOST_PIXELS: Final = 1024
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_DRAWS: Final = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
_WEBP_DRAWS: Final = (b"VP8 ", b"VP8L", b"VP8X", b"ALPH")


class LogoRefused(ValueError):
    """It is none that we show; the message is for people."""


@dataclass(frozen=True, slots=True)
class Logo:
    kind: str
    octets: bytes


def logo_of(octets: bytes, most: int = MOST_OCTETS) -> Logo:
    """The picture and nothing else. Raises LogoRefused."""
    if len(octets) > most:
        raise LogoRefused(f"A logo has up to {most // 1024} KiB.")
    try:
        if octets.startswith(_PNG):
            return Logo("image/png", _png(octets))
        if octets[:4] == b"RIFF" and octets[8:12] == b"WEBP":
            return Logo("image/webp", _webp(octets))
    except (struct.error, ValueError) as error:
        if isinstance(error, LogoRefused):
            raise
        raise LogoRefused("The file is damaged.") from error
    raise LogoRefused("A logo is a PNG or a WebP file.")


def _png(octets: bytes) -> bytes:
    kept = []
    for name, body in _png_chunks(octets):
        if name == b"IHDR":
            _measured(*struct.unpack(">II", body[:8]))
        if name in _PNG_DRAWS:
            kept.append(struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)))
        elif name[:1].isupper():
            raise LogoRefused("The file has parts that nobody knows.")
        if name == b"IEND":
            return _PNG + b"".join(kept)
    raise ValueError("it has no end")


def _png_chunks(octets: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while at < len(octets):
        length, name = struct.unpack_from(">I4s", octets, at)
        body = octets[at + 8 : at + 8 + length]
        (check,) = struct.unpack_from(">I", octets, at + 8 + length)
        if len(body) != length or check != zlib.crc32(name + body):
            raise ValueError("a chunk is not what it says")
        if (at == len(_PNG)) != (name == b"IHDR"):
            raise ValueError("it begins otherwise")
        yield name, body
        at += 12 + length


def _webp(octets: bytes) -> bytes:
    (size,) = struct.unpack_from("<I", octets, 4)
    if size + 8 > len(octets):
        raise ValueError("it is cut off")
    kept, at = [], 12
    while at < size + 8:
        name, length = struct.unpack_from("<4sI", octets, at)
        body = octets[at + 8 : at + 8 + length]
        if len(body) != length:
            raise ValueError("a chunk is cut off")
        if name == b"ANIM":
            raise LogoRefused("A logo stands still.")
        if name in _WEBP_DRAWS:
            _measured(*_webp_size(name, body))
            plain = (
                bytes([body[0] & 0x10]) + body[1:] if name == b"VP8X" else body
            )  # of what may follow, only transparency does
            kept.append(name + struct.pack("<I", length) + plain + b"\0" * (length % 2))
        at += 8 + length + length % 2
    drawn = b"WEBP" + b"".join(kept)
    if not any(each[:4] in (b"VP8 ", b"VP8L") for each in kept):
        raise ValueError("it draws nothing")
    return b"RIFF" + struct.pack("<I", len(drawn)) + drawn


def _webp_size(name: bytes, body: bytes) -> tuple[int, int]:
    """Width and height as the chunk has them; those of a chunk that has none are good."""
    if name == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if name == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if name == b"VP8 ":
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    return 1, 1


def _measured(width: int, height: int) -> None:
    if not (0 < width <= MOST_PIXELS and 0 < height <= MOST_PIXELS):
        raise LogoRefused(f"A logo is up to {MOST_PIXELS:,} pixels wide and high.")
