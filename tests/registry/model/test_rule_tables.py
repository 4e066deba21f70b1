"""Lists of rules as CSV: what is written is read as the same, and what is wrong is told with its line."""

from dataclasses import asdict
from datetime import UTC, datetime

import pytest

from registry.model.phases import Phase
from registry.model.pricing import EarlyAccess, Rate
from registry.model.rule_tables import TABLES, read_entries, written

NOW = datetime(2027, 1, 1, tzinfo=UTC)
ENTRIES = {
    "rates": (Rate("create", "USD", 90_000, "gold"), Rate("create", "EUR", 0, group="large", valid_to=NOW, years=10)),
    "early_access": (EarlyAccess(NOW, "USD", 100_000),),
    "phases": (
        Phase("sunrise", valid_to=NOW, needs=("mark", "notice"), creates="application", most_per_registrar=3),
        Phase("claims", needs=("notice",), qlp=True),
        Phase("custom", valid_from=NOW, subphase="friends, and family"),
    ),
}
KINDS = {"rates": Rate, "early_access": EarlyAccess, "phases": Phase}


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
