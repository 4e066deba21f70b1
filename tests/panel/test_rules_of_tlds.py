"""Whatever a TLD's rules say, staff can change in the panel: a new rule has a field, or words that say where else."""

from dataclasses import fields

from panel.tlds import rules
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
