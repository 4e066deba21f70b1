"""A secret is kept unreadable, opens for its time, and is as hard to guess as its characters allow."""

import string
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.model import authinfo

AT = datetime(2026, 3, 1, 12, 0, 0, 123000, UTC)
PRINTABLE = [chr(code) for code in range(0x21, 0x7F)]
SECRET = "LuQ7Bu@w9?%+_HK3cayg"


@given(st.text(min_size=1))
def test_only_the_secret_itself_opens_what_was_sealed_and_it_cannot_be_read_there(secret: str) -> None:
    sealed = authinfo.seal(secret, AT)
    assert authinfo.matches(secret, sealed)
    assert not authinfo.matches(secret + "x", sealed)
    assert sealed.count("$") == 3 and authinfo.seal(secret, AT) != sealed, "each has a salt of its own"


@pytest.mark.parametrize("secret", [None, "", "null", SECRET])
def test_what_is_not_set_is_opened_by_nothing(secret: str | None) -> None:
    assert not authinfo.matches(secret, None)
    assert not authinfo.matches("", authinfo.seal(SECRET, AT))
    assert not authinfo.matches(None, authinfo.seal(SECRET, AT))


def test_a_secret_lapses_at_the_instant_its_life_ends() -> None:
    sealed, life = authinfo.seal(SECRET, AT), timedelta(days=14)
    assert authinfo.set_at(sealed) == AT
    assert not authinfo.has_lapsed(sealed, life, AT + life - timedelta(milliseconds=1))
    assert authinfo.has_lapsed(sealed, life, AT + life)
    assert not authinfo.has_lapsed(sealed, timedelta(0), AT + timedelta(days=9999)), "no life is no limit"
    undated = sealed.rpartition("$")[0]
    assert authinfo.matches(SECRET, undated) and not authinfo.has_lapsed(undated, life, AT + timedelta(days=9999))


@given(st.text(PRINTABLE, min_size=20, max_size=20) | st.text(string.ascii_letters + string.digits, min_size=25))
def test_twenty_printable_characters_are_strong_and_so_are_twenty_five_alphanumeric_ones(secret: str) -> None:
    usual = len(set(secret)) >= 6 and not (len(secret) < 25 and secret.isalnum()) and not secret.isdecimal()
    assert (authinfo.strength(secret) >= authinfo.STRONG) is usual


@pytest.mark.parametrize(
    "secret",
    [
        SECRET[:19],
        "abcdefghijklmnopqrstuvwx",  # 24 letters
        "123456789012345678901234567890",
        "a" * 64,
        "Aa1!" * 16,
        "LuQ7 Bu@w 9?%+ _HK3 cay",  # 19 beside the blanks
        "2fooBAR",
        "abcdefghijklmnopqrstuvwxyz",
        "97531zyxwvutsrqponmlkjihg",
    ],
)
def test_what_can_be_guessed_is_weak(secret: str) -> None:
    assert authinfo.strength(secret) < authinfo.STRONG
