"""Forgetting workers that died without a word, and the sessions they held."""

import logging

from registry.actions.worker import reap
from registry.context import Registry

log = logging.getLogger(__name__)


async def reap_workers(registry: Registry) -> None:
    """Workers do this for each other too (registry/actions/worker.py); this is for when all others are gone."""
    if dead := await reap(registry.store, registry.clock.now()):
        log.warning("workers %s were not seen any more; their sessions are over", dead)
