"""How often programs may ask: a bucket for each account, and for each address of nobody, that all processes share.

Every answer says what is left of it (the fields RateLimit and RateLimit-Policy of the IETF's draft); what is too much is refused
with 429, which says when to come back. Pages count nowhere: people do not ask so often.
"""

import math
from typing import Final

from flask import Flask, Response, g, request
from flask.typing import ResponseReturnValue

from panel.kit.api.problems import problem
from panel.kit.web import API, browser, house
from registry.settings import Panel
from registry.store import rates
from registry.store.rates import Taken
from registry.store.sql import Connection
from wire.addresses import place_of

_POLICY: Final = "programs"


def keep_pace(app: Flask, settings: Panel) -> None:
    """Count every request to the API of the application."""
    per_second, burst = settings.api_per_second, settings.api_at_once
    if not per_second:
        return

    async def take() -> ResponseReturnValue | None:
        if not request.path.startswith(API):
            return None
        place, now = _place(), house().registry.clock.now()

        async def work(db: Connection) -> Taken | None:
            return await rates.take_of(db, place=place, per_second=per_second, burst=burst, wanted=1, now=now)

        store = house().registry.store
        taken = await store.reading(work)
        if taken is None:
            await store.reading(lambda db: rates.begin(db, place=place, burst=burst, now=now))
            taken = await store.reading(work)
        assert taken, "it was begun"
        g.left = max(0, math.floor(taken.left))
        if taken.granted:
            return None
        wait = max(1, math.ceil((1 - taken.left) / per_second))
        return problem(429, f"Ask again in {wait} s.", headers={"Retry-After": str(wait)})

    def tell(response: Response) -> Response:
        if (left := getattr(g, "left", None)) is not None:
            full = math.ceil((burst - left) / per_second)
            response.headers["RateLimit-Policy"] = f'"{_POLICY}";q={burst};w={math.ceil(burst / per_second)}'
            response.headers["RateLimit"] = f'"{_POLICY}";r={left};t={full}'
        return response

    app.before_request(take)
    app.after_request(tell)


def _place() -> str:
    if g.viewer is not None:
        return f"api account {g.viewer.account_id}"
    return f"api {place_of(browser().address).hex()}"
