"""How values look to people."""

from datetime import UTC, datetime, timedelta

import pytest

from panel.kit.formats import (
    amount,
    browser_name,
    code_tone,
    coloured_xml,
    distance,
    indented_xml,
    shown_name,
    tone,
    words,
)

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minor", "currency", "said"),
    [
        (123456, "USD", "1,234.56 USD"),
        (-5, "USD", "\N{MINUS SIGN}0.05 USD"),
        (1500, "JPY", "1,500 JPY"),
        (1, "KWD", "0.001 KWD"),
    ],
)
def test_money_has_the_digits_of_its_currency(minor: int, currency: str, said: str) -> None:
    assert amount(minor, currency) == said


@pytest.mark.parametrize(
    ("delta", "said"),
    [
        (timedelta(days=400), "in 1 year"),
        (timedelta(days=-3), "3 days ago"),
        (timedelta(seconds=-5), "just now"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(seconds=9), "in a moment"),
    ],
)
def test_distances_name_the_largest_unit(delta: timedelta, said: str) -> None:
    assert distance(NOON + delta, NOON) == said


def test_statuses_and_codes_have_tones() -> None:
    assert (tone("ok"), tone("clientUpdateProhibited"), tone("serverHold"), tone("news")) == (
        "green",
        "blue",
        "pink",
        "secondary",
    )
    assert (code_tone(1001), code_tone(2302), code_tone(2400)) == ("green", "orange", "red")
    assert words("clientTransferProhibited") == "client transfer prohibited"


def test_a_frame_is_indented_one_element_a_line() -> None:
    assert indented_xml("<a><b x='1'>text</b><c/></a>") == "<a>\n  <b x='1'>text</b>\n  <c/>\n</a>"


@pytest.mark.parametrize(
    "frame", ["<a><script>alert(1)</script></a>", "<a b='<img onerror=1>'>", "not xml < at all", "<<<>>>", ""]
)
def test_whatever_a_frame_holds_it_stays_text(frame: str) -> None:
    coloured = str(coloured_xml(frame))
    for tag in ("<script", "<img", "<a"):
        assert tag not in coloured


def test_names_are_shown_as_people_write_them() -> None:
    assert shown_name("xn--mnchen-3ya.example") == "münchen.example (xn--mnchen-3ya.example)"
    assert shown_name("plain.example") == "plain.example"


def test_browsers_are_called_by_their_names() -> None:
    chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36"
    assert browser_name(chrome) == "Chrome on Linux"
    assert browser_name("curl/8") == "curl/8"
    assert browser_name("") == "Unknown browser"
