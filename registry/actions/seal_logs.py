"""Sealing what the logs hold, after the fact: nobody waits for it who writes, and no row comes late (store/tailing.py)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from registry.context import Registry
from registry.model.sealing import BEGINNING, Anchor, Seal, anchor_hash, head_of
from registry.store import sealed
from registry.store.sealed import LOGS, Log
from registry.store.sql import Connection
from registry.store.tailing import Tail, allow_summaries

# Rows of one seal, at most.
AT_ONCE: Final = 1000


async def seal_settled(registry: Registry, log: Log, tail: Tail) -> int:
    """Seal all that is settled by now; how many seals that took."""
    settled, made = await registry.store.reading(tail.look), 0

    async def work(db: Connection) -> bool:
        await allow_summaries(db)
        return await _seal_some(db, log, settled, registry.clock.now())

    while await registry.store.transaction(work):
        made += 1
    return made


async def _seal_some(db: Connection, log: Log, settled: int, now: datetime) -> bool:
    """The next seal; whether there was something to seal. Two who make the same one: the second begins again after it."""
    last = await sealed.last_seal(db, log=log.name)
    after, number, previous = (last.upto_id, last.number, last.head) if last else (0, 0, BEGINNING)
    upto = min(after + AT_ONCE, settled)
    if upto <= after:
        return False
    rows = await log.read(db, after=after, upto=upto)
    seal = Seal(
        log.name, number + 1, after, upto, rows.ids, rows.digests, rows.first_at, rows.last_at, now, previous, b""
    )
    seal = replace(seal, head=head_of(seal))
    await sealed.add_seal(
        db,
        log=seal.log,
        number=seal.number,
        after_id=seal.after_id,
        upto_id=seal.upto_id,
        ids=rows.ids,
        digests=seal.digests,
        first_at=seal.first_at,
        last_at=seal.last_at,
        sealed_at=seal.sealed_at,
        previous=seal.previous,
        head=seal.head,
    )
    return True


async def anchor_chains(registry: Registry) -> Anchor | None:
    """Write down where all chains stand; None where nothing was sealed since the last time, or was not yet anything."""
    now = registry.clock.now()

    async def work(db: Connection) -> Anchor | None:
        heads: Mapping[str, tuple[int, str]] = {
            log.name: (seal.number, seal.head.hex())
            for log in LOGS
            if (seal := await sealed.last_seal(db, log=log.name)) is not None
        }
        last = await sealed.last_anchor(db)
        if not heads or (last is not None and last.heads == heads):
            return None
        number = last.number + 1 if last else 1
        hash = anchor_hash(last.hash if last else BEGINNING, number, now, heads)
        await sealed.add_anchor(db, number=number, at=now, heads=heads, hash=hash)
        return Anchor(number, now, heads, hash)

    return await registry.store.transaction(work)
