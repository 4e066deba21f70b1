"""Where the chains of the logs stand is written down each day, and said where it is kept elsewhere."""

import logging

from registry.actions.seal_logs import anchor_chains
from registry.context import Registry

log = logging.getLogger(__name__)


async def anchor_logs(registry: Registry) -> None:
    """One anchor a day; the hash goes into the process's log, which is kept on other machines."""
    anchor = await anchor_chains(registry)
    if anchor is not None:
        log.warning("anchor %d of the logs: %s", anchor.number, anchor.hash.hex())
