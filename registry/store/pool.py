"""The way to the database: one pool a process, transactions that are tried again when PostgreSQL asks for it."""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar, cast

import asyncpg
import orjson

from registry.store.sql import Connection

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

T = TypeVar("T")
Q = TypeVar("Q")
A = TypeVar("A")

# Looks at many things at once: an answer for each question, in their order.
Look = Callable[[Connection, Sequence[Q]], Awaitable[Sequence[A]]]

_Flight = tuple[Look[Any, Any], Hashable]
_Turn = tuple[Any, asyncio.Future[Any]]
_SEATS: Final = 100

# The same work, done again, may well succeed: two transactions stood in each other's way, or what the rules were told was
# overtaken and a constraint noticed; on the next try the rules see it and refuse in their own words.
_TRY_AGAIN: Final = (
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.UniqueViolationError,
    asyncpg.ForeignKeyViolationError,
    asyncpg.CheckViolationError,
)
_TRIES: Final = 5

# How a session tells that the database ended it, or went away.
SESSION_ENDED: Final = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # where it was in the midst of a COPY
    ConnectionError,
)

# More than there are declared queries: each is prepared once for a connection.
STATEMENTS: Final = 500

# Every statement is prepared and finds few rows by an index, whatever its values are: planning it anew would cost more than
# running it, and so would compiling it, or gathering rows in a bitmap first.
SESSION: Final = {
    "plan_cache_mode": "force_generic_plan",
    "jit": "off",
    "enable_bitmapscan": "off",
    "enable_memoize": "off",
}


class Stale(Exception):
    """What was read without a lock has changed before it was locked: do the work again from the start."""


class Store:
    """The pool of one process; `reading` and `transaction` are the only ways to a connection."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", size: int) -> None:
        self._pool = pool
        # Connections that we keep between two uses, and those who wait for one. The pool's own way back makes a Task and a
        # turn of the loop each time, a quarter of what a short query costs; it is left to connections that failed.
        self._idle: list[Connection] = []
        self._to_open = size
        self._waiting: deque[asyncio.Future[Connection]] = deque()
        # Who waits for the look that is under way, by look and lane; an empty list where nobody does.
        self._boarding: dict[_Flight, list[_Turn]] = {}
        self._flying: set[asyncio.Task[None]] = set()

    @classmethod
    async def connect(cls, url: str, size: int = 10, application: str = "namehouse", *, least: int = 1) -> Self:
        """Open the pool; `size` is the most connections this process holds, `least` how many it opens at once: 0 also succeeds
        while the database is away."""
        pool = await asyncpg.create_pool(
            url,
            min_size=least,
            max_size=size,
            init=prepare,
            connection_class=_PlainConnection,
            statement_cache_size=STATEMENTS,
            server_settings={"application_name": application, **SESSION},
        )
        return cls(pool, size)

    async def close(self) -> None:
        while self._idle:
            await self._release(self._idle.pop())
        await self._pool.close()

    async def reading(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """Run `work` on a connection without a transaction of its own: each statement sees what is committed."""
        db = await self._take()
        try:
            result = await work(db)
        except BaseException:
            await self._replace(db)  # whatever it was left in the middle of, the pool sees to it
            raise
        self._give_back(db)
        return result

    async def _take(self) -> Connection:
        while self._idle:
            db = self._idle.pop()  # the one used last has the warmest caches
            if not _has_ended(db):
                return db
            self._to_open += 1
            await self._release(db)
        if self._to_open:
            return await self._open()
        turn: asyncio.Future[Connection] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._give_back(turn.result())
            raise

    async def _open(self) -> Connection:
        self._to_open -= 1
        try:
            return cast(Connection, await self._pool.acquire())
        except BaseException:
            self._to_open += 1
            raise

    def _give_back(self, db: Connection) -> None:
        """To whoever has waited longest, else keep it."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(db)
                return
        self._idle.append(db)

    async def _replace(self, db: Connection) -> None:
        """Let go of a connection; whoever waits for one gets a new one."""
        self._to_open += 1
        await self._release(db)
        if self._waiting and self._to_open:
            try:
                self._give_back(await self._open())
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                self._refuse_waiting(error)

    def _refuse_waiting(self, error: Exception) -> None:
        """The database is out of reach: those who wait hear it now, and whoever comes later will see for himself."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_exception(error)

    async def _release(self, db: Connection) -> None:
        await self._pool.release(cast("PoolConnectionProxy[asyncpg.Record]", db))

    async def together(self, look: Look[Q, A], question: Q, lane: Hashable = None) -> A:
        """The answer of `look`, whose single query is shared with all who ask it in this process and lane just now.

        Whoever asks first is served at once; those who ask while that query is under way go together in the next. So a
        busy server asks the database seldom, an idle one makes nobody wait, and every answer is of a moment after its
        question. A look that writes is one statement: all of it happens or nothing, and when one of the questions violates
        a constraint, each of them is asked alone.
        """
        flight = (look, lane)
        boarding = self._boarding.get(flight)
        if boarding is not None:
            turn: asyncio.Future[A] = asyncio.get_running_loop().create_future()
            boarding.append((question, turn))
            return await turn
        self._boarding[flight] = []
        try:
            (answer,) = await self.reading(lambda db: look(db, (question,)))
            return answer
        finally:
            self._depart(flight)

    def _depart(self, flight: "_Flight") -> None:
        """The next query, for all who wait; it is nobody's own, so that nobody's end is the others'."""
        boarding = self._boarding[flight]
        if boarding:
            group, self._boarding[flight] = boarding[:_SEATS], boarding[_SEATS:]
            task = asyncio.get_running_loop().create_task(self._fly(flight, group))
            self._flying.add(task)
            task.add_done_callback(self._flying.discard)
        else:
            del self._boarding[flight]

    async def _fly(self, flight: "_Flight", group: "list[_Turn]") -> None:
        try:
            await self._answer(flight[0], group)
        finally:
            self._depart(flight)

    async def _answer(self, look: Look[Any, Any], group: "list[_Turn]") -> None:
        try:
            answers = await self.reading(lambda db: look(db, [question for question, _ in group]))
            for (_, turn), answer in zip(group, answers, strict=True):
                if not turn.done():
                    turn.set_result(answer)
        except (asyncpg.IntegrityConstraintViolationError, asyncpg.DataError) as error:
            if len(group) == 1:
                _refuse(group, error)
            else:
                for each in group:
                    await self._answer(look, [each])
        except Exception as error:
            _refuse(group, error)

    async def snapshot(
        self, work: Callable[[Connection], Awaitable[T]], *, scratch: bool = False, shared: str = ""
    ) -> T:
        """Run `work` on one view of everything that does not change while it looks; it cannot write.

        With a `scratch` it may keep tables of its own beside; nothing that it writes outlives it. With the name of a `shared`
        snapshot (`share_snapshot`), the view is that of whoever shares it.
        """

        async def look(db: Connection) -> T:
            transaction = db.transaction(isolation="repeatable_read", readonly=not scratch)
            await transaction.start()
            try:
                if shared:
                    await db.execute(f"SET TRANSACTION SNAPSHOT '{shared}'")
                return await work(db)
            finally:
                if not _has_ended(db):
                    await transaction.rollback()

        return await self.reading(look)

    @property
    def aside(self) -> "Store":
        """The way for what is written before a change because it fell due, and is no part of it."""
        return self

    async def transaction(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """Run `work` in a READ COMMITTED transaction; `work` may run several times, so it has no other effects."""

        async def whole(db: Connection) -> T:
            async with db.transaction():
                return await work(db)

        return await again(lambda: self.reading(whole))


async def share_snapshot(db: Connection) -> str:
    """A name for the view of a connection's transaction, by which others see the same until that transaction ends."""
    row = await db.fetchrow("SELECT pg_export_snapshot()")
    assert row
    return str(row[0])


def _has_ended(db: Connection) -> bool:
    """A connection that ended while it was idle may have been taken back by the pool, and then answers no question."""
    try:
        return db.is_closed()
    except asyncpg.InterfaceError:
        return True


class StandbyStore(Store):
    """The pool on a hot standby: a query that stood in the way of what the primary sends is asked again, since there even
    reading may be told to (SQLSTATE 40001)."""

    async def reading(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        return await again(lambda: super(StandbyStore, self).reading(work))


def _refuse(group: "list[_Turn]", error: Exception) -> None:
    for _, turn in group:
        if not turn.done():
            turn.set_exception(error)


async def again(attempt: Callable[[], Awaitable[T]]) -> T:
    """Try, and try again where the database says that something else was faster; the last failure is the caller's."""
    for number in range(_TRIES):
        try:
            return await attempt()
        except (*_TRY_AGAIN, Stale):
            if number + 1 == _TRIES:
                raise
            await asyncio.sleep(random.uniform(0, 0.01 * 2**number))  # noqa: S311  a jitter is no secret
    raise AssertionError("unreachable")


class _PlainConnection(Connection):
    """A connection that goes back to the pool without a reset query.

    Our statements leave nothing behind (no session settings, no cursors, no advisory session locks), so the query that
    asyncpg would send after each release would only cost a round trip.
    """

    def get_reset_query(self) -> str:
        return ""


async def prepare(db: Connection) -> None:
    """JSON columns come and go as Python values."""
    await db.set_type_codec(
        "jsonb", schema="pg_catalog", format="binary", encoder=_write_json, decoder=lambda data: orjson.loads(data[1:])
    )


def _write_json(value: Any) -> bytes:
    # The leading octet is the version of jsonb's binary form.
    return b"\x01" + (value if isinstance(value, bytes) else orjson.dumps(value))
