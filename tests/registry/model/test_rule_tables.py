"""Lists of rules as CSV: what is written is read as the same, and what is wrong is told with its line."""

from dataclasses import asdict
from datetime import UTC, datetime

import pytest

from registry.model.disclosure import PLACE, Grant
from registry.model.phases import Phase
from registry.model.pricing import EarlyAccess, Rate
from registry.model.rule_tables import TABLES, read_entries, written
from registry.model.steps import Step

NOW = datetime(2027, 1, 1, tzinfo=UTC)
ENTRIES = {
    "rates": (Rate("create", "USD", 90_000, "gold"), Rate("create", "EUR", 0, group="large", valid_to=NOW, years=10)),
    "early_access": (EarlyAccess(NOW, "USD", 100_000),),
    "phases": (
        Phase("sunrise", valid_to=NOW, needs=("mark", "notice"), creates="application", most_per_registrar=3),
        Phase("claims", needs=("notice",), qlp=True),
        Phase("custom", valid_from=NOW, subphase="friends, and family"),
    ),
    "ladder": (Step(-30), Step(0, "expire"), Step(12.5, "hold", "Out of the DNS, for now."), Step(30, "delete")),
    "disclosure": (
        PLACE[0],
        Grant(("name", "email"), ("registrant", "tech"), "legal", "not_refused", "https://example.com/law,enforcement"),
    ),
}
KINDS = {"rates": Rate, "early_access": EarlyAccess, "phases": Phase, "ladder": Step, "disclosure": Grant}


@pytest.mark.parametrize("key", sorted(TABLES))
def test_what_is_written_is_read_as_the_same(key: str) -> None:
    text = written(key, map(asdict, ENTRIES[key]))
    entries = read_entries(key, text)
    assert tuple(KINDS[key].from_document(each) for each in entries) == ENTRIES[key]
    assert written(key, entries) == text
    assert read_entries(key, written(key, ())) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the columns of rates are"),
        ("operation,price\ncreate,1\n", "not price"),
        ("operation,amount\ncreate,1\ncreate\n", "line 3: it has more or fewer cells"),
        ("operation,amount\ncreate,much\n", "line 2: amount is a whole number, not much"),
        ('operation,amount\n"create,1\n', "unexpected end"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as refused:
        read_entries("rates", text)
    assert words in str(refused.value)


def test_days_are_numbers() -> None:
    assert read_entries("ladder", "days,transition\n-1.5,notify\n") == [{"days": -1.5, "transition": "notify"}]
    with pytest.raises(ValueError, match="line 2: days is a number of days"):
        read_entries("ladder", "days\nsoon\n")
