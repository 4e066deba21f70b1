"""Operators seal deposits for an agent, open them, and are told what their keys lack."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pysequoia import CipherSuite, Profile, Tsk

from namehouse.cli import main
from namehouse.doctor import Finding, examine
from rde.seal.keys import new_own_key
from registry.clock import FakeClock, SystemClock
from registry.settings import load
from tests.rde.iana import registry_of

pytestmark = pytest.mark.slow  # programs are started


@pytest.fixture
def agent(tmp_path: Path) -> Tsk:
    return Tsk.generate("Agent <agent@example.test>", profile=Profile.RFC4880, cipher_suite=CipherSuite.Cv25519)


@pytest.fixture
def environment(tmp_path: Path, agent: Tsk) -> dict[str, str]:
    """Both keys where the settings look for them by themselves."""
    folder = tmp_path / "var" / "escrow"
    folder.mkdir(parents=True)
    (folder / "agent.asc").write_text(str(agent.extract_certificate()))
    new_own_key(folder / "signing.asc", "Registry <r@example.test>", suite=CipherSuite.Cv25519)
    return {
        "NAMEHOUSE_VAR": str(tmp_path / "var"),
        "NAMEHOUSE_ESCROW_AGENT_FINGERPRINT": agent.extract_certificate().fingerprint,
    }


def say(environment: dict[str, str], *words: str) -> Result:
    return CliRunner().invoke(main, list(words), env=environment)


def test_a_deposit_is_sealed_and_opened_by_commands(environment: dict[str, str], agent: Tsk, tmp_path: Path) -> None:
    document = tmp_path / "test_2026-03-01_full_S1_R0.xml"
    document.write_text("<deposit/>\n" * 5000)
    (tmp_path / "agent.key").write_text(str(agent))
    (part,) = json.loads(say(environment, "rde", "seal", str(document), "--json").stdout)
    assert Path(part["path"]).name == "test_2026-03-01_full_S1_R0.ryde" and Path(part["signature"]).exists()
    words = ("rde", "unseal", part["path"], "--key", str(tmp_path / "agent.key"), "--out", str(tmp_path / "back"))
    sender = ("--sender", str(tmp_path / "var" / "escrow" / "signing.asc"))
    (opened,) = json.loads(say(environment, *words, *sender, "--json").stdout)
    assert Path(opened["path"]).read_bytes() == document.read_bytes()
    again = say(environment, *words)
    assert (again.exit_code, "is there already" in again.output) == (2, True)


def test_the_files_of_a_large_deposit_are_counted(environment: dict[str, str], tmp_path: Path) -> None:
    import os

    large, uncounted = tmp_path / "test_2026-03-01_full_S1_R0.csv", tmp_path / "noise.csv"
    for path in (large, uncounted):
        path.write_bytes(os.urandom(1_500_000))
    environment["NAMEHOUSE_ESCROW_SPLIT_MIB"] = "1"
    parts = json.loads(say(environment, "rde", "seal", str(large), "--json").stdout)
    assert [Path(part["path"]).name for part in parts] == [f"test_2026-03-01_full_S{n}_R0.ryde" for n in (1, 2)]
    refused = say(environment, "rde", "seal", str(uncounted))
    assert (refused.exit_code, "no _S1_ in its name" in refused.output) == (1, True)


@pytest.mark.parametrize("missing", ["agent.asc", "signing.asc"])
def test_without_a_key_nothing_is_sealed(environment: dict[str, str], tmp_path: Path, missing: str) -> None:
    (tmp_path / "var" / "escrow" / missing).unlink()
    (tmp_path / "a.xml").write_text("<deposit/>")
    refused = say(environment, "rde", "seal", str(tmp_path / "a.xml"))
    assert (refused.exit_code, missing in refused.output) == (1, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xml", "var"]


def test_what_is_no_sealed_deposit_is_refused(environment: dict[str, str], agent: Tsk, tmp_path: Path) -> None:
    (tmp_path / "agent.key").write_text(str(agent))
    (tmp_path / "a.ryde").write_text("nothing")
    (tmp_path / "a.sig").write_text("nothing")
    words = ("--key", str(tmp_path / "agent.key"), "--out", str(tmp_path / "back"))
    nothing = say(environment, "rde", "unseal", str(tmp_path / "a.ryde"), *words)
    assert (nothing.exit_code, "not opened" in nothing.output, "Traceback" in nothing.output) == (1, True, False)
    signature = say(environment, "rde", "unseal", str(tmp_path / "a.sig"), *words)
    assert (signature.exit_code, "not their signatures" in signature.output) == (2, True)
    assert not (tmp_path / "back").exists()


def test_a_signing_key_is_made_once_and_its_certificate_is_shown(tmp_path: Path) -> None:
    environment = {"NAMEHOUSE_VAR": str(tmp_path)}
    made = json.loads(say(environment, "rde", "keygen", "--name", "R <r@example.test>", "--json").stdout)
    assert "PUBLIC KEY BLOCK" in made["certificate"] and "PRIVATE" not in made["certificate"]
    assert Path(made["path"]) == tmp_path / "escrow" / "signing.asc"
    again = say(environment, "rde", "keygen", "--name", "R <r@example.test>")
    assert (again.exit_code, "it stays" in again.output) == (1, True)


# --- the doctor -------------------------------------------------------------------------------------------------------


def found(environment: dict[str, str], clock: FakeClock | SystemClock | None = None) -> list[Finding]:
    findings = examine(load(environment), clock or SystemClock())
    return [finding for finding in findings if finding.check == "escrow"]


def test_the_doctor_says_what_the_keys_of_escrow_lack(environment: dict[str, str], tmp_path: Path) -> None:
    assert found({"NAMEHOUSE_VAR": str(tmp_path / "other")}) == []
    assert [each.verdict for each in found(environment)] == ["well"]
    (tmp_path / "var" / "escrow" / "signing.asc").chmod(0o644)
    assert [(each.verdict, "others" in each.found) for each in found(environment)] == [("broken", True)]
    (tmp_path / "var" / "escrow" / "signing.asc").chmod(0o600)
    registered = tmp_path / "var" / "escrow" / "epp-repository-ids.xml"
    for ids, said in (
        (registry_of("OTHERS"), "IANA has not registered NAMEHSE"),
        ("<a/>", "escrow.repository_ids: "),
        (registry_of("NAMEHSE"), "deposits are sealed by"),
    ):
        registered.write_text(ids)
        (told,) = found(environment)
        assert said in told.found
    environment["NAMEHOUSE_ESCROW_AGENT_FINGERPRINT"] = "f" * 40
    (strange,) = found(environment)
    assert (strange.verdict, "compare the fingerprint" in strange.found) == ("broken", True)


def test_the_doctor_says_what_the_way_to_icann_lacks(environment: dict[str, str], tmp_path: Path) -> None:
    environment["NAMEHOUSE_ESCROW_BRDA_DAYS"] = "example"
    (said,) = found(environment)
    assert (said.verdict, "brda_sftp_host" in said.found, "example names no TLD and day" in said.found) == (
        "broken",
        True,
        True,
    )
    environment |= {
        "NAMEHOUSE_ESCROW_BRDA_DAYS": "example:friday",
        "NAMEHOUSE_ESCROW_BRDA_SFTP_HOST": "127.0.0.1",
        "NAMEHOUSE_ESCROW_BRDA_SFTP_USER": "registry",
    }
    (said,) = found(environment)
    assert (said.verdict, "icann.asc" in said.found) == ("broken", True)
    place = tmp_path / "var" / "escrow"
    (place / "icann.asc").write_bytes((place / "agent.asc").read_bytes())
    environment["NAMEHOUSE_ESCROW_BRDA_FINGERPRINT"] = environment["NAMEHOUSE_ESCROW_AGENT_FINGERPRINT"]
    assert [each.found.rpartition("/")[2] for each in found(environment)] == ["brda_ssh", "brda_ssh_host_keys"]


def test_the_doctor_warns_before_a_key_ends(environment: dict[str, str], tmp_path: Path) -> None:
    key = Tsk.generate(
        "A <a@example.test>",
        profile=Profile.RFC4880,
        cipher_suite=CipherSuite.Cv25519,
        validity_seconds=20 * 24 * 3600,
    )
    (tmp_path / "var" / "escrow" / "agent.asc").write_text(str(key.extract_certificate()))
    environment["NAMEHOUSE_ESCROW_AGENT_FINGERPRINT"] = key.extract_certificate().fingerprint
    (warned,) = found(environment)
    assert (warned.verdict, "agent.asc is valid until" in warned.found) == ("warning", True)
