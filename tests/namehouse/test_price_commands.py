"""Operators import lists of names and ask what names cost at the command line."""

import json
from dataclasses import replace

import pytest
from click.testing import Result

from registry.model.pricing import Rate
from tests.namehouse.test_operator_commands import Say, say  # noqa: F401  the fixture
from tests.world import TLDS, Clone

pytestmark = pytest.mark.slow  # each command opens the database anew


def open_shop(say: Say, tmp_path) -> None:  # noqa: F811
    rules = replace(TLDS["example"], lists=("gold",), rates=(Rate("create", "USD", 90_000, "gold"),))
    (tmp_path / "rules.json").write_text(json.dumps(rules.document()))
    assert say("tld", "add", "shop", "--rules", str(tmp_path / "rules.json")).exit_code == 0


def in_words(result: Result) -> bool:
    """Whether a command ended as a command ends, not by an exception that nobody expected."""
    return isinstance(result.exception, SystemExit)


def imported(say: Say, tmp_path, text: str, *more: str) -> Result:  # noqa: F811
    (tmp_path / "gold.csv").write_text(text)
    return say("list", "import", "gold", str(tmp_path / "gold.csv"), "--kind", "premium", *more)


@pytest.mark.feature("REG-12")
def test_a_list_is_previewed_imported_and_shown_and_changes_what_is_quoted(say: Say, clone: Clone, tmp_path) -> None:  # noqa: F811
    open_shop(say, tmp_path)
    preview = json.loads(imported(say, tmp_path, "car,gold\nboat,gold\n", "--preview", "--json").stdout)
    assert (preview["written"], preview["added"]) == (False, {"car": "gold", "boat": "gold"})
    assert json.loads(say("list", "all", "--json").stdout) == []
    assert imported(say, tmp_path, "car,gold\nboat,gold\n").exit_code == 0
    assert json.loads(say("list", "all", "--json").stdout) == [{"list": "gold", "kind": "premium", "labels": 2}]
    assert json.loads(say("list", "show", "gold", "--json").stdout)[0] == {"label": "boat", "value": "gold"}
    lines = json.loads(say("quote", "car.shop", "create", "--years", "2", "--json").stdout)
    assert [(line["item"], line["price"]) for line in lines] == [("create", "1800.00"), ("total", "1800.00")]
    assert lines[-1]["class"] == "gold"
    assert "10.00" in say("quote", "tree.shop", "create").stdout


def test_a_reserved_name_has_a_kind_that_means_something_and_may_have_a_reason(say: Say, tmp_path) -> None:  # noqa: F811
    file = tmp_path / "kept.csv"
    words = ("list", "import", "kept", str(file), "--kind", "reserved")
    file.write_text('norway,country,"ISO 3166-1, NO"\nnic,service,\n')
    assert say(*words).exit_code == 0
    assert json.loads(say("list", "show", "kept", "--json").stdout) == [
        {"label": "nic", "value": "service", "reason": None},
        {"label": "norway", "value": "country", "reason": "ISO 3166-1, NO"},
    ]
    file.write_text("norway,country,ISO 3166-1\nnic,service\n")
    change = json.loads(say(*words, "--json").stdout)
    assert (change["added"], change["changed"]) == ({}, {"norway": "country ISO 3166-1"})
    file.write_text("norway,neighbour\n")
    refused = say(*words)
    assert (refused.exit_code, in_words(refused)) == (1, True)
    assert "collision" in refused.output, "the kinds that there are"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("quote", "tree.nowhere", "create"), 1),
        (("quote", "tree.shop", "create", "--registrar", "nobody"), 1),
        (("quote", "tree.shop", "create", "--years", "11"), 1),
        (("quote", "tree.shop", "steal"), 2),
        (("quote", "tree.shop", "create", "--at", "tomorrow"), 2),
        (("list", "show", "nothing"), 1),
        (("list", "import", "gold", "/nowhere.csv", "--kind", "premium"), 2),
    ],
)
def test_what_makes_no_sense_is_said_in_words(say: Say, tmp_path, words: tuple[str, ...], code: int) -> None:  # noqa: F811
    open_shop(say, tmp_path)
    result = say(*words)
    assert (result.exit_code, in_words(result)) == (code, True), result.output


@pytest.mark.parametrize(
    "text", ["car\n", "car,gold,9\n", "car,\n", "car,gold\ncar,silver\n", "-car,gold\n", "car,no good\n"]
)
def test_a_file_that_is_no_list_is_refused_and_changes_nothing(say: Say, tmp_path, text: str) -> None:  # noqa: F811
    result = imported(say, tmp_path, text)
    assert result.exit_code in (1, 2), result.output
    assert in_words(result), result.exception
    assert json.loads(say("list", "all", "--json").stdout) == []


def test_a_file_that_is_not_text_is_refused(say: Say, tmp_path) -> None:  # noqa: F811
    (tmp_path / "gold.csv").write_bytes(b"\xff\xfe\x00car,gold\n")
    result = say("list", "import", "gold", str(tmp_path / "gold.csv"), "--kind", "premium")
    assert (result.exit_code, in_words(result)) == (2, True), result.output
