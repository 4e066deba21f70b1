"""What is asked of whoever asks to be written to: next to nothing of a person, something of a program.

A form carries a token that we sealed: good once, within an hour, and not in the first seconds. A script of ours finds a number
that takes some hundred thousand tries; where there are no scripts somebody adds two numbers that stand in words, a few times a
day from one place at most. What that is worth: docs/decisions/0080-a-form-asks-a-little-of-programs.md.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from panel.identity.tries import place_of
from panel.kit.languages import gettext as _
from panel.sign_up import queries
from registry.context import Registry
from registry.store.sql import Connection

LEAST: Final = timedelta(seconds=2)
LIFE: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
BITS: Final = 18  # so many of the digest are zero: 262,144 tries on average, half a second of a browser
MOST_ANSWERS: Final = 5  # a day, from one place
_LONGEST: Final = 200
_SEAL: Final = 18  # octets


class Unsolved(Exception):
    """It was not done; the message is for people."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form asks: `nonce` of the script, the two numbers of somebody without."""

    token: str
    nonce: str
    bits: int
    seconds: int
    one: int
    other: int


@dataclass(frozen=True, slots=True)
class Challenge:
    """Draws them, and judges what comes back; `key` is the panel's own."""

    registry: Registry
    key: bytes

    def ask(self) -> Asked:
        nonce, at = secrets.token_urlsafe(18), _milliseconds(self.registry.clock.now())
        one, other = secrets.randbelow(8) + 2, secrets.randbelow(8) + 2
        drawn = f"{nonce}.{at}"
        token = f"{drawn}.{self._seal('form', drawn)}.{self._seal(f'sum {one + other}', drawn)}"
        return Asked(token, nonce, BITS, int(LEAST.total_seconds()), one, other)

    async def demand(self, token: str, work: str, answer: str, address: str) -> None:
        """Raises Unsolved; a token that was judged by its work or answer is good for nothing any more."""
        now = self.registry.clock.now()
        nonce, drawn, drawn_at, sum_seal = self._opened(token)
        if now - drawn_at > LIFE:
            raise Unsolved(_("The page was open for too long. Send it once more."))
        if now - drawn_at < LEAST:
            raise Unsolved(_("That was sooner than anybody types. Send it once more."))
        worked = is_work(nonce, work)
        added = not worked and self._is_sum(drawn, answer, sum_seal)
        place = self._place(address) if not worked else None

        async def spend(db: Connection) -> str:
            if place is not None:
                await queries.take_answering_turn(db, place=place)
            if not await queries.spend(db, nonce=hashlib.sha256(nonce.encode()).digest(), place=place, now=now):
                return _("This page was sent already. Send it once more.")
            if place is None:
                return ""
            if await queries.answers_since(db, place=place, since=now - DAY) > MOST_ANSWERS:
                return _("Nobody answers that so often. Let scripts run on this page, or come back tomorrow.")
            return "" if added else _("That is not the answer. Try again.")

        if problem := await self.registry.store.transaction(spend):
            raise Unsolved(problem)

    def _opened(self, token: str) -> tuple[str, str, datetime, str]:
        parts = token.split(".") if token.isascii() and len(token) <= _LONGEST else []
        if len(parts) != 4 or not (parts[1].isdecimal() and len(parts[1]) < 15):
            raise Unsolved(_("The page was not whole. Send it once more."))
        nonce, at, seal, sum_seal = parts
        if not hmac.compare_digest(seal, self._seal("form", f"{nonce}.{at}")):
            raise Unsolved(_("The page was not whole. Send it once more."))
        return nonce, f"{nonce}.{at}", datetime.fromtimestamp(int(at) / 1000, UTC), sum_seal

    def _is_sum(self, drawn: str, answer: str, seal: str) -> bool:
        said = answer.strip()
        known = said.isascii() and said.isdecimal() and len(said) < 4
        return known and hmac.compare_digest(seal, self._seal(f"sum {int(said)}", drawn))

    def _seal(self, what: str, drawn: str) -> str:
        said = f"sign-up {what} {drawn}".encode()
        return hmac.digest(self.key, said, hashlib.sha256)[:_SEAL].hex()

    def _place(self, address: str) -> bytes:
        """Whose answers are counted together; nobody learns from it who that was."""
        return hmac.digest(self.key, f"place {place_of(address)}".encode(), hashlib.sha256)


def is_work(nonce: str, work: str) -> bool:
    """Whether the digest of both begins with so many zeros."""
    if not (work.isascii() and work.isdecimal() and len(work) < 16):
        return False
    digest = hashlib.sha256(f"{nonce}.{work}".encode()).digest()
    return int.from_bytes(digest[:4]) >> (32 - BITS) == 0


def _milliseconds(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)
