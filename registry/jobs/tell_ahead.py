"""Telling registrars beforehand of what comes: ends of certificates and passwords, other prices and rules of TLDs."""

import logging

from registry.actions.tell_ahead import tell_certificates, tell_passwords, tell_policies
from registry.context import TIME, Registry

log = logging.getLogger(__name__)


async def tell_ahead(registry: Registry) -> None:
    """Late or twice: each is told once. Raises RuntimeError at the end where something could not be told."""
    cx, failed = registry.context("job", TIME), []
    for tell in (tell_certificates, tell_passwords, tell_policies):
        try:
            await tell(cx)
        except Exception:
            log.exception("%s failed", tell.__name__)
            failed.append(tell.__name__)
    if failed:
        raise RuntimeError(f"not told: {', '.join(failed)}")
