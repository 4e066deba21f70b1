"""Keys of escrow: pinned by fingerprint, and nobody is surprised by their end."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from pysequoia import CipherSuite, Profile, Tsk

from rde.seal.keys import Key, KeyUnusable, new_own_key, public_part, read_certificate, read_own_key
from tests.rde.conftest import Person
from tests.world import BEGINNING


def test_a_certificate_counts_by_its_fingerprint_however_it_is_written(people: dict[str, Person]) -> None:
    agent = people["agent"]
    spaced = " ".join(agent.fingerprint[at : at + 4].upper() for at in range(0, 40, 4))
    for pinned in (agent.fingerprint, spaced, f"0x{agent.fingerprint}"):
        assert read_certificate(agent.certificate, pinned, BEGINNING).fingerprint == agent.fingerprint


@pytest.mark.parametrize("pinned", ["", "0000", "f" * 40])
def test_another_certificate_than_the_pinned_one_does_not_count(people: dict[str, Person], pinned: str) -> None:
    with pytest.raises(KeyUnusable, match="compare the fingerprint"):
        read_certificate(people["agent"].certificate, pinned, BEGINNING)


def test_a_file_must_hold_one_key(people: dict[str, Person], tmp_path: Path) -> None:
    with pytest.raises(KeyUnusable, match="there is no OpenPGP key"):
        read_own_key(tmp_path / "nothing", BEGINNING)
    (tmp_path / "text").write_text("hello")
    with pytest.raises(KeyUnusable, match=r"holds no OpenPGP key|holds 0"):
        read_own_key(tmp_path / "text", BEGINNING)
    both = tmp_path / "both"
    both.write_bytes(b"".join(bytes(Tsk.from_file(str(each.own))) for each in people.values()))
    with pytest.raises(KeyUnusable, match="holds 3 OpenPGP keys"):
        read_own_key(both, BEGINNING)
    with pytest.raises(KeyUnusable, match="without its secret key"):
        read_own_key(people["registry"].certificate, BEGINNING)


def test_a_key_that_has_ended_does_not_count(tmp_path: Path) -> None:
    key = Tsk.generate(
        "r <r@example.test>", profile=Profile.RFC4880, cipher_suite=CipherSuite.Cv25519, validity_seconds=3600
    )
    path = tmp_path / "short"
    path.write_text(str(key))
    ends = key.extract_certificate().expiration
    assert ends is not None and read_own_key(path, ends - timedelta(minutes=1)).expires_at == ends
    with pytest.raises(KeyUnusable, match="ended at"):
        read_own_key(path, ends)


def test_a_revoked_key_does_not_count(people: dict[str, Person], tmp_path: Path) -> None:
    key = Tsk.from_file(str(people["agent"].own))
    certificate = key.extract_certificate()
    revoked = tmp_path / "revoked"
    revoked.write_bytes(bytes(certificate) + bytes(certificate.revoke(key.certifier())))
    with pytest.raises(KeyUnusable, match="revoked"):
        read_certificate(revoked, certificate.fingerprint, BEGINNING)


@pytest.mark.parametrize("days, warned", [(90, None), (60, 60), (45, 60), (30, 30), (8, 30), (7, 7), (0, 7)])
def test_the_end_of_a_key_is_told_three_times(days: int, warned: int | None) -> None:
    key = Key(Path("key"), "f" * 40, BEGINNING + timedelta(days=days))
    assert key.warning(BEGINNING) == (None if warned is None else timedelta(days=warned))
    assert Key(Path("key"), "f" * 40, None).warning(BEGINNING) is None


def test_a_new_key_is_its_owners_alone_and_none_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "own.asc"
    made = new_own_key(path, "Registry <r@example.test>", suite=CipherSuite.Cv25519)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_own_key(path, BEGINNING) == made
    assert "PRIVATE" not in public_part(path) and "PUBLIC KEY BLOCK" in public_part(path)
    with pytest.raises(FileExistsError):
        new_own_key(path, "Registry <r@example.test>", suite=CipherSuite.Cv25519)
