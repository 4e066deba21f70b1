"""A password that is past its time opens no more than the way to a new one."""

from collections.abc import Iterator

from registry.errors import PasswordExpired, Refusal
from registry.policy.login_case import LoginCase
from registry.policy.new_password_has_a_good_length import new_password_has_a_good_length
from registry.policy.new_password_is_another import new_password_is_another
from registry.policy.new_password_is_not_tried_first import new_password_is_not_tried_first


def password_is_not_over(case: LoginCase) -> Iterator[Refusal]:
    """How long one holds is a setting (`epp.password_days`); then it is good for a login with a good new one alone."""
    ends = case.demands.password_ends(case.password_at)
    if ends is None or case.now < ends:
        return
    is_renewed = case.wish.new_password is not None and not any(
        True
        for rule in (new_password_has_a_good_length, new_password_is_another, new_password_is_not_tried_first)
        for _ in rule(case)
    )
    if not is_renewed:
        yield PasswordExpired(ends)
