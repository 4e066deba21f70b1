"""Operators see monthly reports on their way, and bring them on by hand."""

import json

import pytest

from tests.namehouse.test_operator_commands import Say, say  # noqa: F401  the fixture

pytestmark = pytest.mark.slow  # each command opens the database anew


def test_without_an_interface_nobody_is_told(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    assert json.loads(say("report", "list", "--json").stdout) == []
    for words in (("run",), ("retry", "1"), ("resend", "1")):
        refused = say("report", *words)
        assert (refused.exit_code, "send-deposits.md" in refused.output) == (1, True)
    for name, value in (("TLDS", "example"), ("SFTP_HOST", "127.0.0.1"), ("SFTP_USER", "registry")):
        monkeypatch.setenv(f"NAMEHOUSE_ESCROW_{name}", value)
    refused = say("report", "run")
    assert (refused.exit_code, "escrow.rri_url" in refused.output) == (1, True)
