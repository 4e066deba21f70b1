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
