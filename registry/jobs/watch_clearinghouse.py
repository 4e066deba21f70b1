"""What must alarm somebody about the Trademark Clearinghouse: old lists, and names that it was not told of."""

from typing import Final

from prometheus_client import Gauge

from registry.context import Registry
from registry.jobs.fetch_trademark_lists import wanted
from registry.model.lordn import DEADLINE
from registry.store import lordn, tmch

AGE: Final = Gauge(
    "namehouse_tmch_list_age_seconds", "How old the news of a list are; +Inf while a wanted one is missing.", ("list",)
)
CRL_LEFT: Final = Gauge("namehouse_tmch_crl_left_seconds", "How long the list of revoked certificates still counts.")
WAITING: Final = Gauge("namehouse_lordn_waiting", "Names that the clearinghouse has not accepted yet.")
LATE: Final = Gauge("namehouse_lordn_late", "Those of them that were registered more than 26 hours ago.")
WRONG: Final = Gauge("namehouse_lordn_wrong", "Those of them that it calls wrong, and that somebody must put right.")
OLDEST: Final = Gauge("namehouse_lordn_oldest_seconds", "For how long the longest of them is registered.")


async def watch_clearinghouse(registry: Registry) -> None:
    """The metrics of lists and of names to be told, whether they go by themselves or by hand."""
    now = registry.clock.now()
    known = {each.kind: each for each in await registry.store.reading(tmch.lists)}
    AGE.clear()
    for kind in wanted(registry) or known:
        each = known.get(kind)
        AGE.labels(kind).set(each.age(now).total_seconds() if each else float("inf"))
        if each is not None and each.expires_at is not None:
            CRL_LEFT.set((each.expires_at - now).total_seconds())
    backlog = await registry.store.reading(lambda db: lordn.backlog(db, late_since=now - DEADLINE))
    WAITING.set(backlog.lines)
    LATE.set(backlog.late)
    WRONG.set(backlog.wrong)
    OLDEST.set((now - backlog.oldest).total_seconds() if backlog.oldest else 0)
