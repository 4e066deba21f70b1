"""Bringing a deposit on its way: made, brought to the agent, reported, answered.

Each step is done and then written down, and may be done again: who dies between the two, at whatever line, leaves a deposit that
the next one brings on. One process at a time works on a deposit, and its death lets go of it.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, replace
from typing import Final

from registry.actions.deposit_plan import held, next_revision
from registry.context import Context
from registry.depository import Depository, DepositoryDeclines, DepositorySilent, FilesLost, Verdict
from registry.model.deposit import ASKED_EVERY, NEXT, UNANSWERED, Deposit, DepositState, pause_after
from registry.store import deposits
from registry.store.sql import Connection

log = logging.getLogger(__name__)

# How often a deposit is made anew by itself because the agent refused it; after that, people do it.
MOST_REVISIONS: Final = 3

# States in which the agent has nothing of it yet.
_AT_HOME: Final[tuple[DepositState, ...]] = ("planned", "rendering", "sealed")

# A step does what it does and says whether the deposit has come on.
_Step = Callable[[Context, Depository, Deposit], Awaitable[bool]]


async def deposit_advance(cx: Context, house: Depository, deposit_id: int) -> Deposit | None:
    """As far as it goes now; how it then stands, or None while another process works on it.

    What stands in the way is written beside it: silence is tried again later, the rest waits for people.
    """

    async def alone(db: Connection) -> Deposit | None:
        if not await deposits.alone(db, deposit_id=deposit_id):
            return None
        while await _comes_on(cx, house, await _look(cx, deposit_id)):
            pass
        return await _look(cx, deposit_id)

    return await cx.registry.store.transaction(alone)


async def _look(cx: Context, deposit_id: int) -> Deposit:
    return await cx.registry.store.reading(lambda db: held(db, deposit_id))


async def _comes_on(cx: Context, house: Depository, deposit: Deposit) -> bool:
    step = _STEPS.get(deposit.state)
    if step is None or deposit.stopped or (deposit.state == "uploaded" and not deposit.is_reported):
        return False
    fresh = cx.registry.context(cx.door, cx.actor)
    try:
        if deposit.kind == "diff" and deposit.state in _AT_HOME and await _becomes_full(fresh, deposit):
            return True
        return await step(fresh, house, deposit)
    except FilesLost as lost:
        log.warning("the deposit %s is made again: %s", deposit.name, lost)
        return await _write(fresh, deposit, "planned")
    except DepositorySilent as silence:
        await _fail(fresh, deposit, str(silence), stopped=False)
    except DepositoryDeclines as refusal:
        log.error("the deposit %s waits for people: %s", deposit.name, refusal)
        await _fail(fresh, deposit, str(refusal), stopped=True)
    except Exception as error:
        await _fail(fresh, deposit, f"{type(error).__name__}: {error}", stopped=False)
        raise
    return False


async def _becomes_full(cx: Context, deposit: Deposit) -> bool:
    """Changes since a deposit that the agent does not have rebuild nothing: where one was refused for good, or cannot be
    made, the next that has not left the house holds all."""

    tld_id = deposit.tld_id
    assert tld_id is not None  # a registrar's agent answers nobody here

    async def look(db: Connection) -> bool:
        if not await deposits.follows_a_gap(db, tld_id=tld_id, day=deposit.day):
            return False
        return await deposits.become_full(db, deposit_id=deposit.id) is not None

    changed = await cx.registry.store.transaction(look)
    if changed:
        log.warning("the deposit %s follows one that the agent does not have, so it will be a full one", deposit.name)
    return changed


async def _begin(cx: Context, house: Depository, deposit: Deposit) -> bool:
    return await _write(cx, deposit, "rendering")


async def _make(cx: Context, house: Depository, deposit: Deposit) -> bool:
    made = await house.make(deposit)
    files = [asdict(each) for each in made.files]
    await cx.registry.store.transaction(
        lambda db: deposits.seal(
            db,
            deposit_id=deposit.id,
            number=made.deposit_id,
            watermark=made.watermark,
            counts=made.counts,
            files=files,
            at=cx.registry.clock.now(),
        )
    )
    return True


async def _deliver(cx: Context, house: Depository, deposit: Deposit) -> bool:
    await house.deliver(deposit)
    return await _write(cx, replace(deposit, awaits_answer=house.reports), "uploaded")


async def _report(cx: Context, house: Depository, deposit: Deposit) -> bool:
    await house.report(deposit)
    return await _write(cx, deposit, "reported")


async def _ask(cx: Context, house: Depository, deposit: Deposit) -> bool:
    verdict = await house.verdict(deposit)
    if verdict is None:
        await _wait(cx, deposit)
        return False
    if verdict.passed:
        return await _write(cx, deposit, "confirmed")
    log.error("the agent refuses the deposit %s: %s", deposit.name, verdict.words)
    await cx.registry.store.transaction(lambda db: _refused(cx, db, deposit, verdict))
    return False


async def _refused(cx: Context, db: Connection, deposit: Deposit, verdict: Verdict) -> None:
    """Refused and planned anew at once: who died between the two would leave a day that nobody comes back to."""
    await deposits.reject(db, deposit_id=deposit.id, reason=verdict.words, mark=verdict.mark, at=cx.now)
    if deposit.revision < MOST_REVISIONS:
        await next_revision(db, deposit, cx.registry.clock.now())


_STEPS: Final[Mapping[DepositState, _Step]] = {
    "planned": _begin,
    "rendering": _make,
    "sealed": _deliver,
    "uploaded": _report,
    "reported": _ask,
}


async def _write(cx: Context, deposit: Deposit, state: DepositState) -> bool:
    """Whether the deposit was still in the state that it was seen in, and is in the next one."""
    assert state in NEXT[deposit.state]
    at = cx.registry.clock.now()
    done = await cx.registry.store.transaction(
        lambda db: deposits.step(
            db, deposit_id=deposit.id, was=deposit.state, state=state, awaits_answer=deposit.awaits_answer, at=at
        )
    )
    if done is not None:
        log.info("the deposit %s is %s", deposit.name, state)
    return done is not None


async def _fail(cx: Context, deposit: Deposit, reason: str, *, stopped: bool) -> None:
    retry_at = None if stopped else cx.registry.clock.now() + pause_after(deposit.attempts + 1)
    if not stopped:
        log.warning("the deposit %s is tried again at %s: %s", deposit.name, retry_at, reason)
    await cx.registry.store.transaction(
        lambda db: deposits.fail(db, deposit_id=deposit.id, reason=reason[:2000], retry_at=retry_at, stopped=stopped)
    )


async def _wait(cx: Context, deposit: Deposit) -> None:
    if deposit.reported_at and cx.now - deposit.reported_at > UNANSWERED:
        log.error("the agent has said nothing of the deposit %s for more than a day", deposit.name)
    retry_at = cx.registry.clock.now() + ASKED_EVERY
    await cx.registry.store.transaction(lambda db: deposits.wait(db, deposit_id=deposit.id, retry_at=retry_at))
