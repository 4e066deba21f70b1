"""The doctor says what a way to the trademark clearinghouse lacks."""

from pathlib import Path

from namehouse.doctor import Finding, examine
from registry.clock import SystemClock
from registry.settings import Settings, load
from tests.tmch.simulated import server_tls, settings


def found(chosen: Settings) -> list[Finding]:
    return [finding for finding in examine(chosen, SystemClock()) if finding.check == "tmch"]


def test_no_way_needs_nothing(tmp_path: Path) -> None:
    assert found(load({"NAMEHOUSE_VAR": str(tmp_path)})) == []


def test_a_way_needs_a_key_a_login_and_roots_and_an_address_that_is_safe(tmp_path: Path) -> None:
    way = {"NAMEHOUSE_TMCH_URL": "https://tmdb.example", "NAMEHOUSE_TMCH_CRL_URL": "http://crl.example/tmch.crl"}
    bare = found(load({"NAMEHOUSE_VAR": str(tmp_path), **way}))
    assert [(each.verdict, each.found.split()[1], bool(each.mend)) for each in bare] == [
        ("broken", "OpenPGP", True),
        ("broken", "login", True),
        ("broken", "certificate", True),
    ]
    (unsafe,) = found(load({"NAMEHOUSE_VAR": str(tmp_path), "NAMEHOUSE_TMCH_URL": "http://tmdb.example"}))
    assert (unsafe.verdict, "https" in unsafe.found) == ("broken", True)


def test_a_way_that_lacks_nothing_is_well_unless_others_can_read_its_passwords(tmp_path: Path) -> None:
    server_tls(tmp_path)
    chosen = settings(tmp_path, "https://127.0.0.1")
    chosen.tmch.logins.chmod(0o644)
    assert [each.verdict for each in found(chosen)] == ["broken"]
    chosen.tmch.logins.chmod(0o600)
    assert [each.verdict for each in found(chosen)] == ["well"]
