"""The way from Flask's threads to the process's loop: an async view runs there as a Task, like everything else.

Flask calls `async_to_sync` for every `async def` it meets; here that schedules the coroutine on the one loop that holds
the database pools, and the thread waits. Context variables travel with it, so `request` and `g` are what they were.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from flask import Flask

T = TypeVar("T")

# A view that takes longer than this is stuck; its thread is needed by others.
PATIENCE = 60.0


class Bridge:
    """Carries coroutines from other threads to one loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def wait_for(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run it on the loop and wait here; TimeoutError after PATIENCE, and the Task is cancelled."""
        try:
            here: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            here = None
        if here is self._loop:
            coroutine.close()
            raise RuntimeError("the loop's own thread would wait for itself")
        future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        try:
            return future.result(PATIENCE)
        except BaseException:
            future.cancel()
            raise


class AsyncFlask(Flask):
    """Flask whose async views share the process's loop."""

    bridge: Bridge

    def async_to_sync(self, func: Callable[..., Coroutine[Any, Any, Any]]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            return self.bridge.wait_for(func(*args, **kwargs))

        return call
