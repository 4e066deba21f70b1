"""What logins and passwords look like."""

from typing import Final

SHORTEST_PASSWORD: Final = 10
LONGEST_PASSWORD: Final = 256
NO_PASSWORD: Final = "!"  # noqa: S105  stands where a hash would; nothing opens it


def canonical_login(login: str) -> str:
    """Logins are compared without regard to case and surrounding blanks."""
    return login.strip().lower()


def password_problem(password: str, login: str) -> str | None:
    """What speaks against a password, in a sentence; length matters, kinds of letters do not."""
    if len(password) < SHORTEST_PASSWORD:
        return f"Use at least {SHORTEST_PASSWORD} characters."
    if len(password) > LONGEST_PASSWORD:
        return f"Use at most {LONGEST_PASSWORD} characters."
    if login in password.lower() or len(set(password)) < 4:
        return "This is too easy to guess."
    return None
