"""Idempotency-Key: a deed that a program asks for twice is done once, and answered the same both times.

The key is the program's, the request what its digest says: another request under the same key is refused (422), one that is
worked on just now is not begun again (409). Keys are kept for a day, and secrets that an answer shows once with none of them.
"""

import hashlib
import json
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Final

from flask import Response, g, make_response, request
from flask.typing import ResponseReturnValue

from panel.bridge import PATIENCE
from panel.kit.api import queries
from panel.kit.api.claim import Claim
from panel.kit.api.problems import problem
from panel.kit.web import View, house, viewer

HEADER: Final = "Idempotency-Key"
KEPT: Final = timedelta(hours=24)
_FORM: Final = re.compile(r"[\x21-\x7e]{1,255}")
# No view works longer: whoever has not answered by then has died.
_LEASE: Final = timedelta(seconds=PATIENCE + 5)


def once(view: View) -> View:
    """The view, done once for each key."""

    @wraps(view)
    async def answer(**arguments: Any) -> ResponseReturnValue:
        key = request.headers.get(HEADER, "").strip('"')
        if HEADER not in request.headers or "foresee" in request.args:
            return await view(**arguments)
        if not _FORM.fullmatch(key):
            return problem(400, f"{HEADER} is 1 to 255 letters, digits and signs.")
        return await _claimed(key, lambda: view(**arguments))

    return answer


async def _claimed(key: str, work: Callable[[], Awaitable[ResponseReturnValue]]) -> ResponseReturnValue:
    store, now, account = house().registry.store, house().registry.clock.now(), viewer().account_id
    digest = hashlib.sha256(
        b"\0".join((request.method.encode(), request.full_path.encode(), request.get_data()))
    ).digest()
    attempt = await store.transaction(lambda db: queries.begin(db, account_id=account, key=key, digest=digest, now=now))
    done: list[str] = []
    if attempt is None:
        known = await store.reading(lambda db: queries.known(db, account_id=account, key=key))
        if known is None:
            return _busy()
        if known.digest != digest:
            return problem(422, f"This {HEADER} came with another request.")
        if known.status is not None:
            again = Response(known.answer, known.status, mimetype=known.media)
            again.headers["Idempotent-Replayed"] = "true"
            return again
        before = known.attempt
        attempt = now - known.taken_at > _LEASE and await store.transaction(
            lambda db: queries.take_over(db, account_id=account, key=key, attempt=before, now=now)
        )
        if not attempt:
            return _busy()
        done = await store.reading(lambda db: queries.done(db, account_id=account, key=key))
    g.claim = Claim(account, key, attempt, frozenset(done))
    return await _worked(g.claim, work)


async def _worked(claim: Claim, work: Callable[[], Awaitable[ResponseReturnValue]]) -> ResponseReturnValue:
    """What came of it is kept; what failed on our side, or was no question, may be asked again."""
    store = house().registry.store
    account, key, attempt = claim.account_id, claim.key, claim.attempt
    try:
        answer = make_response(await work())
    except Exception:
        await store.transaction(lambda db: queries.let_go(db, account_id=account, key=key, attempt=attempt))
        raise
    if answer.status_code >= 500:
        await store.transaction(lambda db: queries.let_go(db, account_id=account, key=key, attempt=attempt))
        return answer
    told, media = _to_keep(answer), answer.mimetype
    await store.transaction(
        lambda db: queries.answered(
            db,
            account_id=account,
            key=key,
            attempt=attempt,
            status=answer.status_code,
            media=media or "application/json",
            answer=told,
        )
    )
    return answer


def _to_keep(answer: Response) -> bytes:
    """The answer as it is given again: what is shown once is kept nowhere, and who asks again is told what was done."""
    told = answer.get_json(silent=True) if answer.is_json else None
    if not isinstance(told, dict) or "shown_once" not in told:
        return answer.get_data()
    return json.dumps({name: value for name, value in told.items() if name != "shown_once"}).encode()


def _busy() -> ResponseReturnValue:
    return problem(409, "The same request is worked on just now.", headers={"Retry-After": "1"})
