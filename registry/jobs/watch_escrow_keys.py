"""What must alarm somebody about the keys of escrow: without one that is in force no deposit is sealed."""

import asyncio
import logging
from datetime import timedelta
from typing import Final

from prometheus_client import Gauge

from registry.context import Registry
from registry.depository import DepositoryDeclines

log = logging.getLogger(__name__)

LEFT: Final = Gauge(
    "namehouse_escrow_key_left_seconds",
    "How long a key that deposits are sealed or signed with is in force; +Inf for one without an end.",
    ("key",),
)

# From when on the log says it too; `namehouse doctor` says it two months before.
URGENT: Final = timedelta(days=7)


async def watch_escrow_keys(registry: Registry) -> None:
    """The metrics of the keys of escrow; nothing where nobody deposits."""
    house = registry.depository
    if house is None:
        return
    try:
        keys = await asyncio.to_thread(house.keys)
    except DepositoryDeclines as refusal:
        log.error("no deposit can be sealed: %s", refusal)
        return
    for name, expires_at in keys.items():
        left = expires_at - registry.clock.now() if expires_at else None
        LEFT.labels(name).set(left.total_seconds() if left is not None else float("inf"))
        if left is not None and left <= URGENT:
            log.warning("the key %s ends in %d days: see docs/runbooks/keys-of-escrow.md", name, left.days)
