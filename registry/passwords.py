"""Passwords: argon2id, off the loop, and as slow for a registrar that does not exist as for one that does."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

# The hash takes tens of milliseconds and 19 MiB: a bounded pool keeps a storm of logins from taking the machine.
_WORKERS: Final = 2
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_WORKERS, thread_name_prefix="argon2")


@cache
def _nobody() -> str:
    """A hash that no password opens: verified against when there is no registrar, so that the answer takes as long."""
    return _HASHER.hash("nobody has this password")


async def hashed(password: str) -> str:
    """The argon2id hash of a password, with its parameters and salt."""
    return await asyncio.get_running_loop().run_in_executor(_pool(), _HASHER.hash, password)


async def verified(password: str, password_hash: str | None) -> bool:
    """Whether the password opens the hash; None takes as long and never does."""
    return await asyncio.get_running_loop().run_in_executor(_pool(), _verify, password, password_hash)


def _verify(password: str, password_hash: str | None) -> bool:
    try:
        _HASHER.verify(password_hash or _nobody(), password)
    except (Argon2Error, InvalidHashError):
        return False
    return password_hash is not None
