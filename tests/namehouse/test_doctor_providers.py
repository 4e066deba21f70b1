"""The doctor says what OpenID providers for RDAP lack, without asking them."""

from pathlib import Path

from namehouse.doctor import Finding, examine
from registry.clock import SystemClock
from registry.settings import load


def found(folder: Path, **variables: str) -> list[Finding]:
    chosen = load({"NAMEHOUSE_VAR": str(folder), **variables})
    return [finding for finding in examine(chosen, SystemClock()) if finding.check == "providers"]


def test_no_provider_needs_nothing(tmp_path: Path) -> None:
    assert found(tmp_path) == []


def test_a_provider_needs_a_table_that_is_right_and_an_address_to_send_people_back_to(tmp_path: Path) -> None:
    path = tmp_path / "rdap" / "providers.toml"
    path.parent.mkdir()
    path.write_text('[[provider]]\nissuer = "http://idp.example"\n')
    (broken,) = found(tmp_path)
    assert broken.verdict == "broken" and "client_id is missing" in broken.found and broken.mend
    path.write_text('[[provider]]\nissuer = "https://idp.example"\nname = "x"\nclient_id = "rdap"\n')
    (warned,) = found(tmp_path)
    assert warned.verdict == "warning" and "farv1_session/callback" in warned.found
    (unsafe,) = found(tmp_path, NAMEHOUSE_WHOIS_RDAP_URL="http://rdap.example/")
    assert unsafe.verdict == "broken"
    (well,) = found(tmp_path, NAMEHOUSE_WHOIS_RDAP_URL="https://rdap.example/")
    assert well.verdict == "well" and "https://rdap.example/farv1_session/callback" in well.found
    (tmp_path / "rdap" / "ca.pem").write_text("nothing")
    (broken,) = found(tmp_path, NAMEHOUSE_WHOIS_RDAP_URL="https://rdap.example/")
    assert broken.verdict == "broken" and "provider_ca" in broken.found
