"""The doctor says what a registrar lacks to deposit with an agent of its own."""

from pathlib import Path

import pytest

from namehouse.doctor import Finding, examine
from registry.clock import SystemClock
from registry.settings import load
from tests.rde.conftest import Person

pytestmark = pytest.mark.slow  # keys are made


def found(folder: Path) -> list[Finding]:
    chosen = load({"NAMEHOUSE_VAR": str(folder)})
    return [finding for finding in examine(chosen, SystemClock()) if finding.check == "registrar escrow"]


def test_where_no_registrar_deposits_nothing_is_said(tmp_path: Path) -> None:
    assert found(tmp_path) == []


def test_each_registrar_needs_a_table_that_is_right_keys_and_an_address(
    tmp_path: Path, people: dict[str, Person]
) -> None:
    place = tmp_path / "escrow"
    place.mkdir()
    table = place / "registrars.toml"
    table.write_text("[alpha]\nrows = 0\n")
    (broken,) = found(tmp_path)
    assert broken.verdict == "broken" and "alpha.rows" in broken.found and "registrar-escrow.md" in (broken.mend or "")
    way = 'sftp_host = "escrow.example"\nsftp_user = "a"\n'
    table.write_text(f'[alpha]\n{way}[beta]\nplace = "folder"\nfolder = "client"')
    table.chmod(0o644)
    readable, keys, laid = found(tmp_path)
    assert "others" in readable.found and "alpha: there is no OpenPGP key" in keys.found
    assert laid.verdict == "well" and "client" in laid.found
    fingerprint = people["agent"].fingerprint
    table.write_text(f'[alpha]\n{way}agent_fingerprint = "{fingerprint}"')
    table.chmod(0o600)
    (place / "agent.asc").write_bytes(people["agent"].certificate.read_bytes())
    (place / "signing.asc").write_bytes(people["registry"].own.read_bytes())
    (lacking,) = found(tmp_path)
    assert lacking.verdict == "broken" and "there is no" in lacking.found
    for name in ("ssh", "ssh_host_keys"):
        (place / name).touch()
    (well,) = found(tmp_path)
    assert well.verdict == "well" and "escrow.example" in well.found
