"""Months of reports: where they begin and end, and which comes next."""

from datetime import UTC, datetime

import pytest

from registry.model.month import Month


def test_a_month_ends_where_the_next_begins() -> None:
    assert Month(2026, 12).ends == Month(2027, 1).begins == datetime(2027, 1, 1, tzinfo=UTC)
    assert Month(2027, 1).before == Month(2026, 12)
    assert [str(each) for each in Month(2026, 11).until(Month(2027, 2))] == ["2026-11", "2026-12", "2027-01", "2027-02"]
    assert list(Month(2027, 1).until(Month(2026, 12))) == []


def test_an_instant_belongs_to_the_month_of_utc() -> None:
    assert Month.of(datetime.fromisoformat("2027-01-01T00:30:00+01:00")) == Month(2026, 12)


@pytest.mark.parametrize(
    "text", ["", "2027", "2027-13", "2027-00", "2027-1", "27-01", "2027-01-01", "0000-01", " 2027-01"]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write it as 2027-01"):
        Month.read(text)
    assert Month.read("2027-01") == Month(2027, 1) and Month(2027, 1).compact == "202701"
