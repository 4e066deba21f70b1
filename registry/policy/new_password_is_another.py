"""A new password is none that is known."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.model.login import LITERAL
from registry.policy.login_case import LoginCase


def new_password_is_another(case: LoginCase) -> Iterator[Refusal]:
    """Not the one before, not the registrar's own name, not what stands where loginSec is meant (RFC 8807, section 3.2)."""
    new = case.wish.new_password
    if new is None:
        return
    if new == LITERAL:
        yield PolicyForbids("No password can be this: it stands where one in loginSec is meant.", "newPW")
    elif new == case.wish.password:
        yield PolicyForbids("This is the old password.", "newPW")
    elif case.wish.handle.lower() in new.lower():
        yield PolicyForbids("A password does not hold the registrar's name.", "newPW")
