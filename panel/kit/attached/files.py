"""Files attached to objects: kept, read piece by piece, and forgotten.

A file and what is in it are written by one transaction, and the database is their only place: whoever is killed in the midst of
it has written nothing. A content is kept once, by its hash, and goes with the last file that has it.
"""

import asyncio
import hashlib
import hmac
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import IO, Final

from panel.kit.attached import queries
from panel.kit.attached.drawing import first_page
from panel.kit.attached.media import FileRefused, Judged, judge, named, pieces
from panel.kit.languages import gettext as _
from panel.kit.references import offered
from registry.context import Registry
from registry.scanner import ScannerSilent
from registry.store.sql import Connection

log = logging.getLogger(__name__)

PDF: Final = "application/pdf"
PART: Final = 1024 * 1024
# Files that one object may have.
MOST_FILES: Final = 100
# How long a link to what is in a file holds.
LINK_HOLDS: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Place:
    """The object that a file is attached to."""

    kind: str
    identity: str


@dataclass(frozen=True, slots=True)
class Handed:
    """A file that is handed in: its content, which is read several times, its name as it is kept, and what it is. `held`: the
    scanner was silent, so it is kept, and given to nobody until somebody has looked; `preview`: a picture of its first page."""

    stream: IO[bytes]
    name: str
    content: Judged
    held: bool = False
    preview: bytes | None = None


async def keep(
    registry: Registry, place: Place, stream: IO[bytes], name: str, *, shown: bool, by: str
) -> queries.FileRow:
    """Keep what can be read from the stream, which is read several times. Raises FileRefused."""
    handed, now = await judged(registry, stream, name), registry.clock.now()
    return await registry.store.transaction(lambda db: keep_judged(db, place, handed, shown=shown, by=by, now=now))


async def judged(registry: Registry, stream: IO[bytes], name: str) -> Handed:
    """What is handed in, once it is known to be of a kind that is kept, and nothing was found in it. Raises FileRefused."""
    content = await asyncio.to_thread(judge, stream, await offered(registry, "file-type"))
    is_held = False
    if registry.scanner is not None:
        try:
            found = await registry.scanner.look(pieces(stream))
        except ScannerSilent as silent:
            log.warning("files are held, since the scanner is silent: %s", silent)
            is_held = True
        else:
            if found is not None:
                raise FileRefused(_("It is not taken: the scanner found %(what)s in it.") % {"what": found})
    preview = None
    if content.media == PDF and not is_held:
        preview = await first_page(await asyncio.to_thread(_whole, stream))
    return Handed(stream, named(name, content.media), content, is_held, preview)


def _whole(stream: IO[bytes]) -> bytes:
    stream.seek(0)
    return stream.read()


async def keep_judged(
    db: Connection, place: Place, handed: Handed, *, shown: bool, by: str, now: datetime
) -> queries.FileRow:
    """Keep it, in the transaction of what it belongs to. Raises FileRefused."""
    content = handed.content
    held_since = now if handed.held else None
    if await queries.add_content(
        db, digest=content.sha256, octets=content.octets, held_since=held_since, preview=handed.preview
    ):
        parts, number = pieces(handed.stream, PART), 0
        while (octets := await asyncio.to_thread(next, parts, None)) is not None:
            await queries.add_content_part(db, digest=content.sha256, number=number, octets=octets)
            number += 1
    elif not handed.held:
        await queries.release(db, digest=content.sha256, preview=handed.preview)
    made = await queries.add_file(
        db,
        kind=place.kind,
        key=place.identity,
        name=handed.name,
        media=content.media,
        shown=shown,
        digest=content.sha256,
        by=by,
        at=now,
        most=MOST_FILES,
    )
    if made is None:
        raise FileRefused(_("It has %(number)s files already.") % {"number": MOST_FILES})
    return queries.FileRow(
        place.identity, made.id, handed.name, content.media, shown, content.octets, by, now, made.held, made.drawn
    )


async def forget(registry: Registry, place: Place, number: int) -> None:
    """The file is gone, and its content with it unless another file has the same."""

    async def work(db: Connection) -> None:
        digest = await queries.drop_file(db, id=number, kind=place.kind, key=place.identity)
        if digest is not None:
            await queries.drop_content(db, digest=digest)

    await registry.store.transaction(work)


async def files_of(registry: Registry, kind: str, keys: Sequence[str]) -> list[queries.FileRow]:
    """Of the objects with these identities; the newest first."""
    return await registry.store.reading(lambda db: queries.files(db, kind=kind, keys=list(keys)))


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of contents that hold for a while and for nobody who guesses; those of one purpose are none of another."""

    secret: str
    purpose: str = "file links"
    life: timedelta = LINK_HOLDS

    def sign(self, number: int, now: datetime) -> tuple[int, str]:
        """Until when it holds (seconds since 1970) and the signature."""
        until = int((now + self.life).timestamp())
        return until, self._signature(number, until)

    def holds(self, number: int, until: int, signature: str, now: datetime) -> bool:
        right = hmac.compare_digest(self._signature(number, until), signature)
        return right and until < 2**40 and now < datetime.fromtimestamp(until, UTC)

    def _signature(self, number: int, until: int) -> str:
        key = hashlib.sha256(f"{self.purpose}\0{self.secret}".encode()).digest()
        return hmac.new(key, f"{number}/{until}".encode(), hashlib.sha256).hexdigest()
