"""A policy document is understood wholly or refused in words, and what it says makes sense."""

import copy
import json
from typing import Any

import pytest

from registry.model.policy import Rules
from registry.model.pricing import Rate
from registry.model.sound_rules import RulesUnsound, problems, read_rules
from tests.world import PRICES, TLDS

END = {"days": 0, "transition": "delete"}
WHOLE = json.loads(json.dumps(Rules("required", "objects", PRICES, rates=(Rate("create", "EUR", 900),)).document()))


@pytest.mark.parametrize("rules", TLDS.values(), ids=TLDS)
def test_what_a_policy_writes_is_read_back(rules: Rules) -> None:
    assert read_rules(json.loads(json.dumps(rules.document()))) == rules
    assert problems(rules) == []


def changed(path: str, value: Any) -> dict[str, Any]:
    document = copy.deepcopy(WHOLE)
    *folders, last = path.split(".")
    place: Any = document
    for each in folders:
        place = place[int(each)] if each.isdigit() else place[each]
    if value is KeyError:
        del place[last]
    else:
        place[last] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("contract", 1, "contract is unknown; did you mean contacts?"),
        ("spans.redemtion", 30, "spans.redemtion is unknown; did you mean redemption?"),
        ("prices.creation", 1, "prices.creation is unknown"),
        ("rates.0.ammount", 1, "rates 1.ammount is unknown; did you mean amount?"),
        ("prices", KeyError, "prices is missing"),
        ("prices.renew", KeyError, "prices.renew is missing"),
        ("rates.0.operation", KeyError, "rates 1.operation is missing"),
        ("contacts", "sometimes", "contacts is 'sometimes', and must be one of required, optional, forbidden"),
        ("prices", None, "prices is one JSON object"),
        ("prices.create", "10.00", "prices.create is '10.00', and must be a whole number"),
        ("prices.create", -1, "prices.create is not between 0"),
        ("prices.currency", "usd", "prices.currency is three capitals"),
        ("longest_years", True, "longest_years is True, and must be a whole number"),
        ("shortest_years", 3, "shortest_years ≤ default_years"),
        ("horizon_years", 5, "longest_years ≤ horizon_years"),
        ("label_longest", 64, "label_longest ≤ 63"),
        ("spans.redemption", -1, "spans.redemption is not between 0 and"),
        ("spans.redemption", "thirty", "spans.redemption is 'thirty', and must be a number"),
        ("spans.redemption", float("nan"), "spans.redemption is nan"),
        ("transfer_lock_days", 1e9, "transfer_lock_days is not between"),
        ("restore_report", "yes", "restore_report is 'yes', and must be true or false"),
        ("required_roles", "admin", "required_roles is a list"),
        ("required_roles", ["boss"], "required_roles are of admin, billing, tech, not boss"),
        ("labels", "greek", "labels is 'greek', and must be one of any, ascii, idn"),
        ("idn_tables", "de", "idn_tables is a list"),
        ("dnssec_algorithms", [300], "dnssec_algorithms are numbers from 0 to 255"),
        ("lists", [1], "lists is 1, and must be text"),
        ("rates.0.operation", "steal", "rates are for"),
        ("rates.0.valid_from", "tomorrow", "tomorrow"),
        ("transfer_years", 2, "transfer_years is neither 0 nor 1"),
        ("unfunded", "forget", "unfunded is 'forget', and must be one of owe, hold, delete"),
        ("ladder", [{"days": 0, "transition": "expire"}], "ends with its only delete"),
        ("ladder", [END, {"days": 1, "text": "Gone."}], "ends with its only delete"),
        ("ladder", [{"days": 0, "transition": "hold"}, END], "in the order of its days, no two steps on one"),
        ("ladder", [{"days": 1, "text": "Two."}, {"days": -1, "text": "One."}], "in the order of its days"),
        ("ladder", [{"days": -1, "transition": "hold"}], "before the expiry nothing happens but notify"),
        ("ladder", [{"days": 3, "transition": "expire"}], "names expire on day 0"),
        ("ladder", [{"days": 0, "transition": "renew"}], "names are renewed where the ladder ends"),
        ("ladder", [{"days": -9}], "ladder 1: text is missing"),
        ("ladder", [{"days": -9, "text": "\x07"}], "such as do not fit into XML"),
        ("ladder", [{"days": 365, "transition": "delete"}], "days is not between"),
        ("ladder", [{"day": 1}], "ladder 1.day is unknown; did you mean days?"),
        ("rates.0.currency", "euro", "rates 1: currency is three capitals"),
    ],
)
def test_what_is_wrong_is_said_in_words(path: str, value: Any, words: str) -> None:
    with pytest.raises(RulesUnsound) as refusal:
        read_rules(changed(path, value))
    assert words in str(refusal.value)


def test_variants_of_the_same_registrant_want_a_tld_with_registrants() -> None:
    document = Rules("forbidden", "objects", PRICES, variants="same_registrant").document()
    with pytest.raises(RulesUnsound, match="contacts are forbidden"):
        read_rules(document)
    assert read_rules({**document, "contacts": "required"}).variants == "same_registrant"


@pytest.mark.parametrize("document", [None, [], "rules", 1])
def test_a_document_that_is_no_object_holds_no_rules(document: object) -> None:
    with pytest.raises(RulesUnsound, match="one JSON object"):
        read_rules(document)
