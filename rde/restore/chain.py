"""Deposits that follow one another: a full one, and what changed since, each from the one before."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Final

from rde.seal.seal import DATA, SIGNATURE
from rde.verify.findings import Findings
from rde.verify.frame import Frame, file_name
from rde.verify.sealed import XML, Given, Unclear, given

_CHUNK: Final = 1 << 20


def deposits_of(paths: Sequence[Path]) -> list[Given]:
    """The deposits that somebody means: open ones each for itself, sealed ones by the names of their files. Raises Unclear,
    OSError."""
    groups: dict[object, list[Path]] = {}
    for path in paths:
        for file in sorted(path.iterdir()) if path.is_dir() else (path,):
            name = file_name(file.stem)
            whose = (file.suffix, name.deposit) if name and file.suffix == f".{DATA}" else (file.suffix, file)
            if file.suffix in (f".{XML}", f".{DATA}") or not (path.is_dir() or file.suffix == f".{SIGNATURE}"):
                groups.setdefault(whose, []).append(file)
    if not groups:
        raise Unclear("there is no deposit")
    return [given(files) for files in groups.values()]


@dataclass(frozen=True, slots=True)
class Link:
    """What a deposit says of itself, as far as those that follow each other must agree."""

    type: str
    id: str
    previous: str | None
    tld: str | None
    watermark: datetime
    counts: tuple[tuple[str, str], ...]

    @property
    def about(self) -> str:
        return f"deposit {self.id}"


def link_of(frame: Frame) -> Link | None:
    """None where the reading ended before it was known."""
    if frame.watermark is None:
        return None
    tld = frame.tld or (frame.name.tld if frame.name else None)
    return Link(frame.type, frame.id, frame.previous, tld, frame.watermark, tuple(frame.counts))


def judge_chain(links: Sequence[Link], findings: Findings) -> None:
    """In the order of their watermarks, the first is full and each later one builds upon the one before it."""
    for number, each in enumerate(links):
        if (each.type == "FULL") != (number == 0):
            findings.add(
                "RISE_NOT_FULL", each.about, f"it is {each.type or 'of no type'}, and number {number + 1} in time"
            )
    for before, after in pairwise(links):
        if after.tld != before.tld:
            findings.add("RISE_OTHER_TLD", after.about, f"it is of {after.tld}, {before.about} of {before.tld}")
        if after.type == "DIFF" and after.previous != before.id:
            text = f"it builds upon {after.previous or 'none'}, and {before.id} is the one before it here"
            findings.add("RISE_CHAIN_BROKEN", after.about, text)
        if after.type == "INCR":
            findings.add("RISE_CHAIN_BROKEN", after.about, "it is incremental, which no registry deposits")
        if after.watermark == before.watermark:
            findings.add("RISE_CHAIN_BROKEN", after.about, f"it is of the same instant as {before.about}")


def digest_of(deposit: Given) -> bytes:
    """Of its files' contents, whatever they are called, with all CSV files that lie beside an open one. Raises OSError."""
    paths = [path for path in (deposit.xml, *deposit.parts) if path is not None]
    if deposit.xml is not None:
        paths.extend(deposit.xml.parent.glob("*.csv"))
    return _together(sorted(_digest(path) for path in paths))


def fingerprint(digests: Iterable[bytes], *words: str) -> bytes:
    """Of deposits and of everything else that decides what becomes of them."""
    return _together((*sorted(digests), *(word.encode() for word in words)))


def _together(pieces: Iterable[bytes]) -> bytes:
    whole = hashlib.sha256()
    for each in pieces:
        whole.update(hashlib.sha256(each).digest())
    return whole.digest()


def _digest(path: Path) -> bytes:
    with open(path, "rb") as file:
        digest = hashlib.sha256()
        while data := file.read(_CHUNK):
            digest.update(data)
        return digest.digest()
