"""Whom a web proxy speaks for, and when it is believed."""

import pytest

from wire.addresses import Networks
from wire.forwarded import Asker, asker
from wire.limits import Limits

PROXIES = Networks(("10.0.0.0/8", "2001:db8:1::/48"))


@pytest.mark.parametrize(
    ("peer", "claimed", "address"),
    [
        ("10.0.0.1", ["198.51.100.7"], "198.51.100.7"),
        ("10.0.0.1", ["203.0.113.9, 198.51.100.7"], "198.51.100.7"),
        ("10.0.0.1", ["203.0.113.9", "198.51.100.7 "], "198.51.100.7"),
        ("10.0.0.1", ["198.51.100.7, 10.0.0.2,10.0.0.3"], "198.51.100.7"),
        ("10.0.0.1", ["10.0.0.9, 10.0.0.2"], "10.0.0.9"),
        ("10.0.0.1", ["198.51.100.7:4711"], "198.51.100.7"),
        ("2001:db8:1::1", ["[2001:db8:2::7]:4711"], "2001:db8:2::7"),
        ("2001:db8:1::1", ["2001:DB8:2:0::7"], "2001:db8:2::7"),
        ("::ffff:10.0.0.1", ["198.51.100.7"], "198.51.100.7"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["", " , "], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.7, unknown"], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.7, _hidden, 10.0.0.2"], "10.0.0.2"),
        ("192.0.2.1", ["198.51.100.7"], "192.0.2.1"),
        ("192.0.2.1", ["198.51.100.7, 10.0.0.2"], "192.0.2.1"),
        ("::ffff:192.0.2.1", ["198.51.100.7"], "192.0.2.1"),
    ],
)
def test_the_asker_is_the_rightmost_address_that_is_no_proxy_of_ours(
    peer: str, claimed: list[str], address: str
) -> None:
    assert asker(peer, False, PROXIES, claimed).address == address


@pytest.mark.parametrize(
    ("peer", "secure", "claimed", "told"),
    [
        ("10.0.0.1", False, ["https"], True),
        ("10.0.0.1", False, ["HTTPS"], True),
        ("10.0.0.1", False, ["https, http"], False),
        ("10.0.0.1", False, ["http", "https"], True),
        ("10.0.0.1", True, ["http"], False),
        ("10.0.0.1", True, [], True),
        ("10.0.0.1", False, ["gopher"], False),
        ("192.0.2.1", False, ["https"], False),
        ("192.0.2.1", True, ["http"], True),
    ],
)
def test_the_scheme_is_what_a_trusted_proxy_said_last(peer: str, secure: bool, claimed: list[str], told: bool) -> None:
    assert asker(peer, secure, PROXIES, (), claimed).secure is told


def test_without_proxies_nobody_is_believed() -> None:
    assert asker("10.0.0.1", False, Networks(()), ["198.51.100.7"], ["https"]) == Asker("10.0.0.1", False)


def test_a_shared_address_is_bound_by_the_total_alone() -> None:
    limits = Limits(total=4, per_address=1)
    assert [limits.admit("10.0.0.1", shared=True) for _ in range(5)] == [True] * 4 + [False]
    limits.release("10.0.0.1")
    assert limits.admit("192.0.2.1")
    limits.release("10.0.0.1")
    assert not limits.admit("192.0.2.1")
