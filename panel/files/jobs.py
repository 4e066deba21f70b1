"""What was attached to objects that are no more is forgotten, and contents that no file has; what is held is looked at."""

import logging
from functools import partial
from typing import Final

from prometheus_client import Counter, Gauge

from mail.notices import Happened, tell
from panel.kit.attached import queries
from panel.kit.attached.drawing import first_page
from panel.kit.attached.files import PDF
from panel.kit.attached.queries import drop_contents_of_nothing
from panel.kit.lists import ListPage
from panel.kit.module import lists_of
from panel.kit.sql import Statement
from panel.modules import MODULES
from registry.context import Registry
from registry.scanner import ScannerSilent
from registry.store.sql import Connection

log = logging.getLogger(__name__)

HELD: Final = Gauge("namehouse_files_held", "Files that a scanner has not looked at yet.")
FOUND: Final = Counter("namehouse_files_infected", "Files in which a scanner found something after they were taken.")
# Contents that are looked at in a run; the next one is a minute later.
_AT_ONCE: Final = 20

TABLES: Final = ("note", "tag", "attribute", "file", "reminder")


async def forget_attached(registry: Registry) -> None:
    """Notes, tags, attributes and files of objects that are gone go too; an object is gone when its row is."""
    for declared in lists_of(MODULES).values():
        if declared.thing:
            await registry.store.transaction(partial(_forget, registry, declared))
    await registry.store.transaction(drop_contents_of_nothing)


async def scan_held(registry: Registry) -> None:
    """What was taken while the scanner was silent: it is given out from now on, or it goes, and who handed it in is told."""
    waiting = await registry.store.reading(lambda db: queries.held(db, most=_AT_ONCE))
    HELD.set(len(waiting))
    for each in waiting:
        octets = await registry.store.reading(partial(queries.parts, digest=each.digest))
        try:
            found = await registry.scanner.look(octets) if registry.scanner else None
        except ScannerSilent as silent:
            log.warning("files stay held, since the scanner is silent: %s", silent)
            return
        if found is None:
            preview = await first_page(b"".join(octets)) if each.media == PDF else None
            await registry.store.transaction(partial(queries.release, digest=each.digest, preview=preview))
        else:
            await registry.store.transaction(partial(_throw_away, registry, each.digest, found))


async def _throw_away(registry: Registry, digest: bytes, found: str, db: Connection) -> None:
    for gone in await queries.throw_away(db, digest=digest):
        FOUND.inc()
        log.warning(
            "%s of %s %s, handed in by %s, goes: the scanner found %s", gone.name, gone.kind, gone.key, gone.by, found
        )
        if gone.account_id is not None:
            what = f"{gone.name} ({found})"
            await tell(db, gone.account_id, Happened("file.infected", gone.by, registry.clock.now(), what=what))
    await queries.drop_content(db, digest=digest)


async def _forget(registry: Registry, declared: ListPage, db: Connection) -> None:
    thing = declared.thing
    assert thing is not None
    for table in TABLES:
        statement = Statement(registry.clock.now())
        stands = f"SELECT FROM {statement.text(declared.source)} WHERE {thing.identity} = x.key"
        kind = statement.bind(thing.kind)
        sql = f"DELETE FROM panel.{table} x WHERE x.kind = {kind} AND NOT EXISTS ({stands})"  # noqa: S608  declared
        await db.execute(sql, *statement.values)
