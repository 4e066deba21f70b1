"""How connections are counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire.addresses import Networks, canonical, place_of
from wire.limits import Full, Guests, Limits


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


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::1"),
        ("192.0.2.1", "192.0.2.1"),
    ],
)
def test_an_address_is_written_in_one_way(written: str, address: str) -> None:
    assert canonical(written) == address


def test_networks_hold_addresses_of_their_family_however_they_are_carried() -> None:
    networks = Networks(["192.0.2.0/24", "2001:db8::/32"])
    assert networks and not Networks([])
    assert "192.0.2.7" in networks and "::ffff:192.0.2.7" in networks and "2001:db8::7" in networks
    assert "198.51.100.1" not in networks and "2001:db9::1" not in networks and "192.0.2.7" not in Networks([])


def test_of_too_many_strangers_in_one_place_the_one_who_waited_longest_leaves() -> None:
    known = {"registrar"}
    guests: Guests[str] = Guests(10, 2, known.__contains__)
    for guest in ("registrar", "first", "second"):
        assert guests.enter(guest, "2001:db8::1") is None
    assert guests.enter("elsewhere", "2001:db8:0:1::1") is None
    assert guests.enter("third", "2001:db8::ffff") == "first"
    assert guests.enter("fourth", "2001:db8::1") == "second"
    assert (guests.open, guests.refused, guests.displaced) == (4, 0, 2)


def test_a_full_house_makes_room_where_most_are_and_never_at_the_cost_of_the_known() -> None:
    known = {"a", "b", "c"}
    guests: Guests[str] = Guests(5, 0, known.__contains__)
    for guest in ("a", "b", "c", "silent"):
        guests.enter(guest, "192.0.2.1")
    guests.enter("alone", "192.0.2.2")
    assert guests.enter("d", "192.0.2.3") == "silent"
    known |= {"d", "alone"}
    with pytest.raises(Full):
        guests.enter("late", "192.0.2.4")
    assert (guests.open, guests.refused) == (5, 1)


@given(
    st.lists(st.tuples(st.integers(0, 30), st.sampled_from(["192.0.2.1", "192.0.2.2", "2001:db8::1"]), st.booleans()))
)
def test_whoever_comes_and_goes_the_bounds_hold_and_nothing_is_remembered(steps) -> None:
    known: set[int] = set()
    guests: Guests[int] = Guests(6, 3, known.__contains__)
    inside: dict[int, bytes] = {}
    for guest, address, logs_in in steps:
        if guest in inside:
            guests.leave(guest, inside.pop(guest))
            continue
        known.discard(guest)
        try:
            leaving = guests.enter(guest, address)
        except Full:
            assert len(inside) == 6 and known >= inside.keys()
            continue
        if leaving is not None:
            assert leaving not in known
            guests.leave(leaving, inside.pop(leaving))
        inside[guest] = place_of(address)
        if logs_in:
            known.add(guest)
        assert guests.open == len(inside) <= 6
    for guest, place in inside.items():
        guests.leave(guest, place)
    assert guests.open == 0 and not guests._places
