"""The registry, opened for one command of the command line: an operator's context, refusals as exit codes."""

import asyncio
import getpass
from collections.abc import Awaitable, Callable
from typing import TypeVar

from namehouse.command import Refused, opened_database
from registry.context import Actor, Context
from registry.errors import Refusal
from registry.settings import Settings

T = TypeVar("T")


def act(settings: Settings, work: Callable[[Context], Awaitable[T]]) -> T:
    """Run `work` with a context of the operator who called; a refusal ends the command with its reason."""
    with opened_database(settings) as ready:
        return asyncio.run(_act(ready, work))


async def _act(settings: Settings, work: Callable[[Context], Awaitable[T]]) -> T:
    from registry.start import open_registry
    from schemas import migrate

    opened = await open_registry(settings.database.url, settings, "cli", check=migrate.check)
    try:
        return await work(opened.registry.context("cli", Actor(operator=getpass.getuser())))
    except Refusal as refusal:
        raise Refused(f"{refusal.code}: {refusal.reason}") from None
    finally:
        await opened.close()
