"""Passwords: argon2id, off the loop, and as slow for a registrar that does not exist as for one that does.

A password that was verified is recognised for some minutes (docs/decisions/0016): registrars log in all day, with the same
password, and the hash is slow on purpose only for those who guess.
"""

import hmac
import os
from collections import OrderedDict
from collections.abc import Callable
from functools import cache, partial
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from registry.clock import stopwatch
from registry.fair import FairPool

# The hash takes tens of milliseconds and 19 MiB: one at a time in a process, for each place in turn, while nothing else needs
# the processor. What waits in all is done in some seconds, or not begun.
_THREADS: Final = 1
_NICE: Final = 10
_MOST: Final = 200
_MOST_OF_ONE_PLACE: Final = 50
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class Recognised:
    """Passwords that this process has verified, for `seconds` each, at most `most` of them.

    What is kept is no password and no fast hash of one that could be tried elsewhere: it is keyed with octets that live and
    die with the process. The stored hash is part of it, so that a changed password is not recognised.
    """

    def __init__(self, seconds: float = 600.0, most: int = 1000, clock: Callable[[], float] = stopwatch) -> None:
        self._seconds = seconds
        self._most = most
        self._clock = clock
        self._key = os.urandom(32)
        self._until: OrderedDict[bytes, float] = OrderedDict()  # the oldest first: all live equally long

    def knows(self, password: str, password_hash: str) -> bool:
        mark = self._mark(password, password_hash)
        return self._until.get(mark, 0.0) > self._clock()

    def learn(self, password: str, password_hash: str) -> None:
        """The password was verified against the hash just now."""
        mark = self._mark(password, password_hash)
        self._until.pop(mark, None)
        self._until[mark] = self._clock() + self._seconds
        while len(self._until) > self._most or next(iter(self._until.values())) <= self._clock():
            self._until.popitem(last=False)

    def _mark(self, password: str, password_hash: str) -> bytes:
        return hmac.digest(self._key, f"{password_hash}\0{password}".encode("utf-8", "surrogatepass"), "sha256")


_recognised: Final = Recognised()


@cache
def _pool() -> FairPool:
    return FairPool(_THREADS, _MOST, _MOST_OF_ONE_PLACE, _NICE, "argon2")


@cache
def _nobody() -> str:
    """A hash that no password opens: verified against when there is no registrar, so that the answer takes as long."""
    return _HASHER.hash("nobody has this password")


async def hashed(password: str, place: str = "") -> str:
    """The argon2id hash of a password, with its parameters and salt. Raises Crowded; `place` is who it is done for."""
    return await _pool().run(place, partial(_HASHER.hash, password))


async def verified(password: str, password_hash: str | None, place: str = "", *, swiftly: bool = False) -> bool:
    """Whether the password opens the hash; None takes as long and never does. Raises Crowded.

    `swiftly` allows a password to be recognised. It must not depend on anything a stranger could learn by the time that an
    answer takes: only who has proved everything else may be let in without the slow hash.
    """
    if swiftly and password_hash is not None and _recognised.knows(password, password_hash):
        return True
    knows = await _pool().run(place, partial(_verify, password, password_hash))
    if knows and swiftly and password_hash is not None:
        _recognised.learn(password, password_hash)
    return knows


def _verify(password: str, password_hash: str | None) -> bool:
    try:
        _HASHER.verify(password_hash or _nobody(), password)
    except (Argon2Error, InvalidHashError):
        return False
    return password_hash is not None
