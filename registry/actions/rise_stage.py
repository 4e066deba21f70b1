"""Keeping beside the living registry what deposits say, until a TLD rises from it; whoever dies on the way goes on later."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from registry.context import Context
from registry.errors import CommandUse
from registry.store import rising
from registry.store.rising import Rise, Staged
from registry.store.sql import Connection


async def rise_resumed(cx: Context, fingerprint: bytes) -> Rise | None:
    """The restore that was begun with these deposits and not brought to its end."""
    return await cx.registry.store.reading(partial(rising.under_way, fingerprint=fingerprint))


async def rise_begin(
    cx: Context, tld: str, fingerprint: bytes, verified: Mapping[str, Any], found: Mapping[str, Any]
) -> Rise:
    """Begin to restore a TLD from deposits that are verified; what was begun with others is given up.

    `verified` is what each says of itself.
    """

    async def work(db: Connection) -> Rise:
        other = await rising.another_of(db, tld=tld)
        if other is not None:
            await rising.clear(db, rise_id=other)
            await rising.give_up(db, rise_id=other)
        return await rising.begin(db, tld=tld, fingerprint=fingerprint, now=cx.now, verified=verified, found=found)

    return await cx.registry.store.transaction(work)


async def rise_intact(cx: Context, rise: Rise) -> Rise:
    """As far as it has come: from the beginning again after a crash of the database, which forgets what was staged."""

    async def work(db: Connection) -> Rise:
        if await rising.count(db, rise_id=rise.id) == rise.rows:
            return rise
        await rising.clear(db, rise_id=rise.id)
        await rising.advance(db, rise_id=rise.id, taken=[], rows=0, rows_before=rise.rows, found=rise.found)
        return replace(rise, taken=[], rows=0)

    return await cx.registry.store.transaction(work)


async def rise_stage(
    cx: Context, rise_id: int, rows: Sequence[Staged], before: int, taken: list[int], found: Mapping[str, Any]
) -> int:
    """Stage rows after `before` that are there, and remember how far that takes us; how many there are now.

    Raises CommandUse where somebody else is at it.
    """
    after = before + len(rows)

    async def work(db: Connection) -> None:
        advanced = await rising.advance(db, rise_id=rise_id, taken=taken, rows=after, rows_before=before, found=found)
        if advanced is None:
            raise CommandUse("Somebody else restores this TLD just now.")
        await rising.stage(db, rise_id, before, rows)

    await cx.registry.store.transaction(work)
    return after
