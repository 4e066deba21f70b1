"""When people are told of what is written anyway, and what is watched for them."""

from panel.telling.following import HOURLY, PROMPTLY, follow, follow_topups
from panel.telling.spreading import spread
from registry.context import Registry


async def tell_promptly(registry: Registry) -> None:
    """What waits for somebody, and what many must know."""
    await follow(registry, PROMPTLY)
    await follow_topups(registry)
    await spread(registry)


async def tell_gathered(registry: Registry) -> None:
    """What happened to names within the last hour, together."""
    await follow(registry, HOURLY)
