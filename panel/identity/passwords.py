"""What logins and passwords look like, and which passwords are tried first by whoever guesses."""

from typing import Final

from registry.guesses import guesses_of
from registry.model.login import GUESSES

SHORTEST_PASSWORD: Final = 10
LONGEST_PASSWORD: Final = 256
NO_PASSWORD: Final = "!"  # noqa: S105  stands where a hash would; nothing opens it


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
    if await guesses_of(password, login) < GUESSES:
        return "This, or something like it, is on the lists of passwords that are tried first. A few words do well."
    return None
