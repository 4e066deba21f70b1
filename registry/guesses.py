"""How many guesses a password stands against somebody who knows the lists of those that were stolen elsewhere.

Nobody else is asked: the lists come with the library.
"""

import asyncio
from typing import Final

# How much of one is looked at: weighing takes longer by the square of that, and a part needs no more guesses than the whole.
_LOOKED_AT: Final = 40


async def guesses_of(password: str, login: str) -> float:
    """By who knows the login too, and where it is for; off the loop."""
    return await asyncio.to_thread(_guesses, password, login)


def _guesses(password: str, login: str) -> float:
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # it ships no types, and reads its lists when it is imported

    told = zxcvbn(password[:_LOOKED_AT], user_inputs=["namehouse", login, *login.replace("@", " ").split()])
    return float(told["guesses"])
