"""Somebody shows the directory who he is: a registrar by password or certificate, an accredited requester by token."""

import asyncio
import hashlib
import logging
from typing import Final

from registry.actions.registrar_login import place_of
from registry.context import Context
from registry.errors import LoginFailed, SessionLimit
from registry.fair import Crowded
from registry.model.disclosure import Asker
from registry.model.registrar import OUTSIDE
from registry.model.requester import fingerprint
from registry.passwords import verified
from registry.store import registrars, requesters, ways_in

log = logging.getLogger(__name__)

_SECONDS: Final = 3.0


async def registrar_by_password(cx: Context, handle: str, password: str, address: str) -> Asker:
    """The registrar of that handle, if password and network are its own, as they are for a login by EPP.

    Raises LoginFailed, in the same words and after the same time, whatever was wrong, and SessionLimit while too many wait for
    the slow hash. Only a request from an allowed network, of a registrar that is inside, is spared it for a password known.
    """
    way = await cx.registry.store.reading(lambda db: registrars.way_in(db, handle=handle, address=address, now=cx.now))
    proved = way is not None and way.state not in OUTSIDE and way.allowed
    try:
        knows = await verified(password, way.password_hash if way else None, place_of(address), swiftly=proved)
    except Crowded:
        raise SessionLimit("Too many logins wait already; try again in a while.") from None
    if way is None or not (knows and proved):
        await _count_failure(cx, handle)
        raise LoginFailed("Who you are could not be verified.")
    return Asker("registrar", way.handle)


async def registrar_by_certificate(cx: Context, certificate: bytes, address: str) -> Asker | None:
    """The one registrar that has pinned the certificate (DER) and may come from there; None: a stranger's, or several have."""
    digest = hashlib.sha256(certificate).digest()
    found = await cx.registry.store.reading(
        lambda db: ways_in.pinned_by(db, fingerprint=digest, address=address, now=cx.now)
    )
    inside = [handle for handle, state in found if state not in OUTSIDE]
    return Asker("registrar", inside[0]) if len(inside) == 1 else None


async def requester_by_token(cx: Context, token: str) -> Asker:
    """Whose token it is. Raises LoginFailed for one that opens nothing, or nothing now."""
    found = await cx.registry.store.reading(lambda db: requesters.by_fingerprint(db, fingerprint(token)))
    if found is None or not found.counts(cx.now):
        raise LoginFailed("Who you are could not be verified.")
    return found.asker()


async def _count_failure(cx: Context, handle: str) -> None:
    """As a login by EPP counts it; a primary that is away does not keep anybody from being refused."""
    try:
        async with asyncio.timeout(_SECONDS):
            await cx.registry.writing.transaction(lambda db: registrars.count_failed_login(db, handle))
    except Exception as error:
        log.warning("a failed login could not be counted (%s)", str(error) or type(error).__name__)
