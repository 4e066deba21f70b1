"""The registry, opened for one command of the command line: an operator's context, refusals as exit codes."""

import asyncio
import getpass
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final, TypeVar

import asyncpg
import click

from namehouse.command import Misused, Refused, opened_database
from registry.context import Actor, Context, Registry
from registry.errors import Refusal
from registry.settings import Settings, SettingsError

T = TypeVar("T")
Ways = Callable[[Settings, Registry], AbstractAsyncContextManager[None]]

reason_option: Final = click.option("--reason", help="Why; kept in history.")
reason_needed: Final = click.option("--reason", required=True, help="Why; kept in history.")


def act(
    settings: Settings,
    work: Callable[[Context], Awaitable[T]],
    *,
    reason: str | None = None,
    ways: Ways | None = None,
) -> T:
    """Run `work` with a context of the operator who called; a refusal ends the command with its reason. `ways` opens those to the
    outside that the work takes."""
    with opened_database(settings) as ready:
        try:
            return asyncio.run(_act(ready, work, reason, ways))
        except Refusal as refusal:
            raise Refused(_words(refusal)) from None
        except asyncpg.IntegrityConstraintViolationError as error:
            # constraints are named by what they demand
            demand = (error.constraint_name or "a constraint").replace("_", " ")
            raise Refused(f"the database demands that {demand}") from None
        except (asyncpg.DataError, UnicodeEncodeError) as error:
            raise Refused(f"the database cannot hold this: {error}") from None
        except (ConnectionError, asyncpg.InterfaceError, asyncpg.PostgresConnectionError) as error:
            raise Refused(f"the database went away: {error}") from None


async def _act(settings: Settings, work: Callable[[Context], Awaitable[T]], reason: str | None, ways: Ways | None) -> T:
    from registry.model.registrar_facts import line_of
    from registry.start import open_registry
    from schemas import migrate

    why = line_of(reason, "reason") if reason is not None else None
    try:
        opened = await open_registry(settings.database.url, settings, "cli", check=migrate.check)
    except SettingsError as error:
        raise Misused(str(error)) from None
    try:
        async with (ways or _no_ways)(settings, opened.registry):
            return await work(opened.registry.context("cli", Actor(operator=operator()), reason=why))
    except SettingsError as error:
        raise Misused(str(error)) from None
    finally:
        await opened.close()


@asynccontextmanager
async def _no_ways(settings: Settings, registry: Registry) -> AsyncIterator[None]:
    yield


def operator() -> str:
    """Who calls; in a container that knows no users, by number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"


def _words(refusal: Refusal) -> str:
    """The reason, with the value it is about; secrets are never such values."""
    value = f" ({refusal.value})" if refusal.value and refusal.value not in refusal.reason else ""
    return f"{refusal.code}: {refusal.reason}{value}"
