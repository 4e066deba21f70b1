"""Instants are read from documents in one way, and one that could be meant in any time zone is none."""

from datetime import UTC, datetime

import pytest

from registry.model.instants import instant_by_utc, instant_of, with_instants

NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)


def test_only_what_stands_under_the_names_is_read():
    document = {"valid_from": "2027-01-01T12:00:00Z", "valid_to": None, "name": "2027-01-01T12:00:00Z"}
    assert with_instants(document, ("valid_from", "valid_to", "absent")) == {**document, "valid_from": NOON}
    assert with_instants({"valid_from": NOON}, ("valid_from",)) == {"valid_from": NOON}


@pytest.mark.parametrize("text", ["2027-01-01T12:00:00", "2027-01-01", "tomorrow", ""])
def test_what_names_no_instant_of_one_time_zone_is_refused(text):
    with pytest.raises(ValueError):
        instant_of(text)


def test_an_offset_is_a_time_zone():
    assert instant_of("2027-01-01T13:00:00+01:00") == NOON


def test_where_the_field_is_in_utc_that_is_meant_by_what_says_nothing():
    assert instant_by_utc("2027-01-01T12:00:00") == instant_by_utc("2027-01-01T13:00:00+01:00") == NOON
    with pytest.raises(ValueError, match="is no instant"):
        instant_by_utc("noon")


def test_what_is_beyond_the_calendar_of_utc_is_no_instant():
    with pytest.raises(ValueError, match="beyond the calendar"):
        instant_of("0001-01-01T00:00:00+12:00")
