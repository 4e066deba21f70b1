"""What many are told is told by the worker, some at a time: never in the request that says it.

How far it came is written down with what was told, so that it goes on where it was broken off, and tells nobody twice.
"""

from datetime import datetime
from typing import Final

from mail.notices import Happened, tell, written
from panel.telling import queries
from panel.telling.queries import Spread
from registry.context import Registry
from registry.store.sql import Connection

# Accounts that are looked at in one transaction.
AT_ONCE: Final = 200
TERMS: Final = "terms.changed"


async def tell_of_terms(
    db: Connection, number: int, title: str, seller_id: int | None, valid_from: datetime, now: datetime
) -> None:
    """Whoever has to agree to a version is told when it begins; in the transaction of `db`, which publishes it."""
    await queries.spread(
        db, event=TERMS, about=str(number), what=title, seller_id=seller_id, from_at=valid_from, now=now
    )


async def tell_nobody_of_terms(db: Connection, number: int, now: datetime) -> None:
    """The version was taken back before it began."""
    await queries.gather_in(db, event=TERMS, about=str(number), now=now)


async def spread(registry: Registry) -> None:
    """All that is under way comes to its end, as far as others are not at it."""
    while await _some(registry):
        pass


async def _some(registry: Registry) -> bool:
    """Whether there was anything to do."""
    now = registry.clock.now()

    async def work(db: Connection) -> bool:
        found = await queries.next_spread(db, now=now)
        if found is None:
            return False
        seen, told = found.told_to, 0
        who = await queries.who_agree(
            db, after=seen, seller_id=found.seller_id, terms=int(found.about), now=now, most=AT_ONCE
        )
        for each in who:
            seen, told = each.id, told + each.asked
            if each.asked:
                await tell(db, each.id, _happened(found, each.login, now))
        over = len(who) < AT_ONCE
        await queries.spread_on(db, id=found.id, told_to=seen, told=told, over=over, now=now)
        return True

    return await registry.store.transaction(work)


def _happened(found: Spread, login: str, now: datetime) -> Happened:
    return Happened(found.event, login, now, what=found.what, about=found.about, more={"when": written(found.from_at)})
