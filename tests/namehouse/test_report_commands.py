"""Operators write the reports of a month that is over."""

import json
from pathlib import Path

import pytest

from tests.namehouse.test_operator_commands import Say, say  # noqa: F401  the fixture

pytestmark = pytest.mark.slow  # each command opens the database anew


def test_reports_are_written_under_the_names_that_icann_gives_them(say: Say, tmp_path: Path) -> None:  # noqa: F811
    counts = ("--udp-received", "9", "--udp-responded", "8", "--tcp-received", "7", "--tcp-responded", "6")
    assert say("report", "dns", "--tld", "example", "--month", "2026-01", *counts).exit_code == 0
    for kind in ("transactions", "activity"):
        words = ("report", "write", kind, "--tld", ".EXAMPLE", "--month", "2026-01", "--out", str(tmp_path / "reports"))
        path = Path(json.loads(say(*words, "--json").stdout)["path"])
        assert path.name == f"example-{kind}-202601.csv"
    assert ",9,8,7,6," in path.read_text()


def test_a_month_that_goes_on_and_a_tld_of_others_have_no_report(say: Say, tmp_path: Path) -> None:  # noqa: F811
    words = ("report", "write", "activity", "--out", str(tmp_path / "reports"))
    early = say(*words, "--tld", "example", "--month", "2999-01")
    assert (early.exit_code, "is not over" in early.output) == (1, True)
    strange = say(*words, "--tld", "nowhere", "--month", "2026-01")
    assert (strange.exit_code, "not a TLD of this registry" in strange.output) == (1, True)
    wrong = say(*words, "--tld", "example", "--month", "January")
    assert (wrong.exit_code, "write it as 2027-01" in wrong.output) == (2, True)
    assert not (tmp_path / "reports").exists()
