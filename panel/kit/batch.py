"""A deed carried out on one object or on many: each by itself, with a result of its own; all or nothing where that is asked for.

What was tried is written down when it was: one row of audit.activity for each object, whatever became of it. The object's own
history has what was changed, in the transaction that changed it.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from panel.identity.browser import Browser
from panel.kit.access import Viewer
from panel.kit.api.matched import NotAsSeen
from panel.kit.deeds import Declined, Deed, Deeds, Gone, Made, Once, Opening, Pending, Values
from panel.kit.pointing import pointed
from panel.kit.queries import record_deeds
from panel.kit.request_id import request_id
from panel.kit.situation import Situation
from panel.kit.versions import Keeping
from registry.context import Actor, Context
from registry.errors import Refusal
from registry.store.one_transaction import OneTransaction
from registry.store.sql import Connection

log = logging.getLogger(__name__)

# done: it is; pending: begun, and waits for somebody; refused: in words; missing: there is no such object for the viewer;
# changed: it is not any more what was seen; undone: it was taken back, since all was to be done or nothing; failed: our fault, of
# which the log holds the rest.
Outcome = Literal["done", "pending", "refused", "missing", "changed", "undone", "failed"]

# Objects at work at once: the database has few connections, and others wait for them too.
AT_ONCE: Final = 4


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one object; `secrets` are shown to who did it, and to nobody after; `has_page`: it is new, and its page is
    what comes next; `gone`: it has none any more; `errors` are what a refusal says of single fields, by their names."""

    key: str
    outcome: Outcome
    words: str
    secrets: tuple[str, ...] = ()
    has_page: bool = False
    gone: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def done(self) -> bool:
        return self.outcome in ("done", "pending")


async def carry_out(
    deeds: Deeds[Any],
    deed: Deed[Any],
    situation: Situation,
    wanted: Mapping[str, Values],
    browser: Browser,
    reference: str,
) -> list[Result]:
    """Do it to each of the keys with its values; the results in the order of the keys. `reference` leads to the log."""
    subjects = await deeds.found(deed, situation, tuple(wanted))
    room = asyncio.Semaphore(AT_ONCE)
    results: dict[str, Result] = {}

    async def work(key: str, values: Values) -> None:
        async with room:
            results[key] = await _one(deeds, deed, situation, key, subjects.get(key), values, browser, reference)

    try:
        await asyncio.gather(*(work(key, values) for key, values in wanted.items()))
    finally:
        await _write_down(deeds, deed, situation, wanted, list(results.values()), browser)
    return [results[key] for key in wanted]


class _TakenBack(Exception):
    """Some of it was not done, and so nothing is."""


async def carry_out_together(
    deeds: Deeds[Any],
    deed: Deed[Any],
    situation: Situation,
    wanted: Mapping[str, Values],
    browser: Browser,
    reference: str,
) -> list[Result]:
    """Do it to all of the keys in one transaction, or to none: what was done is undone where another was not."""
    subjects = await deeds.found(deed, situation, tuple(wanted))
    results: dict[str, Result] = {}

    async def work(db: Connection) -> None:
        results.clear()
        inside = replace(situation, registry=replace(situation.registry, store=OneTransaction(db)))
        for key in sorted(wanted):  # whoever else does so comes in the same order
            results[key] = await _one(deeds, deed, inside, key, subjects.get(key), wanted[key], browser, reference)
        if not all(each.done for each in results.values()):
            raise _TakenBack

    try:
        await situation.registry.store.transaction(work)
    except _TakenBack:
        results = {key: _undone(each) for key, each in results.items()}
    except Exception:
        log.exception("%s of %d %s failed, reference %s", deed.name, len(wanted), deeds.object, reference)
        results = {key: _failed(key, reference) for key in wanted}
    await _write_down(deeds, deed, situation, wanted, [results[key] for key in wanted], browser)
    return [results[key] for key in wanted]


def _undone(result: Result) -> Result:
    return Result(result.key, "undone", "It is as it was, since others could not be done.") if result.done else result


def _failed(key: str, reference: str) -> Result:
    return Result(key, "failed", f"Something went wrong on our side. Reference {reference}")


async def carry_out_new(
    deeds: Deeds[Any], opening: Opening, situation: Situation, values: Values, browser: Browser, reference: str
) -> Result:
    """Make a new object; what becomes of it has the name that it is given."""
    key = opening.called(values)
    done = Result(key, "failed", "It was not done.")
    try:
        done = await _acted(deeds, opening, situation, key, None, values, browser, reference)
        if done.done:
            await _keeping(deeds, opening, done.key, situation, values.get("reason")).begun(situation.registry)
    finally:
        await _write_down(deeds, opening, situation, {done.key: values}, [done], browser)
    return done


async def _one(
    deeds: Deeds[Any],
    deed: Deed[Any],
    situation: Situation,
    key: str,
    subject: Any,
    values: Values,
    browser: Browser,
    reference: str,
) -> Result:
    if subject is None:
        return Result(key, "missing", deeds.missing)
    if why := deed.excluded(subject, situation):
        return Result(key, "refused", why)
    return await _acted(deeds, deed, situation, key, subject, values, browser, reference)


async def _acted(
    deeds: Deeds[Any],
    deed: Deed[Any],
    situation: Situation,
    key: str,
    subject: Any,
    values: Values,
    browser: Browser,
    reference: str,
) -> Result:
    if situation.claim and key in situation.claim.done:
        return Result(key, "done", "It was done when it was asked for the first time.")
    try:
        cx = context_of(deeds, situation, key, values, browser)
        if subject is not None and deed.find is None:
            cx = replace(cx, registry=_keeping(deeds, deed, key, situation, values.get("reason")).at(cx.registry))
        said = await deed.act(cx, subject, values)
    except NotAsSeen as refusal:
        return Result(key, "changed", str(refusal))
    except (Refusal, Declined) as refusal:
        return Result(key, "refused", why_not(refusal), errors=pointed(refusal, deed.fields, values))
    except Exception:
        log.exception("%s of %s %s failed, reference %s", deed.name, deeds.object, key, reference)
        return _failed(key, reference)
    secrets = said.secrets if isinstance(said, Once) else ()
    outcome: Outcome = "pending" if isinstance(said, Pending) else "done"
    if isinstance(said, Made):
        return Result(said.key, outcome, str(said), has_page=True)
    return Result(key, outcome, str(said), secrets, gone=isinstance(said, Gone) or deed.leaves)


def _keeping(deeds: Deeds[Any], deed: Deed[Any], key: str, situation: Situation, reason: str | None) -> Keeping:
    return Keeping(deeds.list, key, situation.viewer.login, deed.name, reason, situation.now)


def why_not(refusal: Refusal | Declined) -> str:
    """What speaks against it, and what besides."""
    if isinstance(refusal, Declined):
        return str(refusal)
    return "; ".join(map(words, (refusal, *refusal.also)))


def words(refusal: Refusal) -> str:
    """The reason, with the value it is about; secrets are never such values."""
    value = f" ({refusal.value})" if refusal.value and refusal.value not in refusal.reason else ""
    return f"{refusal.reason}{value}"


def context_of(deeds: Deeds[Any], situation: Situation, key: str, values: Values, browser: Browser) -> Context:
    """The viewer as the core knows such a one: staff are operators, a registrar's people are their registrar."""
    viewer, scope = situation.viewer, situation.scope
    actor = Actor(operator=viewer.login) if scope.everything else Actor(viewer.registrar_id, viewer.registrar)
    reason = values.get("reason")
    registry = situation.claim.at(situation.registry, key) if situation.claim else situation.registry
    registry = situation.match.at(registry) if situation.match else registry
    return registry.context("panel", actor, address=browser.address, object=deeds.object, name=key, reason=reason)


async def _write_down(
    deeds: Deeds[Any],
    deed: Deed[Any],
    situation: Situation,
    wanted: Mapping[str, Values],
    results: Sequence[Result],
    browser: Browser,
) -> None:
    """One row for each; what an action wrote down itself is not written twice."""
    told = [each for each in results if not (deed.recorded and each.done)]
    if not told:
        return
    viewer = situation.viewer
    await situation.registry.store.reading(
        lambda db: record_deeds(
            db,
            now=situation.now,
            action=f"{deeds.list.name}.{deed.name}",
            actor=viewer.login,
            actor_id=viewer.account_id,
            behind=viewer.behind_login,
            behind_id=viewer.behind_id,
            registrar_id=viewer.registrar_id,
            address=browser.address,
            user_agent=browser.agent,
            object=deeds.object,
            names=[each.key[:255] for each in told],
            results=["done" if each.done else "refused" for each in told],
            reasons=[wanted[each.key].get("reason") or "" for each in told],
            details=[f"{each.words}{_by_key(viewer)}" for each in told],
            request=request_id(),
        )
    )


def _by_key(viewer: Viewer) -> str:
    return f" (by the key “{viewer.key}”)" if viewer.key else ""
