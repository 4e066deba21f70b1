"""How often one place may ask."""

import pytest

from whois.limits import RateLimit


class Seconds:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


def granted(limit: RateLimit, address: str, times: int) -> int:
    return sum(limit.grant(address) for _ in range(times))


def test_a_minute_holds_as_many_queries_as_the_setting_says_and_they_come_back_evenly(seconds: Seconds) -> None:
    limit = RateLimit(60, seconds=seconds)
    assert granted(limit, "192.0.2.1", 100) == 60
    seconds.now += 10
    assert granted(limit, "192.0.2.1", 100) == 10
    seconds.now += 3600
    assert granted(limit, "192.0.2.1", 100) == 60


def test_asking_while_refused_does_not_lengthen_the_wait(seconds: Seconds) -> None:
    limit = RateLimit(60, seconds=seconds)
    granted(limit, "192.0.2.1", 60)
    got = 0
    for _ in range(600):
        seconds.now += 0.1
        got += limit.grant("192.0.2.1")
    assert got in (59, 60)


def test_an_address_of_ipv4_and_a_64_of_ipv6_are_one_place_each(seconds: Seconds) -> None:
    limit = RateLimit(1, seconds=seconds)
    assert limit.grant("192.0.2.1")
    assert not limit.grant("::ffff:192.0.2.1")
    assert limit.grant("192.0.2.2")
    assert limit.grant("2001:db8:0:1::1")
    assert not limit.grant("2001:db8:0:1:ffff::2")
    assert limit.grant("2001:db8:0:2::1")


def test_unlimited_networks_and_a_limit_of_zero_bind_nobody(seconds: Seconds) -> None:
    limit = RateLimit(1, ("192.0.2.0/24", "2001:db8::/128"), seconds)
    for address in ("192.0.2.1", "::ffff:192.0.2.1", "2001:db8::", "2001:db8::%eth0"):
        assert granted(limit, address, 10) == 10
    assert granted(limit, "198.51.100.1", 10) == 1
    assert granted(RateLimit(0), "198.51.100.1", 10) == 10


def test_strangers_are_forgotten_after_two_minutes_but_not_their_debts_before_one(seconds: Seconds) -> None:
    limit = RateLimit(60, seconds=seconds)
    granted(limit, "198.51.100.1", 60)
    seconds.now += 59
    granted(limit, "203.0.113.1", 60)
    seconds.now += 2  # a new generation
    assert granted(limit, "203.0.113.1", 60) == 2
    for number in range(1000):
        limit.grant(f"10.0.{number // 250}.{number % 250}")
    for _ in range(3):
        seconds.now += 60
        limit.grant("192.0.2.1")
    assert len(limit._recent) + len(limit._older) <= 2
