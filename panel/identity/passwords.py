"""What logins and passwords look like, and which passwords are tried first by whoever guesses."""

import asyncio
from typing import Final

from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # it ships no types

SHORTEST_PASSWORD: Final = 10
LONGEST_PASSWORD: Final = 256
NO_PASSWORD: Final = "!"  # noqa: S105  stands where a hash would; nothing opens it

# Guesses that a password must stand: what takes fewer is on the lists of those that were stolen elsewhere, or is made of one.
GUESSES: Final = 1e8
# How much of one is looked at: weighing takes longer by the square of that, and a part needs no more guesses than the whole.
_LOOKED_AT: Final = 40


def canonical_login(login: str) -> str:
    """Logins are compared without regard to case and surrounding blanks."""
    return login.strip().lower()


async def password_problem(password: str, login: str) -> str | None:
    """What speaks against a password, in a sentence; length and what is known of others' matters, kinds of letters do not.

    Nobody else is asked: the lists come with the library.
    """
    if len(password) < SHORTEST_PASSWORD:
        return f"Use at least {SHORTEST_PASSWORD} characters."
    if len(password) > LONGEST_PASSWORD:
        return f"Use at most {LONGEST_PASSWORD} characters."
    if login in password.lower() or len(set(password)) < 4:
        return "This is too easy to guess."
    if await asyncio.to_thread(_guesses, password, login) < GUESSES:
        return "This, or something like it, is on the lists of passwords that are tried first. A few words do well."
    return None


def _guesses(password: str, login: str) -> float:
    """How many guesses somebody needs who knows the lists, the login and where it is for."""
    told = zxcvbn(password[:_LOOKED_AT], user_inputs=["namehouse", login, *login.replace("@", " ").split()])
    return float(told["guesses"])
