"""The keys that tokens are signed with: made when they are needed, published before they are used, replaced by the calendar.

The rules of this file: a key is kept sealed; it signs for ninety days; its successor is published a day before it signs, and it
stays published a day after, so that nobody who keeps our keys for a while meets a signature that he cannot check.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from joserfc.jwk import KeySet, RSAKey

from panel.identity.openid import key_queries as queries
from panel.identity.sealing import Seal
from registry.clock import stopwatch
from registry.context import Registry
from registry.store.sql import Connection

SIGNS: Final = timedelta(days=90)
OVERLAP: Final = timedelta(days=1)
_BITS: Final = 2048
# Seconds for which a process goes by the keys that it has read: far less than OVERLAP.
_KEPT: Final = 60.0


@dataclass(slots=True)
class Keyring:
    """The keys of one process, read again once a minute."""

    registry: Registry
    seal: Seal
    _keys: list[tuple[datetime, RSAKey]] = field(default_factory=list, repr=False)
    _read: float = float("-inf")

    async def signing(self) -> RSAKey:
        """The one that signs now."""
        keys, now = await self._present(), self.registry.clock.now()
        return next((key for since, key in keys if since <= now), keys[-1][1])

    async def published(self) -> KeySet:
        """All whose signatures may still be met, or soon."""
        return KeySet([key for _, key in await self._present()])

    async def document(self) -> dict[str, Any]:
        """The JWK Set (RFC 7517, section 5) that everybody may read."""
        keys = await self._present()
        return {"keys": [{**key.as_dict(private=False), "use": "sig", "alg": "RS256"} for _, key in keys]}

    async def _present(self) -> list[tuple[datetime, RSAKey]]:
        """The latest first; the one that signs is among them."""
        now = self.registry.clock.now()
        if stopwatch() - self._read > _KEPT or not _is_enough(self._keys, now):
            found = await self.registry.store.reading(queries.keys)
            if not _is_enough([(each.since, None) for each in found], now):
                made = await asyncio.to_thread(RSAKey.generate_key, _BITS, auto_kid=True)
                found = await self.registry.store.transaction(lambda db: self._renewed(db, made, now))
            self._keys = [(each.since, self._opened(each)) for each in found]
            self._read = stopwatch()
        return self._keys

    async def _renewed(self, db: Connection, made: RSAKey, now: datetime) -> list[queries.SealedKey]:
        """With `made` among them, unless another process was faster; those that nobody meets any more are gone."""
        await queries.lock_keys(db)
        found = await queries.keys(db)
        if not _is_enough([(each.since, None) for each in found], now):
            kid = str(made.kid)
            sealed = self.seal.close(orjson.dumps(made.as_dict(private=True)), _owner(kid))
            await queries.add_key(db, kid=kid, sealed=sealed, since=now + OVERLAP if found else now)
            over = [each.kid for each, after in zip(found[1:], found, strict=False) if after.since + OVERLAP <= now]
            await queries.drop_keys(db, kids=over)
            found = await queries.keys(db)
        return found

    def _opened(self, key: queries.SealedKey) -> RSAKey:
        return RSAKey.import_key(orjson.loads(self.seal.open(key.sealed, _owner(key.kid))))


def _owner(kid: str) -> str:
    return f"signing key {kid}"


def _is_enough(keys: list[tuple[datetime, Any]], now: datetime) -> bool:
    """Whether one signs, and the next one is there when its time is nearly over."""
    # the very first one may be of a moment that has not come here: another host's clock is ahead, or it was just made
    begun = [since for since, _ in keys if since <= now] or [since for since, _ in keys[-1:]]
    return bool(begun) and (now < max(begun) + SIGNS - OVERLAP or len(begun) < len(keys))
