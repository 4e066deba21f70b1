"""A new password is none that whoever guesses tries first."""

from collections.abc import Iterator

from registry.errors import PolicyForbids, Refusal
from registry.model.login import GUESSES
from registry.policy.login_case import LoginCase


def new_password_is_not_tried_first(case: LoginCase) -> Iterator[Refusal]:
    """Neither on the lists of those that were stolen elsewhere, nor made of one; asked where `epp.password_weighed` says so."""
    if case.wish.new_password is not None and case.guesses is not None and case.guesses < GUESSES:
        yield PolicyForbids("This, or something like it, is on the lists of passwords that are tried first.", "newPW")
