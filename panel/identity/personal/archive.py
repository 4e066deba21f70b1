"""A copy of all that is kept of a person: a ZIP file with a JSON file for each kind of thing, written while it is read."""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from panel.identity.personal.kept import KEPT, Kept, Person
from panel.identity.personal.queries import logo
from registry.store.sql import Connection

Sink = Callable[[bytes], Awaitable[None]]

_READ_ME: Final = """This is what the panel keeps of {login}, as of {now:%Y-%m-%d %H:%M} UTC.

Each file has one kind of thing, as JSON (RFC 8259); one that is missing would have been empty.
Instants are in UTC. Passwords, keys and codes are kept only as what they can be checked by, and are not here.
What a registry keeps of domains and their registrants is not here either: the registrar of a domain tells it.

{files}
"""
_PICTURES: Final = {"image/png": "png", "image/webp": "webp"}
# Rows that are written before the octets go on.
_AT_ONCE: Final = 500


class _Pipe:
    """What a ZIP file is written to that is never held whole."""

    def __init__(self) -> None:
        self.held = bytearray()

    def write(self, octets: bytes) -> int:
        self.held += octets
        return len(octets)

    def flush(self) -> None:
        pass

    def taken(self) -> bytes:
        octets, self.held = bytes(self.held), bytearray()
        return octets


async def write_archive(db: Connection, person: Person, now: datetime, sink: Sink) -> int:
    """Write it to the sink, within the transaction of the connection; how many rows it has."""
    pipe, counts = _Pipe(), dict[str, int]()
    with ZipFile(pipe, "w", ZIP_DEFLATED) as archive:  # type: ignore[call-overload]  # a pipe is enough to write
        for each in KEPT:
            if each.told:
                counts[each.name] = await _write(archive, pipe, db, each, person, now, sink)
        if picture := await logo(db, seller_id=person.id):
            archive.writestr(_named(f"logo.{_PICTURES[picture.kind]}", now), picture.octets)
        titles = {each.name: each.title.partition(" (")[0] for each in KEPT}
        files = "\n".join(f"{name}.json: {titles[name]}, {count}" for name, count in counts.items() if count)
        archive.writestr(_named("read-me.txt", now), _READ_ME.format(login=person.login, now=now, files=files))
    await sink(pipe.taken())
    return sum(counts.values())


async def _write(
    archive: ZipFile, pipe: _Pipe, db: Connection, kept: Kept, person: Person, now: datetime, sink: Sink
) -> int:
    """One kind of thing; nothing where there is none."""
    counting, values = person.fill(kept.counting)
    if not await db.fetchval(counting, *values):
        return 0
    count = 0
    sql, values = person.fill(kept.copying)
    with archive.open(_named(f"{kept.name}.json", now), "w") as file:
        async for record in db.cursor(sql, *values):
            file.write(("[\n" if count == 0 else ",\n").encode() + _told(dict(record)))
            count += 1
            if count % _AT_ONCE == 0:
                await sink(pipe.taken())
        file.write(b"\n]\n")
    return count


def _told(row: dict[str, object]) -> bytes:
    return json.dumps(row, default=_plain, ensure_ascii=False).encode()


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _named(name: str, now: datetime) -> ZipInfo:
    entry = ZipInfo(name, (now.year, now.month, now.day, now.hour, now.minute, now.second))
    entry.compress_type = ZIP_DEFLATED
    return entry
