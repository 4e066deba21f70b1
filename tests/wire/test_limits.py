"""How connections are counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire.limits import Limits, place_of


def test_one_address_may_hold_so_many_and_no_more() -> None:
    limits = Limits(total=10, per_address=2)
    assert [limits.admit("192.0.2.1") for _ in range(3)] == [True, True, False]
    assert limits.admit("192.0.2.2")
    limits.release("192.0.2.1")
    assert limits.admit("192.0.2.1")
    assert (limits.open, limits.refused) == (3, 1)


def test_all_together_may_hold_so_many_and_no_more() -> None:
    limits = Limits(total=2, per_address=0)
    assert [limits.admit(f"192.0.2.{number}") for number in range(3)] == [True, True, False]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8:0:0:ffff::2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("fe80::1%eth0", "fe80::2%eth1", True),
    ],
)
def test_one_place_is_an_ipv4_address_or_an_ipv6_64(one: str, other: str, same: bool) -> None:
    assert (place_of(one) == place_of(other)) is same


@given(st.lists(st.sampled_from(["192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2"])))
def test_when_all_have_left_nothing_is_remembered(addresses: list[str]) -> None:
    limits = Limits(total=7, per_address=3)
    admitted = [address for address in addresses if limits.admit(address)]
    assert limits.open == len(admitted) <= 7
    for address in admitted:
        limits.release(address)
    assert limits.open == 0
    assert not limits._open_from
