"""Applications are told by the back channel that somebody has signed out, from the process of the jobs."""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Final

import httpx

from panel.identity.openid import logout_queries as queries
from panel.identity.openid import minting
from panel.identity.openid.keyring import Keyring
from panel.identity.openid.provider import Provider, issuer_of
from panel.identity.sealing import Seal
from registry.context import Registry
from registry.settings import Panel
from wire.outward import outward_client

log = logging.getLogger(__name__)

EVERY: Final = 5.0  # seconds
TIMEOUT: Final = 5.0
# After these waits an application that does not hear is told again, and after the last one not any more.
WAITS: Final = tuple(timedelta(minutes=each) for each in (1, 4, 16, 60, 240, 360, 720))


class Telling:
    """The worker's part of back-channel logout."""

    def __init__(self, provider: Provider, client: httpx.AsyncClient) -> None:
        self._provider = provider
        self._client = client
        self._stopping = asyncio.Event()

    @classmethod
    def of(cls, registry: Registry, settings: Panel) -> "Telling":
        client = outward_client(settings.outward_networks, settings.outward_ca, TIMEOUT)
        provider = Provider(registry, Keyring(registry, Seal.of(settings.seal_key)), issuer_of(settings))
        return cls(provider, client)

    async def run(self) -> None:
        """Look every few seconds until it is stopped; a database that is away for a while is asked again."""
        while not self._stopping.is_set():
            try:
                await self.once()
            except Exception:
                log.exception("nobody could be told of logouts")
            try:
                await asyncio.wait_for(self._stopping.wait(), EVERY)
            except TimeoutError:
                continue
        await self._client.aclose()

    async def stop(self, grace: float = 0) -> None:
        """What it is at, it ends: an answer is waited for no longer than it always is."""
        self._stopping.set()

    async def once(self) -> int:
        """Tell those that are to be told by now; how many heard it."""
        store, now, heard = self._provider.registry.store, self._provider.registry.clock.now(), 0
        for owed in await store.reading(lambda db: queries.owed(db, now=now)):
            is_told = await self._is_told(owed, now)
            heard += is_told
            due = None if is_told or owed.tries >= len(WAITS) else now + WAITS[owed.tries]
            if due is None and not is_told:
                log.warning("%s does not hear of a logout, and is not told again", owed.client_id)
            await self._noted(owed.id, due)
        return heard

    async def _noted(self, number: int, due: datetime | None) -> None:
        """It is done, or is to be done again when it is `due`."""
        store = self._provider.registry.store
        if due is None:
            await store.transaction(lambda db: queries.told(db, id=number))
        else:
            await store.transaction(lambda db: queries.tell_later(db, id=number, due=due))

    async def _is_told(self, owed: queries.Owed, now: datetime) -> bool:
        """OpenID Connect Back-Channel Logout, section 2.5."""
        if owed.uri is None or owed.account_id is None:
            return True  # it does not want to hear of it any more
        key, issuer = await self._provider.keyring.signing(), self._provider.issuer
        token = minting.logout_token(key, issuer, owed.client_id, owed.account_id, owed.session_id, now)
        try:
            async with self._client.stream("POST", owed.uri, data={"logout_token": token}) as answer:
                return answer.status_code in (200, 204)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            log.info("%s is not told of a logout: %s", owed.client_id, type(error).__name__)
            return False
