"""Which of our names a host lies below is a matter of its name alone."""

from datetime import UTC, datetime

import pytest

from registry.model.policy import Policy, PolicyBook, Rules
from registry.model.pricing import Prices
from registry.policy.host_case import superordinate_name

RULES = Rules("forbidden", "objects", Prices("USD", 1, 1, 1, 1))
BOOK = PolicyBook(
    Policy(number, number, tld, datetime(2026, 1, 1, tzinfo=UTC), None, RULES)
    for number, tld in enumerate(("example", "co.example"), 1)
)


@pytest.mark.parametrize(
    ("name", "above"),
    [
        ("ns1.one.example", "one.example"),
        ("deep.down.ns1.one.example", "one.example"),
        ("ns1.one.co.example", "one.co.example"),
        ("one.example", "one.example"),
        ("ns1.oneexample", None),
        ("ns1.elsewhere.org", None),
        ("example", None),
    ],
)
def test_the_name_above_is_the_one_registered_in_the_longest_zone(name: str, above: str | None) -> None:
    assert superordinate_name(name, BOOK) == above
