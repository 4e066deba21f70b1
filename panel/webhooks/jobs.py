"""What is looked after while webhooks are told: metrics, and forgetting."""

from datetime import timedelta
from typing import Final

from prometheus_client import Gauge

from panel.webhooks import queries
from registry.context import Registry

WAITING: Final = Gauge("namehouse_webhook_deliveries_waiting", "What webhooks that are heard could be told by now.")
OLDEST: Final = Gauge(
    "namehouse_webhook_deliveries_oldest_seconds", "For how long the oldest of it waits; 0: none does."
)

# How long anybody can look at what was told, and have it told again.
KEPT: Final = timedelta(days=30)
_AT_ONCE: Final = 5000


async def watch_webhooks(registry: Registry) -> None:
    """The metrics of what waits for webhooks."""
    now = registry.clock.now()
    stands = await registry.store.reading(lambda db: queries.standing(db, now=now))
    WAITING.set(stands.waiting)
    OLDEST.set((now - stands.oldest).total_seconds() if stands.oldest else 0)


async def forget_deliveries(registry: Registry) -> None:
    """What webhooks were told, or could not be, a month ago."""
    before = registry.clock.now() - KEPT
    while await registry.store.transaction(lambda db: queries.forget(db, before=before, most=_AT_ONCE)):
        pass
