"""Operators import IDN tables and judge labels by them at the command line."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.namehouse.test_operator_commands import Say, say  # noqa: F401  the fixture
from tests.world import TLDS

pytestmark = pytest.mark.slow  # each command opens the database anew

TABLES = Path(__file__).with_name("idn_tables")
URL = ("--url", "https://registry.example/de.xml")


@pytest.mark.feature("REG-12")
def test_a_table_is_imported_shown_and_judges_labels(say: Say, tmp_path) -> None:  # noqa: F811
    imported = json.loads(say("idn", "import", "de", str(TABLES / "latin.xml"), *URL, "--json").stdout)
    assert imported == {"table": "de", "version": "3", "entries": 43, "variants": 4}
    rules = replace(TLDS["example"], idn_tables=("de",))
    (tmp_path / "rules.json").write_text(json.dumps(rules.document()))
    assert say("tld", "add", "shop", "--rules", str(tmp_path / "rules.json")).exit_code == 0
    (line,) = json.loads(say("idn", "list", "--json").stdout)
    assert (line["table"], line["languages"], line["url"]) == ("de", ["de"], URL[1])
    shown = json.loads(say("idn", "show", "de", "--json").stdout)
    assert (shown["entries"], shown["tlds"]) == (43, ["shop"])
    assert say("idn", "show", "de", "--source").stdout == (TABLES / "latin.xml").read_text()
    (told,) = json.loads(say("idn", "check", "Straße", "--json").stdout)
    assert told == {
        "table": "de",
        "label": "straße",
        "a_label": "xn--strae-oqa",
        "permitted": True,
        "index": "strasse",
    }
    (told,) = json.loads(say("idn", "check", "xn--d-uga0v4h", "--json").stdout)
    assert (told["label"], told["permitted"]) == ("łódź", False)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("idn", "show", "nothing"), 1, "2303"),
        (("idn", "import", "de", "/nowhere.xml", *URL), 2, "does not exist"),
        (("idn", "import", "de", str(TABLES / "latin.xml")), 2, "--url"),
        (("idn", "import", "no name", str(TABLES / "latin.xml"), *URL), 1, "2005"),
        (("idn", "import", "de", str(TABLES / "latin.xml"), "--url", "nowhere"), 1, "2005"),
        (("idn", "import", "de", __file__, *URL), 2, "is no IDN table"),
        (("idn", "check", "two.labels"), 2, "is no label"),
        (("idn", "check", "xn--a"), 2, "is no label"),
        (("idn", "check", "💩"), 2, "is no label"),
    ],
)
def test_what_makes_no_sense_is_said_in_words(say: Say, words: tuple[str, ...], code: int, told: str) -> None:  # noqa: F811
    result = say(*words)
    assert (result.exit_code, isinstance(result.exception, SystemExit)) == (code, True), result.output
    assert told in result.output
    assert json.loads(say("idn", "list", "--json").stdout) == []


def test_a_tld_cannot_name_a_table_that_is_not_there(say: Say, tmp_path) -> None:  # noqa: F811
    rules = replace(TLDS["example"], idn_tables=("de",))
    (tmp_path / "rules.json").write_text(json.dumps(rules.document()))
    result = say("tld", "add", "shop", "--rules", str(tmp_path / "rules.json"))
    assert (result.exit_code, "There is no such IDN table" in result.output) == (1, True), result.output
