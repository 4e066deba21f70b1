"""What versions of rules say otherwise, in words that an operator signs."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from registry.model.amending import amended
from registry.model.phases import Phase
from registry.model.policy import Rules, Spans
from registry.model.policy_difference import differences
from registry.model.pricing import Prices, Rate
from registry.model.sound_rules import RulesUnsound

RULES = Rules("forbidden", "objects", Prices("USD", create=1000, renew=900, transfer=800, restore=4000))
MARCH = datetime(2027, 3, 1, tzinfo=UTC)


def words(before: Rules, after: Rules) -> list[str]:
    return [each.words for each in differences(before, after)]


def test_rules_that_say_the_same_differ_in_nothing() -> None:
    rules = replace(RULES, phases=(Phase("open", MARCH),))
    again = Rules.from_document(rules.document())
    assert differences(rules, again) == ()


def test_sums_are_told_in_major_units_and_spans_by_their_name() -> None:
    after = replace(RULES, prices=replace(RULES.prices, renew=1250), spans=Spans(redemption=20), digits_only=False)
    assert words(RULES, after) == [
        "prices.renew: 12.50 USD instead of 9.00 USD",
        "spans.redemption: 20 instead of 30",
        "digits_only: no instead of yes",
    ]


def test_entries_of_a_list_come_and_go_by_what_they_say() -> None:
    gold, silver = Rate("create", "USD", 90_000, "gold"), Rate("renew", "JPY", 500, valid_from=MARCH)
    assert words(replace(RULES, rates=(gold,)), replace(RULES, rates=(silver,))) == [
        "rates: no more: operation create, amount 900.00 USD, name class gold",
        "rates: new: operation renew, amount 500 JPY, name class standard, valid from 2027-03-01T00:00:00+00:00",
    ]


def test_phases_in_another_order_are_another_list() -> None:
    one, two = Phase("open"), Phase("claims", needs=("notice",))
    assert len(words(replace(RULES, phases=(one, two)), replace(RULES, phases=(two, one)))) == 4


def test_a_single_key_is_changed_and_all_else_stays() -> None:
    after = amended(RULES, {"spans.redemption": 20, "lists": ["gold"], "prices.create": 1})
    assert after == replace(RULES, spans=Spans(redemption=20), lists=("gold",), prices=replace(RULES.prices, create=1))


@pytest.mark.parametrize("key", ["redemption", "spans.nothing", "nothing.redemption", "contacts.redemption"])
def test_a_key_that_nobody_knows_is_refused(key: str) -> None:
    with pytest.raises(RulesUnsound, match="unknown"):
        amended(RULES, {key: 1})
