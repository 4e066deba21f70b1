"""Whatever a TLD's rules say, staff can change in the panel: a new rule has a field, or words that say where else."""

from dataclasses import fields

import pytest

from panel.kit.fields import About, Problem
from panel.tlds import rules
from panel.tlds.rule_fields import EntryRows
from registry.model.policy import Rules, Spans
from registry.model.pricing import Prices

PARTS = {"prices": Prices, "spans": Spans}
# what is told of a sum beside it
CURRENCY = "prices.currency"


def test_every_rule_has_its_field() -> None:
    keys = {
        f"{each.name}.{part.name}" if each.name in PARTS else each.name
        for each in fields(Rules)
        for part in fields(PARTS.get(each.name, Rules))
    }
    assert keys - {CURRENCY} == rules.TITLES.keys() | rules.ELSEWHERE.keys()
    assert not rules.TITLES.keys() & rules.ELSEWHERE.keys()


ENTRIES = {
    "phases": [
        {"name": "sunrise", "valid_to": "2027-01-01T00:00:30Z", "needs": ["mark", "notice"], "creates": "application"},
        {"name": "custom", "subphase": "friends", "most_per_registrar": 5, "qlp": True},
    ],
    "ladder": [
        {"days": -30, "transition": "notify", "text": "Renew it, please."},
        {"days": 0.5, "transition": "expire"},
    ],
    "early_access": [{"valid_to": "2027-01-01T00:00:00Z", "currency": "JPY", "amount": 1000}],
    "disclosure": [{"fields": ["name", "city"], "roles": ["admin"], "persons": "legal", "wish": "allowed"}],
}
ROWS = [each for each in (*rules.PHASES, *rules.ENDS, *rules.EXCEPTIONS, *rules.DISCLOSURE) if each.kind == "rows"]
NOBODY = About(None, ())  # type: ignore[arg-type]  these columns ask for nothing


@pytest.mark.parametrize("field", ROWS, ids=lambda field: field.name)
def test_entries_of_a_list_are_rows_and_read_as_they_are_stored(field: EntryRows) -> None:
    typed = field.shown(ENTRIES[field.name])
    assert field.read(typed, NOBODY) == ENTRIES[field.name]
    assert field.read({}, NOBODY) is None, "what is not named stays as it is"
    assert field.read({field.name: []}, NOBODY) == field.read(field.shown([]), NOBODY) == []


def test_exceptions_to_the_price_list_are_rows_too() -> None:
    (rates,) = rules.RATES
    entries = [
        {"operation": "create", "currency": "USD", "amount": 90000, "name_class": "gold"},
        {
            "operation": "renew",
            "currency": "JPY",
            "amount": 1500,
            "group": "friends",
            "years": 10,
            "valid_from": "2027-01-01T00:00:00Z",
            "valid_to": "2027-02-01T00:00:00Z",
        },
    ]
    typed = rates.shown(entries)
    assert typed["rates.amount"] == ["900.00", "1500"]
    assert rates.read(typed, NOBODY) == entries
    assert rates.read({}, NOBODY) is None
    with pytest.raises(Problem) as problem:
        rates.read({**typed, "rates.operation": ["create", "sell"]}, NOBODY)
    assert list(problem.value.inputs) == ["rates.operation~1"]


def test_a_sum_has_no_more_digits_than_its_currency() -> None:
    (early,) = (each for each in ROWS if each.name == "early_access")
    typed = early.shown(ENTRIES["early_access"])
    assert typed["early_access.amount"] == ["1000"]
    with pytest.raises(Problem, match="JPY has 0 digits"):
        early.read({**typed, "early_access.amount": ["10.50"]}, NOBODY)
    with pytest.raises(Problem) as problem:
        early.read({**typed, "early_access.amount": ["much"]}, NOBODY)
    assert list(problem.value.inputs) == ["early_access.amount~0"]
