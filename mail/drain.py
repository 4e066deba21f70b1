"""The worker's part of the outbox: it takes what is due, brings it out, and writes down what became of it.

The law of this file: a mail is taken in one transaction and settled in another; between them lies the talk with the server.
Whoever dies there leaves a mail whose lease ends: it is taken again, as the same mail with the same Message-ID, and is marked
`doubtful`, because the server may have it already. Nothing is lost; what arrives twice is recognised.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

from prometheus_client import Counter

from mail import queries
from mail.backoff import pause_after, way_pause_after
from mail.composing import composed
from mail.outbox import ANNOUNCED
from mail.queries import Taken
from mail.sender import Sender
from mail.way import Answer, Line, Way, WayBlocked
from registry.context import Registry
from registry.settings import Mail
from registry.store import notices
from registry.store.pool import SESSION_ENDED
from registry.store.sql import Connection

log = logging.getLogger(__name__)

ENDED: Final = Counter("namehouse_mails", "Mails that the queue is done with.", ("outcome",))
PUT_OFF: Final = Counter("namehouse_mails_put_off", "Tries after which a mail waits for another.")
DOUBTFUL: Final = Counter("namehouse_mails_doubtful", "Mails sent again that a server may have had already.")
BLOCKED: Final = Counter(
    "namehouse_mail_way_blocked", "Times that the mail server could not be reached, or refused us."
)

_LOOK_AGAIN: Final = 10.0  # seconds; what is queued is announced, what was put off is not
_RECONNECT: Final = 2.0
# One more line for so many mails that are due.
_WORTH_A_LINE: Final = 20
# Servers grow tired of a line: a fresh one after so many mails.
_OF_A_LINE: Final = 200
# Seconds between tries to write down what became of a mail; together less than a lease.
_PATIENCE: Final = (0.2, 1, 2, 5, 10, 20)


class Drain:
    """Empties the outbox of one database by one way, alone or beside others."""

    def __init__(self, registry: Registry, way: Way, sender: Sender, settings: Mail) -> None:
        self._registry = registry
        self._way = way
        self._sender = sender
        self._settings = settings
        # longer than any conversation about one mail can last
        self._lease = timedelta(seconds=settings.timeout * 3 + 60)
        self._stopping = asyncio.Event()

    async def run(self, url: str) -> None:
        """Until `stop`: at once when something is queued, and every few seconds for what was put off."""
        failures = 0
        while not self._stopping.is_set():
            try:
                async with notices.listening(url, ANNOUNCED) as news:
                    while not self._stopping.is_set():
                        try:
                            await self.drain()
                        except WayBlocked as blocked:
                            failures += 1
                            wait = way_pause_after(failures, random.random())  # noqa: S311  a wait is no secret
                            log.error("mail waits, the way out is blocked: %s; again in %.0f s", blocked, wait)
                            await self._pause(wait)
                        else:
                            failures = 0
                            await self._hear(news)
            except (notices.Lost, *SESSION_ENDED):
                log.warning("the outbox is out of reach; trying again")
                await self._pause(_RECONNECT)
            except Exception:
                log.exception("the outbox could not be emptied; trying again")
                await self._pause(_LOOK_AGAIN)

    async def stop(self, grace: float = 0) -> None:
        """Take no more; what is being sent comes to its end."""
        self._stopping.set()

    async def drain(self) -> None:
        """Send what is due now, and what becomes due meanwhile. Raises WayBlocked where that cannot be."""
        most = self._settings.connections * _WORTH_A_LINE
        waiting = await self._registry.store.reading(
            lambda db: queries.due(db, now=self._registry.clock.now(), most=most)
        )
        lines = -(-waiting // _WORTH_A_LINE)
        done = await asyncio.gather(*(self._converse() for _ in range(lines)), return_exceptions=True)
        for failure in done:
            if isinstance(failure, WayBlocked):
                BLOCKED.inc()
        for failure in done:
            if failure is not None:
                raise failure

    async def send_one(self, number: int) -> bool:
        """Try this one mail now, if it waits; whether it was there to be tried. Raises WayBlocked."""
        async with self._way.line() as line:
            mail = await self._take(number)
            if mail is not None:
                await self._bring_out(line, mail)
            return mail is not None

    async def _converse(self) -> None:
        """Line after line, until nothing is due or somebody stops us."""
        while await self._one_line():
            pass

    async def _one_line(self) -> bool:
        """Whether there may be more to send."""
        async with self._way.line() as line:
            for _ in range(_OF_A_LINE):
                if self._stopping.is_set():
                    return False
                mail = await self._take(None)
                if mail is None:
                    return False
                if not await self._bring_out(line, mail):
                    return True
        return True

    async def _take(self, only: int | None) -> Taken | None:
        now = self._registry.clock.now()
        return await self._registry.store.transaction(
            lambda db: queries.take(db, now=now, lost_at=now + self._lease, domain=self._sender.domain, only=only)
        )

    async def _bring_out(self, line: Line, mail: Taken) -> bool:
        """Whether the line is good for another mail."""
        if mail.until is not None and self._registry.clock.now() >= mail.until:
            await self._ended(mail, "gave up", "Nobody would be helped by it any more.")
            return True
        if mail.doubtful:
            DOUBTFUL.inc()
            log.warning("mail %d is sent again; a server may have it already, as %s", mail.id, mail.message_id)
        message = composed(mail, self._sender)
        try:
            answer = await line.send(self._sender.envelope, mail.address, message)
        except WayBlocked as blocked:
            await self._put_off(mail, Answer("put off", str(blocked)), counts=False)
            raise
        if answer.verdict == "accepted":
            await self._sent(mail, answer, str(message["From"]))
        elif answer.verdict == "refused":
            await self._ended(mail, "failed", answer.words)
        elif mail.tries >= self._settings.tries:
            await self._ended(mail, "gave up", answer.words)
        else:
            await self._put_off(mail, answer, counts=True)
        return not answer.broken

    async def _sent(self, mail: Taken, answer: Answer, sender: str) -> None:
        now = self._registry.clock.now()
        await self._settle(
            mail,
            lambda db: queries.sent(db, id=mail.id, lost_at=mail.lost_at, now=now, answer=answer.words, sender=sender),
        )
        ENDED.labels("sent").inc()

    async def _ended(self, mail: Taken, state: str, words: str) -> None:
        now = self._registry.clock.now()
        await self._settle(
            mail,
            lambda db: queries.ended(db, id=mail.id, lost_at=mail.lost_at, state=state, now=now, answer=words),
        )
        ENDED.labels(state).inc()
        log.error("mail %d (%s) is not sent: %s", mail.id, mail.event, words)

    async def _put_off(self, mail: Taken, answer: Answer, *, counts: bool) -> None:
        wait = pause_after(mail.tries if counts else 1, random.random())  # noqa: S311  a wait is no secret
        now = self._registry.clock.now()
        await self._settle(
            mail,
            lambda db: queries.put_off(
                db,
                id=mail.id,
                lost_at=mail.lost_at,
                due_at=now + wait,
                answer=answer.words,
                doubtful=answer.doubtful,
                counts=counts,
                now=now,
            ),
        )
        PUT_OFF.inc()

    async def _settle(self, mail: Taken, write: Callable[[Connection], Awaitable[int | None]]) -> None:
        """What became of a mail is known to us alone: a database that is away for a moment is waited for."""
        for wait in (*_PATIENCE, None):
            try:
                found = await self._registry.store.transaction(write)
                break
            except (*SESSION_ENDED, OSError):
                if wait is None:
                    raise
                log.warning("what became of mail %d cannot be written down; trying again in %s s", mail.id, wait)
                await asyncio.sleep(wait)
        if found is None:
            log.error("mail %d was taken by another worker while it was being sent, as %s", mail.id, mail.message_id)

    async def _hear(self, news: notices.News) -> None:
        """Until something is announced, it is time to look again, or somebody stops us."""
        hearing = asyncio.ensure_future(news.wait(_LOOK_AGAIN))
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({hearing, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            if not hearing.done():
                hearing.cancel()
        if hearing.done() and not hearing.cancelled():
            hearing.result()  # Lost is for whoever listens

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            pass
