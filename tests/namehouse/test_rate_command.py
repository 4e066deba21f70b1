"""An operator bounds how often a registrar may ask, sees what was booked, and leaves a message, from the command line."""

import json

import pytest

from tests.namehouse.test_operator_commands import say  # noqa: F401  the fixture is used by its name

pytestmark = pytest.mark.slow  # each command opens the database anew


def test_a_registrars_rate_is_limited_and_lifted(say) -> None:  # noqa: F811
    limited = say("registrar", "rate", "alpha", "check", "--per-second", "0.4", "--json")
    assert limited.exit_code == 0, limited.output
    assert json.loads(limited.stdout) == {"handle": "alpha", "class": "check", "per_second": 0.4, "burst": 1}
    lifted = say("registrar", "rate", "alpha", "check", "--none", "--json")
    assert json.loads(lifted.stdout) == {"handle": "alpha", "class": "check", "limit": "none"}


@pytest.mark.parametrize(
    ("words", "exit_code"),
    [
        (["alpha", "check"], 2),
        (["alpha", "check", "--none", "--per-second", "1"], 2),
        (["alpha", "check", "--none", "--burst", "1"], 2),
        (["alpha", "login", "--per-second", "1"], 2),
        (["alpha", "check", "--per-second", "-1"], 1),
        (["alpha", "check", "--per-second", "inf"], 1),
        (["nobody", "poll", "--none"], 1),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(say, words, exit_code) -> None:  # noqa: F811
    result = say("registrar", "rate", *words)
    assert result.exit_code == exit_code, result.output
    assert "Traceback" not in result.output


def test_what_was_booked_in_a_month_is_told_with_when_it_is_final(say) -> None:  # noqa: F811
    booked = json.loads(say("registrar", "bookings", "alpha", "--month", "2026-03", "--json").stdout)
    paid = next(each for each in booked if each["kind"] == "topUp")
    assert paid["amount"] > 0 and paid["currency"] == "USD" and paid["final_from"] is None
    assert (
        say("registrar", "bookings", "alpha", "--month", "2001-01", "--currency", "USD", "--json").stdout.strip()
        == "[]"
    )


def test_a_registrar_is_left_a_message_to_try_by(say) -> None:  # noqa: F811
    left = say("registrar", "poll-test", "alpha", "--json")
    assert left.exit_code == 0 and json.loads(left.stdout) == {"handle": "alpha", "message": "left"}
