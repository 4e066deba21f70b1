"""Somebody is shown more of contacts than the public is: it is written down before the answer leaves, or there is none."""

import asyncio
from collections.abc import Sequence
from typing import Final

from registry.context import Context
from registry.model.disclosure import Asker
from registry.store import disclosures

# Who asks is told soon that nothing can be written now.
_SECONDS: Final = 3.0


class Unrecorded(Exception):
    """That somebody is shown more could not be written down, so he must not be."""


async def disclosed(cx: Context, asker: Asker, objects: Sequence[tuple[str, str]]) -> None:
    """Record what an asker is about to be shown, each by ROID and name. Raises Unrecorded, also where the primary is away."""
    if not objects:
        return
    roids, names = zip(*objects, strict=True)
    try:
        async with asyncio.timeout(_SECONDS):
            await cx.registry.writing.transaction(
                lambda db: disclosures.add(
                    db,
                    at=cx.now,
                    door=cx.door,
                    level=asker.kind,
                    asker=asker.name,
                    purpose=asker.purpose,
                    address=cx.address,
                    roids=list(roids),
                    names=list(names),
                )
            )
    except Exception as error:
        raise Unrecorded from error
