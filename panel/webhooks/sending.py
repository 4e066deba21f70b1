"""The worker's second half: each webhook is told what waits for it, by one worker and a few at a time.

The law of this file: every webhook has a lane of its own. One that is slow or dead keeps its own lane busy, or rests, and costs
the others nothing; no transaction is open while somebody is listened to.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

import httpx
from prometheus_client import Counter

from mail.notices import Happened, tell
from panel.identity.sealing import Seal, SealBroken
from panel.telling.audiences import tell_staff
from panel.webhooks import delivery_queries as queries
from panel.webhooks.audience import may_be_told, viewer_of
from panel.webhooks.delivery_queries import Due, Held
from panel.webhooks.gathering import Gathering
from panel.webhooks.judging import PATIENCE, Answer, next_try, rest_until
from panel.webhooks.signing import headers_of, masked, owner_of_secret
from registry.clock import stopwatch
from registry.context import Registry
from registry.settings import Panel
from registry.store.sql import Connection
from wire.outward import outward_client

log = logging.getLogger(__name__)

TOLD: Final = Counter("namehouse_webhook_attempts", "Tries to tell webhooks.", ("outcome",))
STOPPED: Final = Counter("namehouse_webhooks_stopped", "Webhooks that were stopped because nobody listened.")

EVERY: Final = 1.0  # seconds
TIMEOUT: Final = 15.0  # for all of an answer
AT_ONCE: Final = 4  # to one webhook
# Of an answer so many octets are read, and so much is kept.
_READ: Final = 8192
_KEPT: Final = 1000
# Longer than a turn of a lane can last.
_LEASE: Final = timedelta(seconds=TIMEOUT * 4)
_REPLAYED: Final = 1000
_AGENT: Final = "Namehouse-Webhooks/1"


class Sending:
    """Tells the webhooks of one database, alone or beside others."""

    def __init__(self, registry: Registry, seal: Seal, client: httpx.AsyncClient) -> None:
        self._registry = registry
        self._seal = seal
        self._client = client
        self._gathering = Gathering(registry)
        self._stopping = asyncio.Event()
        self._lanes: set[asyncio.Task[None]] = set()

    @classmethod
    def of(cls, registry: Registry, settings: Panel) -> "Sending":
        client = outward_client(settings.outward_networks, settings.outward_ca, TIMEOUT)
        return cls(registry, Seal.of(settings.seal_key), client)

    async def run(self) -> None:
        """Look every second until it is stopped; a database that is away for a while is asked again."""
        while not self._stopping.is_set():
            try:
                await self._gathering.once()
                await self._open_lanes()
            except Exception:
                log.exception("webhooks could not be told")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), EVERY)
        await asyncio.gather(*self._lanes, return_exceptions=True)
        await self._client.aclose()

    async def stop(self, grace: float = 0) -> None:
        """Begin nothing more; what is being told comes to its end."""
        self._stopping.set()

    async def once(self) -> None:
        """Gather and tell all that is due by now."""
        await self._gathering.once()
        await self._open_lanes()
        await asyncio.gather(*self._lanes)

    async def _open_lanes(self) -> None:
        now = self._registry.clock.now()
        found = await self._registry.store.transaction(lambda db: queries.lease(db, now=now, lost_at=now + _LEASE))
        for number in found:
            lane = asyncio.create_task(self._lane(number, now + _LEASE))
            self._lanes.add(lane)
            lane.add_done_callback(self._lanes.discard)

    async def _lane(self, number: int, lost_at: datetime) -> None:
        """Tell one webhook what is due, until nothing is."""
        store = self._registry.store
        try:
            while not self._stopping.is_set():
                now, held = self._registry.clock.now(), lost_at
                # never the same instant twice: it tells whose the lease is
                lost_at = max(now + _LEASE, held + timedelta(microseconds=1))
                webhook = await store.transaction(
                    lambda db, held=held, lost_at=lost_at, now=now: queries.hold(  # type: ignore[misc]
                        db, id=number, held=held, lost_at=lost_at, now=now
                    )
                )
                if webhook is None:
                    lost_at = held
                    break
                if not await self._turn(webhook, now):
                    break
        except Exception:
            log.exception("webhook %d could not be told", number)
        with suppress(Exception):
            await store.transaction(lambda db: queries.release(db, id=number, held=lost_at))

    async def _turn(self, webhook: Held, now: datetime) -> bool:
        """Whether there may be more to do."""
        store = self._registry.store
        if webhook.replays:
            more = await store.transaction(lambda db: queries.replay_some(db, id=webhook.id, most=_REPLAYED, now=now))
            if more:
                return True
        waiting = await store.reading(lambda db: queries.due(db, id=webhook.id, now=now, most=AT_ONCE))
        if not waiting:
            return False
        keys = self._keys(webhook)
        answers = await asyncio.gather(*(self._told(webhook, keys, each) for each in waiting))
        missed = [each for each in answers if each is not None and not each.reached]
        if missed:
            await self._rest(webhook, missed[0])
        return True

    def _keys(self, webhook: Held) -> list[str]:
        """The secrets that sign; none, where ours does not open them any more."""
        sealed = [each for each in (webhook.secret, webhook.former_secret) if each is not None]
        try:
            return [self._seal.open(each, owner_of_secret(webhook.account_id)).decode() for each in sealed]
        except SealBroken:
            log.error("the secret of webhook %d is sealed by a key that the settings do not name", webhook.id)
            return []

    async def _told(self, webhook: Held, keys: list[str], due: Due) -> Answer | None:
        """What became of it is written down; None: it was not for them any more."""
        if not may_be_told(viewer_of(webhook), due.type, due.parties, due.client_id, due.sellers or ()):
            now = self._registry.clock.now()
            words = "It is not for this account any more."
            await self._write(lambda db: queries.ended(db, id=due.id, state="withheld", now=now, answer=words))
            TOLD.labels("withheld").inc()
            return None
        at, began = self._registry.clock.now(), stopwatch()
        if keys:
            answer = await self._asked(webhook.url, headers_of(due.message_id, at, due.body, keys), due.body)
        else:
            answer = Answer(None, "We cannot open its secret: draw a new one.")
        TOLD.labels("heard" if answer.heard else "failed").inc()
        milliseconds = int((stopwatch() - began) * 1000)
        await self._write(lambda db: self._settle(db, webhook, due, answer, at, milliseconds))
        return answer

    async def _asked(self, url: str, signed: dict[str, str], body: str) -> Answer:
        headers = {
            **signed,
            "content-type": "application/json",
            "user-agent": _AGENT,
            "accept-encoding": "identity",
            "connection": "close",
        }
        try:
            async with (
                asyncio.timeout(TIMEOUT),
                self._client.stream("POST", url, content=body.encode(), headers=headers) as response,
            ):
                read = await _beginning(response)
        except TimeoutError:
            return Answer(None, f"There was no answer in {TIMEOUT:g} seconds.")
        except httpx.TimeoutException:
            return Answer(None, f"There was no answer in {TIMEOUT:g} seconds.")
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError, ValueError) as error:
            return Answer(None, _readable(f"{type(error).__name__}: {error}".encode()))
        words = _readable(f"{response.status_code} {response.reason_phrase}\n".encode() + read)
        return Answer(response.status_code, words, response.headers.get("retry-after", ""))

    async def _settle(
        self, db: Connection, webhook: Held, due: Due, answer: Answer, at: datetime, milliseconds: int
    ) -> None:
        await queries.attempted(
            db, id=due.id, at=at, milliseconds=milliseconds, status=answer.status, answer=answer.words
        )
        now, short = self._registry.clock.now(), answer.words.partition("\n")[0][:200]
        if answer.heard:
            await queries.ended(db, id=due.id, state="delivered", now=now, answer=short)
            await queries.heard(db, id=webhook.id, now=now)
            return
        again = next_try(due.tries, random.random(), answer, now)  # noqa: S311  a wait is no secret
        if again is None:
            await queries.ended(db, id=due.id, state="failed", now=now, answer=short)
        else:
            await queries.put_off(db, id=due.id, due_at=again, answer=short)
        await queries.failed(db, id=webhook.id, now=now)
        stopped = await queries.stop(
            db, id=webhook.id, now=now, why=short, failing_before=now - PATIENCE, at_once=answer.gone
        )
        if stopped is not None:
            STOPPED.inc()
            await _tell_of_the_end(db, webhook, stopped, now)

    async def _rest(self, webhook: Held, answer: Answer) -> None:
        now = self._registry.clock.now()

        async def work(db: Connection) -> None:
            failures = await queries.not_reached(db, id=webhook.id)
            until = rest_until(failures, random.random(), answer, now)  # noqa: S311  a wait is no secret
            await queries.rest(db, id=webhook.id, until=until)

        await self._write(work)

    async def _write(self, work: Callable[[Connection], Awaitable[None]]) -> None:
        await self._registry.store.transaction(work)


async def _tell_of_the_end(db: Connection, webhook: Held, stopped: queries.Stopped, now: datetime) -> None:
    """Whose it is, and those who look after the house, who hear where it led: it may be our side that reaches nobody."""
    await tell(db, stopped.account_id, Happened("account.webhook-stopped", stopped.login, now, what=stopped.name))
    # whose it is is not told: that would outlive them
    where = urlsplit(webhook.url).hostname or webhook.url
    await tell_staff(db, "system.webhook-stopped", now, where, about=f"webhook {webhook.id}", but=stopped.login)


async def _beginning(response: httpx.Response) -> bytes:
    """As much of an answer as anybody reads; what is packed stays packed."""
    read = b""
    async for piece in response.aiter_raw():
        read += piece
        if len(read) >= _READ:
            break
    return read[:_READ]


def _readable(octets: bytes) -> str:
    """What is kept of an answer: text without secrets and without what nobody can read."""
    text = masked(octets.decode("utf-8", "replace"))
    return "".join(each if each.isprintable() or each == "\n" else "\N{REPLACEMENT CHARACTER}" for each in text)[:_KEPT]
