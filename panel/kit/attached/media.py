"""What a file is, judged by what is in it and never by its name; what is not known for harmless is not kept."""

import codecs
import hashlib
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Final

MOST_OCTETS: Final = 20 * 1024 * 1024
PIECE: Final = 64 * 1024
LONGEST_NAME: Final = 120


@dataclass(frozen=True, slots=True)
class Media:
    """A kind of file: how people call it, how names of such files end, whether a browser draws it."""

    title: str
    endings: tuple[str, ...]
    picture: bool = False


_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_OPEN: Final = "application/vnd.oasis.opendocument."

KNOWN: Final[dict[str, Media]] = {
    "application/pdf": Media("PDF", (".pdf",)),
    "image/png": Media("PNG", (".png",), picture=True),
    "image/jpeg": Media("JPEG", (".jpg", ".jpeg"), picture=True),
    "image/gif": Media("GIF", (".gif",), picture=True),
    "image/webp": Media("WebP", (".webp",), picture=True),
    f"{_OFFICE}wordprocessingml.document": Media("Word", (".docx",)),
    f"{_OFFICE}spreadsheetml.sheet": Media("Excel", (".xlsx",)),
    f"{_OPEN}text": Media("OpenDocument text", (".odt",)),
    f"{_OPEN}spreadsheet": Media("OpenDocument spreadsheet", (".ods",)),
    "text/plain": Media("Text", (".txt", ".csv", ".tsv", ".md", ".log")),
}
_BEGINNINGS: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
# What a document of an office is recognised by, among the names in it.
_PARTS: Final = (
    ("word/document.xml", f"{_OFFICE}wordprocessingml.document"),
    ("xl/workbook.xml", f"{_OFFICE}spreadsheetml.sheet"),
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MOST_PARTS: Final = 10_000


class FileRefused(Exception):
    """It is not kept; the message is for people."""


@dataclass(frozen=True, slots=True)
class Judged:
    sha256: bytes
    octets: int
    media: str


def pieces(stream: IO[bytes], size: int = PIECE) -> Iterator[bytes]:
    """All of it, from the beginning."""
    stream.seek(0)
    while piece := stream.read(size):
        yield piece


def judge(stream: IO[bytes], allowed: Mapping[str, str]) -> Judged:
    """Its hash, size and kind, which is one of those allowed, read piece by piece. Raises FileRefused."""
    digest, octets = hashlib.sha256(), 0
    for piece in pieces(stream):
        digest.update(piece)
        octets += len(piece)
        if octets > MOST_OCTETS:
            raise FileRefused(f"It is larger than {MOST_OCTETS // 1024 // 1024} MiB.")
    if not octets:
        raise FileRefused("There is nothing in it.")
    media = media_of(stream)
    if media is None or media not in allowed:
        known = ", ".join(allowed.values())
        raise FileRefused(f"By what is in it, it is none of the kinds that are kept here: {known or 'there are none'}.")
    return Judged(digest.digest(), octets, media)


def media_of(stream: IO[bytes]) -> str | None:
    """One of KNOWN; None: it is something else, or hides what it is."""
    stream.seek(0)
    head = stream.read(16)
    if found := next((media for beginning, media in _BEGINNINGS if head.startswith(beginning)), None):
        return found
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:4] == b"PK\x03\x04":
        return _office(stream)
    return "text/plain" if _is_text(stream) else None


def _office(stream: IO[bytes]) -> str | None:
    """A document of an office without macros; nothing in the archive is unpacked but the few octets that name its kind."""
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
            if len(names) > _MOST_PARTS or any(
                name.lower().endswith(("vbaproject.bin", ".exe", ".js")) for name in names
            ):
                return None
            if "[Content_Types].xml" in names:
                return next((media for name, media in _PARTS if name in names), None)
            if "mimetype" in names and not any(name.startswith("Basic/") for name in names):
                with archive.open("mimetype") as part:
                    media = part.read(100).decode("ascii", "replace")
                return media if media in KNOWN else None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        return None
    return None


def _is_text(stream: IO[bytes]) -> bool:
    """UTF-8 without control characters, and no markup: a browser might take that for a page."""
    decoder, first = codecs.getincrementaldecoder("utf-8-sig")(), True
    try:
        for piece in pieces(stream):
            text = decoder.decode(piece)
            if _CONTROL.search(text):
                return False
            if first and text.strip():
                if text.lstrip().startswith("<"):
                    return False
                first = False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def named(typed: str, media: str) -> str:
    """A name for people and their disks: no path, nothing that cannot be read, and the ending that its content has."""
    bare = typed.replace("\\", "/").rsplit("/", 1)[-1]
    bare = " ".join("".join(each if each.isprintable() and each not in '<>:"|?*' else " " for each in bare).split())
    bare = bare.strip(". ") or "file"
    endings = KNOWN[media].endings
    if not bare.lower().endswith(endings):
        bare += endings[0]
    stem, dot, ending = bare.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}"
