"""The panel's own tables, by SQLAlchemy on asyncpg: one engine a process, one session per action.

The registry's tables are read through `registry.store`, and changed only by the registry's actions.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass

from registry.store.sql import Connection


class Table(MappedAsDataclass, DeclarativeBase):
    """What every table of the panel is derived from."""


class Database:
    """The engine; `transaction` is the only way to a session."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._sessions = async_sessionmaker(engine, expire_on_commit=False)

    @classmethod
    def open(cls, url: str, size: int = 5) -> "Database":
        """An engine for `postgresql://…`; it connects when first used."""
        address = make_url(url).set(drivername="postgresql+asyncpg")
        settings = {"application_name": "namehouse panel", "jit": "off"}
        engine = create_async_engine(
            address, pool_size=size, max_overflow=0, pool_pre_ping=False, connect_args={"server_settings": settings}
        )
        return cls(engine)

    async def close(self) -> None:
        await self._engine.dispose()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session in a transaction: committed on leaving, rolled back when something is raised."""
        async with self._sessions.begin() as session:
            yield session


async def below(db: AsyncSession) -> Connection:
    """The connection that the session is on, for declared queries and `queue_mail`: in the same transaction."""
    await db.flush()
    await db.execute(text("SELECT 1"))  # SQLAlchemy begins the transaction by its first own statement
    raw = await (await db.connection()).get_raw_connection()
    return cast(Connection, raw.driver_connection)
