"""When the log of activity loses what is not kept any longer."""

from panel.disposals.disposing import dispose
from registry.context import Registry


async def dispose_of_activity(registry: Registry) -> None:
    """Once a day; late or twice changes nothing."""
    await dispose(registry)
