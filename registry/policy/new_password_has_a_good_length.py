"""A new password is neither short nor endless."""

from collections.abc import Iterator

from registry.errors import ParameterRange, Refusal
from registry.policy.login_case import LoginCase


def new_password_has_a_good_length(case: LoginCase) -> Iterator[Refusal]:
    """How long is a setting (`epp.password_shortest`, `epp.password_longest`); above 16 characters it needs loginSec (2004)."""
    new, demands = case.wish.new_password, case.demands
    if new is not None and not demands.shortest <= len(new) <= demands.longest:
        yield ParameterRange(
            f"A new password has {demands.shortest} to {demands.longest} characters, and more than 16 only in loginSec:newPW.",
            "newPW",
        )
