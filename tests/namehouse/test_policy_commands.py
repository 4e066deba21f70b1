"""Operators plan, preview, reverse and take back policies of TLDs at the command line."""

import json
from pathlib import Path

import pytest
from click.testing import Result

from tests.namehouse.test_operator_commands import Say, say  # noqa: F401  the fixture

pytestmark = pytest.mark.slow  # each command opens the database anew

LATER = "2099-01-01T00:00:00Z"


def told(result: Result):
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def versions(say: Say):  # noqa: F811
    return told(say("tld", "versions", "example", "--json"))


@pytest.mark.feature("REG-12")
def test_a_change_is_previewed_planned_seen_and_taken_back(say: Say) -> None:  # noqa: F811
    change = ("tld", "change", "example", "--set", "prices.renew=1500", "--set", "spans.redemption=20", "--at", LATER)
    preview = say(*change, "--preview")
    assert "prices.renew: 15.00 USD instead of 10.00 USD; spans.redemption: 20 instead of 30" in preview.stdout
    assert told(say(*change, "--preview", "--json"))["prices"] == [
        {"operation": "renew", "class": "standard", "before": "10.00 USD", "after": "15.00 USD"}
    ]
    assert len(versions(say)) == 1
    number = told(say(*change, "--reason", "costs", "--json"))["policy"]
    assert [each["state"] for each in versions(say)] == ["in force", "planned"]
    shown = told(say("tld", "show", "example", "--at", LATER, "--json"))
    assert (shown["prices"]["renew"], shown["spans"]["redemption"]) == (1500, 20)
    assert told(say("tld", "withdraw", "example", str(number), "--json"))["withdrawn"] == number
    assert [each["state"] for each in versions(say)] == ["in force"]


def test_a_version_in_force_is_reversed_by_the_rules_of_an_older_one(say: Say) -> None:  # noqa: F811
    (opened,) = versions(say)
    assert say("tld", "change", "example", "--set", "prices.create=1").exit_code == 0
    assert say("tld", "withdraw", "example", str(versions(say)[-1]["policy"])).exit_code == 1
    assert say("tld", "change", "example", "--version", str(opened["policy"])).exit_code == 0
    assert [each["state"] for each in versions(say)] == ["past", "past", "in force"]
    assert told(say("tld", "show", "example", "--json"))["prices"]["create"] == 1000


@pytest.mark.feature("REG-12")
def test_a_package_is_sold_seen_quoted_and_taken_back(say: Say) -> None:  # noqa: F811
    sell = ("token", "sell", "alpha", "50", "30000", "--tld", "example", "--reason", "offer", "--json")
    before = told(say("registrar", "top-up", "alpha", "100000", "--reason", "deposit", "--json"))["balance"]
    sold = told(say(*sell))
    assert before - sold["balance"] == 30000
    (shown,) = [each for each in told(say("token", "list", "--json")) if each["number"] == sold["number"]]
    assert (shown["uses"], shown["used"], shown["package"]) == (50, 0, "300.00 USD")
    asked = told(say("quote", "van.example", "create", "--registrar", "alpha", "--token", sold["token"], "--json"))
    assert asked[-1]["price"] == "0.00"
    revoked = say("token", "revoke", str(sold["number"]), "--reason", "mistake")
    assert "300.00 USD are given back" in revoked.stdout
    history = told(say("token", "history", str(sold["number"]), "--json"))
    assert [(each["event"], each["reason"]) for each in history] == [("sell", "offer"), ("revoke", "mistake")]
    assert told(say("registrar", "top-up", "alpha", "1", "--reason", "cent", "--json"))["balance"] == before + 1


@pytest.mark.parametrize("suffix", ["json", "toml"])
def test_rules_leave_as_a_file_and_come_back_as_one(say: Say, tmp_path: Path, suffix: str) -> None:  # noqa: F811
    shown = told(say("tld", "show", "example", "--json"))
    path = tmp_path / f"rules.{suffix}"
    if suffix == "json":
        path.write_text(json.dumps(shown))
    else:
        path.write_text(
            'contacts = "forbidden"\nhost_model = "objects"\nlongest_years = 9\n'
            '[prices]\ncurrency = "USD"\ncreate = 1000\nrenew = 1000\ntransfer = 1000\nrestore = 4000\n'
            '[[phases]]\nname = "open"\nvalid_from = 2027-03-01T00:00:00Z\n'
        )
    assert say("tld", "change", "example", "--rules", str(path), "--at", LATER).exit_code == 0
    back = told(say("tld", "show", "example", "--at", LATER, "--json"))
    if suffix == "json":
        assert back == shown
    else:
        assert (back["longest_years"], back["phases"][0]["valid_from"]) == (9, "2027-03-01 00:00:00+00:00")


def test_prices_and_phases_come_from_csv(say: Say, tmp_path: Path) -> None:  # noqa: F811
    rates, phases = tmp_path / "rates.csv", tmp_path / "phases.csv"
    rates.write_text("operation,currency,amount,name_class,years\ncreate,USD,90000,gold,\nrenew,USD,50000,gold,2\n")
    phases.write_text(f"name,needs,valid_from,valid_to\nsunrise,mark,,{LATER}\nclaims,notice token,{LATER},\n")
    change = ("tld", "change", "example", "--rates", str(rates), "--phases", str(phases))
    assert "rates: new: operation create, amount 900.00 USD, name class gold" in say(*change, "--preview").stdout
    assert say(*change).exit_code == 0
    shown = told(say("tld", "show", "example", "--json"))
    assert [each["amount"] for each in shown["rates"]] == [90_000, 50_000]
    assert shown["phases"][1]["needs"] == ["notice", "token"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 2),
        (("--set", "nonsense"), 2),
        (("--set", "spans.nothing=1"), 1),
        (("--set", "longest_years=0"), 1),
        (("--version", "999999"), 1),
        (("--rates", "{rates}"), 2),
        (("--rules", "{naive}"), 2),
    ],
)
def test_what_makes_no_sense_is_said_in_words(say: Say, tmp_path: Path, words: tuple[str, ...], code: int) -> None:  # noqa: F811
    files = {"rates": tmp_path / "rates.csv", "naive": tmp_path / "naive.toml"}
    files["rates"].write_text("operation,price\ncreate,10\n")
    files["naive"].write_text(
        'contacts = "forbidden"\nhost_model = "objects"\n'
        '[prices]\ncurrency = "USD"\ncreate = 1\nrenew = 1\ntransfer = 1\nrestore = 1\n'
        '[[phases]]\nname = "open"\nvalid_from = 2027-03-01T00:00:00\n'
    )
    result = say("tld", "change", "example", *[word.format(**files) for word in words])
    assert (result.exit_code, isinstance(result.exception, SystemExit)) == (code, True), result.output
