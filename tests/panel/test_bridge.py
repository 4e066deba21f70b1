"""Async views run on the process's loop, as Tasks, with the request's context."""

import asyncio
from contextvars import ContextVar

import pytest
from flask import request

from panel.bridge import AsyncFlask, Bridge

seen: ContextVar[str] = ContextVar("seen", default="nothing")


async def test_a_view_runs_on_the_loop_that_serves_and_its_context_travels() -> None:
    loop = asyncio.get_running_loop()
    app = AsyncFlask("bridged")
    app.bridge = Bridge(loop)
    app.before_request(lambda: seen.set("the request's own") and None)

    async def view() -> str:
        assert asyncio.get_running_loop() is loop
        await asyncio.sleep(0)
        return f"{request.args['q']} {seen.get()}"

    app.add_url_rule("/", view_func=view)
    client = app.test_client()
    answers = await asyncio.gather(*(asyncio.to_thread(client.get, f"/?q={number}") for number in range(5)))
    assert sorted(answer.text for answer in answers) == [f"{number} the request's own" for number in range(5)]


async def test_the_loops_own_thread_is_told_instead_of_waiting_for_itself() -> None:
    async def work() -> None: ...

    with pytest.raises(RuntimeError, match="wait for itself"):
        Bridge(asyncio.get_running_loop()).wait_for(work())


async def test_what_a_view_raises_reaches_the_thread() -> None:
    async def work() -> None:
        raise LookupError("gone")

    with pytest.raises(LookupError, match="gone"):
        await asyncio.to_thread(Bridge(asyncio.get_running_loop()).wait_for, work())
