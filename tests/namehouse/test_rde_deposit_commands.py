"""Operators see deposits on their way, and bring them on by hand."""

import json
from pathlib import Path

import pytest

from tests.namehouse.test_operator_commands import Say, say  # noqa: F401  the fixture

pytestmark = pytest.mark.slow  # each command opens the database anew


def test_without_a_way_nothing_is_deposited_and_the_runbook_is_named(say: Say) -> None:  # noqa: F811
    assert json.loads(say("rde", "deposits", "--json").stdout) == []
    for words in (("run",), ("retry", "1"), ("resend", "1")):
        refused = say("rde", *words)
        assert (refused.exit_code, "send-deposits.md" in refused.output) == (1, True)


def test_a_way_that_lacks_an_address_does_not_open(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setenv("NAMEHOUSE_ESCROW_TLDS", "example")
    lacking = say("rde", "run")
    assert (lacking.exit_code, "escrow.sftp_host" in lacking.output) == (2, True)


def test_a_deposit_that_is_held_up_says_why_and_is_tried_again_by_hand(
    say: Say,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    for name, value in (("TLDS", "example"), ("SFTP_HOST", "127.0.0.1"), ("SFTP_PORT", "9"), ("SFTP_USER", "registry")):
        monkeypatch.setenv(f"NAMEHOUSE_ESCROW_{name}", value)
    (made,) = json.loads(say("rde", "run", "--json").stdout)
    assert (made["state"], "agent.asc" in made["reason"]) == ("held up", True)
    (listed,) = json.loads(say("rde", "deposits", "--tld", "example", "--json").stdout)
    assert listed["number"] == made["number"]
    again = say("rde", "retry", str(made["number"]))
    assert (again.exit_code, "agent.asc" in again.output) == (1, True)
    early = say("rde", "resend", str(made["number"]))
    assert (early.exit_code, "refused is sent anew" in early.output) == (1, True)
    nothing = say("rde", "retry", "999")
    assert (nothing.exit_code, "no such deposit" in nothing.output) == (1, True)


def test_a_registrars_deposit_is_looked_at_sent_and_listed_by_hand(say: Say, tmp_path: Path) -> None:  # noqa: F811
    folder = tmp_path / "var" / "escrow"
    folder.mkdir(parents=True)
    (folder / "registrars.toml").write_text('[alpha]\nspecification = "2007"\nplace = "folder"\nfolder = "client"\n')
    out = str(tmp_path / "out")
    written = json.loads(say("rde", "registrar", "export", "--registrar", "alpha", "--out", out, "--json").stdout)
    assert (written["kind"], written["names"], len(written["files"])) == ("full", 0, 3)
    days = ("--day", "2026-03-03", "--since", "2026-03-02")
    changed = say("rde", "registrar", "export", "--registrar", "alpha", "--out", out, *days, "--json")
    assert (json.loads(changed.stdout)["kind"], len(json.loads(changed.stdout)["files"])) == ("inc", 4)
    mixed = say("rde", "registrar", "verify", "--registrar", "alpha", out, "--json")
    assert (mixed.exit_code, list(json.loads(mixed.stdout)["by_code"])) == (1, ["REGISTRAR_SEVERAL_DEPOSITS"])
    (made,) = json.loads(say("rde", "registrar", "run", "--registrar", "alpha", "--json").stdout)
    assert (made["state"], made["deposit"][:6], made["objects"]) == ("uploaded", "alpha_", 0)
    assert json.loads(say("rde", "run", "--json").stdout) == []
    assert [each["number"] for each in json.loads(say("rde", "deposits", "--registrar", "alpha", "--json").stdout)] == [
        made["number"]
    ]
    laid = say("rde", "registrar", "verify", "--registrar", "alpha", str(folder / "client"))
    assert (laid.exit_code, "full" in laid.stdout) == (0, True)
