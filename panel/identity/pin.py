"""An account's PIN: set, changed and removed by its owner, asked for before what gives names away (panel/pin_gate.py).

Four digits are guessed in ten thousand tries, so tries are what is guarded: each is counted before it is verified, five wrong
ones lock the PIN for an hour, and what is stored is sealed besides being hashed, since whoever had the database would not have to
try here.
"""

import logging
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from panel.database import Database, below
from panel.identity import pin_queries as queries
from panel.identity.activity import write_own
from panel.identity.browser import Browser
from panel.identity.pin_queries import Pin
from panel.identity.sealing import Seal, SealBroken
from panel.identity.tries import CROWD, TooManyTries
from panel.kit.access import Viewer
from registry.clock import Clock
from registry.fair import Crowded
from registry.passwords import hashed, verified

log = logging.getLogger(__name__)

MOST_WRONG: Final = 5
LOCKED_FOR: Final = timedelta(hours=1)
HOLDS: Final = timedelta(minutes=5)  # how long a PIN that was given is not asked for again in that browser
LONGEST: Final = 200
_FORM: Final = re.compile(r"[0-9]{4}")


class PinRefused(Exception):
    """It cannot be like that; the message is for people, `field` names the form's field."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody typed to have another PIN, or the first one."""

    pin: str
    again: str
    question: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What opens the present one: itself, or the answer to its question."""

    pin: str = ""
    answer: str = ""


def canonical_answer(text: str) -> str:
    """As answers are compared: without regard to case, blanks and ways of writing the same letter."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def pin_problem(pin: str) -> str | None:
    """What speaks against it, in a sentence."""
    if not _FORM.fullmatch(pin):
        return "A PIN is four digits."
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    return "This is what everybody tries first." if steps <= {0} or steps in ({1}, {-1}) else None


@dataclass(frozen=True, slots=True)
class Pins:
    """Keeps them."""

    database: Database
    clock: Clock
    seal: Seal

    async def of(self, account_id: int) -> Pin | None:
        async with self.database.transaction() as db:
            return await queries.pin_of(await below(db), account_id=account_id)

    async def set(self, viewer: Viewer, shown: Shown, wish: Wish, browser: Browser) -> None:
        """Have this PIN from now on; where there is one, it or its answer is shown. Raises PinRefused and TooManyTries."""
        question, answer = " ".join(wish.question.split())[:LONGEST], canonical_answer(wish.answer)
        before = await self.of(viewer.account_id)
        kept = before.answer if before and question and question == before.question and not answer else None
        _demand_sense(wish, question, answer, answered=kept is not None)
        if before is not None:
            before = await self._opened(viewer, shown, browser)
        try:
            pin = await self._sealed(wish.pin, viewer, browser)
            sealed = await self._sealed(answer, viewer, browser) if answer else kept
        except Crowded:
            raise TooManyTries(CROWD) from None
        now = self.clock.now()
        async with self.database.transaction() as db:
            raw = await below(db)
            done = await queries.keep(
                raw,
                account_id=viewer.account_id,
                pin=pin,
                question=question or None,
                answer=sealed,
                now=now,
                before=before.pin if before else None,
            )
            if done is None:
                raise PinRefused("It was changed elsewhere just now. Begin again.", "pin")
            await queries.forget_given(raw, account_id=viewer.account_id)
            await write_own(db, now, "pin.change" if before else "pin.set", viewer, browser)

    async def remove(self, viewer: Viewer, shown: Shown, browser: Browser) -> None:
        """Have none any more. Raises PinRefused and TooManyTries."""
        await self._opened(viewer, shown, browser)
        async with self.database.transaction() as db:
            raw = await below(db)
            await queries.remove(raw, account_id=viewer.account_id)
            await queries.forget_given(raw, account_id=viewer.account_id)
            await write_own(db, self.clock.now(), "pin.remove", viewer, browser)

    async def give(self, viewer: Viewer, pin: str, browser: Browser) -> None:
        """Show it in this browser, where it is not asked for again for a while; or once, with a key. Raises PinRefused and
        TooManyTries."""
        await self._opened(viewer, Shown(pin), browser)
        async with self.database.transaction() as db:
            await queries.was_given(await below(db), session_id=viewer.session_id, now=self.clock.now())

    async def _opened(self, viewer: Viewer, shown: Shown, browser: Browser) -> Pin:
        """The one that there is, where what is shown opens it; wrong tries are counted, written down and told."""
        now, field = self.clock.now(), "secret-answer" if shown.answer else "present"
        if not (shown.pin or shown.answer):
            raise PinRefused("Give the present PIN.", field)
        async with self.database.transaction() as db:
            raw = await below(db)
            tried = await queries.begin_try(
                raw, account_id=viewer.account_id, most=MOST_WRONG, until=now + LOCKED_FOR, now=now
            )
            known = tried or await queries.pin_of(raw, account_id=viewer.account_id)
        if known is None:
            raise PinRefused("There is no PIN.", field)
        if tried is None:
            raise TooManyTries((known.locked_until or now) - now)
        if not await self._opens(tried, viewer, shown, browser):
            await self._refuse(viewer, tried, now, browser)
            said = "This is not the answer." if shown.answer else "This is not the PIN."
            raise PinRefused(said, field)
        async with self.database.transaction() as db:
            await queries.was_right(await below(db), account_id=viewer.account_id)
        return tried

    async def _opens(self, tried: Pin, viewer: Viewer, shown: Shown, browser: Browser) -> bool:
        """The slow hash runs while no connection is held."""
        sealed = tried.answer if shown.answer else tried.pin
        typed = canonical_answer(shown.answer)[:LONGEST] if shown.answer else shown.pin[:LONGEST]
        try:
            stored = self.seal.open(sealed, _owner(viewer)).decode() if sealed else None
            return await verified(typed, stored, browser.address)
        except Crowded:
            await self._was_none(viewer)
            raise TooManyTries(CROWD) from None
        except SealBroken:
            log.error("panel.seal_key does not open the PIN of account %d", viewer.account_id)
            await self._was_none(viewer)
            raise PinRefused("It cannot be read any more: have it removed.", "present") from None

    async def _was_none(self, viewer: Viewer) -> None:
        async with self.database.transaction() as db:
            await queries.was_none(await below(db), account_id=viewer.account_id)

    async def _refuse(self, viewer: Viewer, tried: Pin, now: datetime, browser: Browser) -> None:
        async with self.database.transaction() as db:
            await write_own(db, now, "pin", viewer, browser, refused=True)
            if tried.locked_until is not None:
                await write_own(db, now, "pin.lock", viewer, browser)

    async def _sealed(self, text: str, viewer: Viewer, browser: Browser) -> bytes:
        return self.seal.close((await hashed(text, browser.address)).encode(), _owner(viewer))


def _owner(viewer: Viewer) -> str:
    return f"pin {viewer.account_id}"


def _demand_sense(wish: Wish, question: str, answer: str, *, answered: bool) -> None:
    if problem := pin_problem(wish.pin):
        raise PinRefused(problem, "pin")
    if wish.pin != wish.again:
        raise PinRefused("The two PINs differ.", "again")
    if question and not (answer or answered):
        raise PinRefused("A question wants its answer.", "answer")
    if answer and not question:
        raise PinRefused("An answer wants its question.", "question")
    if answer and (
        len(answer) < 3 or len(answer) > LONGEST or answer in canonical_answer(question) or wish.pin in answer
    ):
        raise PinRefused("An answer of three letters at least, that neither the question nor the PIN is in.", "answer")
