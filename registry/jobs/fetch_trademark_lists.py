"""Keeping the lists of the Trademark Clearinghouse fresh."""

import logging
from typing import Final

from prometheus_client import Counter

from registry.actions.tmch_fetch import is_due, is_stale, tmch_fetch
from registry.clearinghouse import ClearinghouseDeclines, ClearinghouseSilent
from registry.context import TIME, Registry
from registry.errors import Refusal
from registry.model.tmch import TmchKind
from registry.store import tmch
from registry.trademarks import NotTrusted

log = logging.getLogger(__name__)

FAILED: Final = Counter("namehouse_tmch_fetches_failed", "Lists of the clearinghouse that could not be had.", ("list",))


async def fetch_trademark_lists(registry: Registry) -> None:
    """Every list that was not known to be the newest for `tmch.fetch_hours`; nothing where no address is set. One that is older
    than `tmch.stale_hours` is told; whatever goes wrong, the list that counted goes on to count."""
    house = registry.clearinghouse
    if house is None:
        return
    now, trademarks = registry.clock.now(), registry.trademarks
    known = {each.kind: each for each in await registry.store.reading(tmch.lists)}
    failed = []
    for kind in wanted(registry):
        if is_due(known.get(kind), now, trademarks.fetch_after) and not await _fetched(registry, kind):
            failed.append(kind)
    after = {each.kind: each for each in await registry.store.reading(tmch.lists)}
    for kind in wanted(registry):
        if is_stale(after.get(kind), now, trademarks.stale_after):
            each = after.get(kind)
            log.error("the list %s of the clearinghouse is %s", kind, f"{each.age(now)} old" if each else "missing")
    if failed:
        raise RuntimeError(f"not fetched: {', '.join(failed)}")


def wanted(registry: Registry) -> tuple[TmchKind, ...]:
    """The lists to be had that a TLD may need; that of sunrise labels is for launch programmes alone."""
    kinds = registry.clearinghouse.kinds if registry.clearinghouse else ()
    return tuple(kind for kind in kinds if kind != "surl" or registry.book.has_programme(registry.clock.now()))


async def _fetched(registry: Registry, kind: TmchKind) -> bool:
    try:
        done = await tmch_fetch(registry.context("job", TIME), kind)
    except (ClearinghouseSilent, ClearinghouseDeclines, NotTrusted) as error:
        log.error("the list %s could not be had: %s", kind, error)
    except Refusal as refusal:
        log.error("the list %s cannot be used: %s", kind, refusal.reason)
    else:
        if done.fresh:
            log.info("the list %s of %s has %d entries", kind, done.issued_at.isoformat(), done.entries)
        return True
    FAILED.labels(kind).inc()
    return False
