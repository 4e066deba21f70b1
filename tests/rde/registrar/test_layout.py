"""How a registrar's files look by default, and which other looks there can be."""

from dataclasses import replace
from datetime import date

import pytest

from rde.registrar.fields import HANDLE_FIELDS, NAME_FIELDS
from rde.registrar.layout import LAYOUTS, problem_of_pattern

DAY = date(2026, 3, 2)


def test_the_column_sets_are_those_of_the_two_specifications() -> None:
    assert list(LAYOUTS["2007"].names.items()) == [
        ("domain", "name"),
        ("expiration-date", "expires_at"),
        ("nameservers", "nameservers"),
        ("rt-handle", "registrant"),
        ("tc-handle", "tech"),
        ("ac-handle", "admin"),
        ("bc-handle", "billing"),
    ]
    assert list(LAYOUTS["2007"].handles) == (
        ["handle", "name", "organization", "street", "city", "state", "zip", "country", "phone", "fax", "email"]
    )
    where = ("street", "city", "state", "zip", "country")
    registrant = ["rt-name", *(f"rt-{each}" for each in where), "rt-phone", "rt-email"]
    assert list(LAYOUTS["2024"].names) == ["domain", "expiration-date", "iana", *registrant, "bc-name"]
    assert not LAYOUTS["2024"].handles


def test_every_column_says_a_field_that_there_is_and_every_field_says_what_it_means() -> None:
    for layout in LAYOUTS.values():
        assert set(layout.names.values()) <= NAME_FIELDS.keys()
        assert set(layout.handles.values()) <= HANDLE_FIELDS.keys()
    for field in (*NAME_FIELDS.values(), *HANDLE_FIELDS.values()):
        assert field.meaning.endswith(".") and not (field.demanded and field.wanted)


def test_files_are_named_as_the_agent_names_them_and_names_are_read_again() -> None:
    layout = LAYOUTS["2007"]
    assert layout.file_name(9999, DAY, "full") == "9999_RDE_2026-03-02_full_0.csv"
    assert layout.file_name(9999, DAY, "hdl", 2) == "9999_RDE_2026-03-02_hdl_2.csv"
    assert layout.file_name(9999, DAY, "hash") == "9999_RDE_2026-03-02_hash_0.csv" and layout.is_hash(
        "9999_RDE_2026-03-02_hash_0.csv"
    )
    other = replace(layout, name="{kind}-{date}.{part}.txt", hash_name="{date}.sha256", first=1)
    assert other.file_name(1, DAY, "inc", 1) == "inc-2026-03-02.2.txt"
    assert other.is_hash("2026-03-02.sha256") and not other.is_hash("hash-2026-03-02.1.txt")
    found = other.read_name("inc-2026-03-02.2.txt")
    assert found and found.groupdict() == {"kind": "inc", "date": "2026-03-02", "part": "2"}
    assert layout.read_name("../9999_RDE_2026-03-02_full_0.csv") is None


@pytest.mark.parametrize(
    ("pattern", "word"),
    [
        ("{iana}_{date}_{kind}.csv", "{part}"),
        ("{iana}_{date}_{part}.csv", "{kind}"),
        ("{date}_{kind}_{part}_{tld}", "{tld}"),
        ("{date}_{date}_{kind}_{part}", "twice"),
        ("in/{date}_{kind}_{part}", "letters"),
        (".{date}_{kind}_{part}", "letters"),
        ("{date}_{kind}_{part}{", "letters"),
        ("{date:>20}_{date}_{kind}_{part}", "letters"),
    ],
)
def test_patterns_that_would_make_one_name_of_two_or_leave_the_folder_are_none(pattern: str, word: str) -> None:
    problem = problem_of_pattern(pattern, needed=("date", "kind", "part"))
    assert problem and word in problem


def test_names_of_countries_are_left_out_and_those_that_are_named() -> None:
    layout = replace(LAYOUTS["2007"], left_out=frozenset({"xn--p1ai", "private.example"}))
    left = ("de", "co.uk", "a.de", "xn--p1ai", "a.xn--p1ai", "private.example", "a.private.example")
    kept = ("com", "example", "a.example", "notprivate.example", "de.com")
    assert all(layout.leaves_out(each) for each in left) and not any(layout.leaves_out(each) for each in kept)


@pytest.mark.parametrize(("text", "plain", "utc"), [
    ("2026-03-02 00:00:00", True, False),
    ("2026-03-02T00:00:00Z", False, True),
    ("2026-02-30 00:00:00", False, False),
    ("0026-02-03 00:00:00", False, False),
    ("2026-03-02", False, False),
    ("", False, False),
])  # fmt: skip
def test_dates_are_written_as_agreed(text: str, plain: bool, utc: bool) -> None:
    assert (LAYOUTS["2007"].is_date(text), LAYOUTS["2024"].is_date(text)) == (plain, utc)
