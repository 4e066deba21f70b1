"""Sealed deposits: what goes in comes out again, for both engines, and nothing else does."""

import hashlib
import io
import os
import subprocess
import tarfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import pytest

from rde.seal.archive import ArchiveBroken, Dialect, entry, read_archive, write_archive
from rde.seal.engine import Engine, EngineFailed
from rde.seal.gnupg import GnuPG
from rde.seal.seal import Part, Sealing, seal
from rde.seal.sequoia import is_signed
from rde.seal.unseal import NotOpened, Opening, unseal
from tests.rde.conftest import Person
from tests.world import BEGINNING

pytestmark = pytest.mark.slow  # each seal starts programs


def name(number: int) -> str:
    return f"test_2026-01-01_full_S{number}_R0"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """A document that compresses well, and one that does not at all."""
    folder = tmp_path / "in"
    folder.mkdir()
    document, noise = folder / "test_2026-01-01_full_S1_R0.xml", folder / "domain-20260101.csv"
    document.write_bytes(b"<domain>welcome.test</domain>\n" * 40_000)
    noise.write_bytes(os.urandom(700_000))
    return [document, noise]


def sealed(files: list[Path], sealing: Sealing, folder: Path) -> tuple[Part, ...]:
    return seal(files, name, BEGINNING, folder, sealing)


def test_what_was_sealed_is_what_is_opened(
    files: list[Path], sealing: Sealing, opening: Opening, tmp_path: Path
) -> None:
    parts = sealed(files, sealing, tmp_path / "out")
    opened = unseal([part.data for part in parts], tmp_path / "back", opening)
    assert [path.name for path in opened] == [path.name for path in files]
    assert [path.read_bytes() for path in opened] == [path.read_bytes() for path in files]
    assert [part.data.name for part in parts] == ["test_2026-01-01_full_S1_R0.ryde"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "test_2026-01-01_full_S1_R0.ryde",
        "test_2026-01-01_full_S1_R0.sig",
    ]


def test_the_signature_of_a_file_that_is_too_large_for_memory_is_verified_as_it_passes_by(
    files: list[Path], sealing: Sealing, people: dict[str, Person], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rde.seal.sequoia._SMALL", 0)
    (part,) = sealed(files, sealing, tmp_path / "out")
    ours, theirs = people["registry"].certificate, people["agent"].certificate
    assert is_signed(part.data, part.signature, ours) and not is_signed(part.data, part.signature, theirs)
    with open(part.data, "r+b") as file:
        file.seek(part.size // 2)
        file.write(b"?!")
    assert not is_signed(part.data, part.signature, ours)
    assert not is_signed(tmp_path / "nothing", part.signature, ours)


def test_a_part_is_known_by_its_size_and_hash(files: list[Path], sealing: Sealing, tmp_path: Path) -> None:
    (part,) = sealed(files, sealing, tmp_path)
    content = part.data.read_bytes()
    assert (part.size, part.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_nothing_of_the_files_can_be_read_in_what_is_sealed(
    files: list[Path], sealing: Sealing, tmp_path: Path
) -> None:
    (part,) = sealed(files, sealing, tmp_path)
    content = part.data.read_bytes()
    assert b"welcome" not in content and b"ustar" not in content and b"domain-2026" not in content


@pytest.mark.parametrize("split", [100_000, 700_000, 10_000_000])
def test_a_message_is_cut_at_the_size_the_agent_wants_and_joined_again(
    files: list[Path], sealing: Sealing, opening: Opening, tmp_path: Path, split: int
) -> None:
    parts = sealed(files, replace(sealing, split=split), tmp_path / "out")
    assert [part.data.name for part in parts] == [f"{name(number)}.ryde" for number in range(1, len(parts) + 1)]
    assert all(part.size == split for part in parts[:-1]) and 0 < parts[-1].size <= split
    assert (len(parts) == 1) == (split == 10_000_000)
    opened = unseal([part.data for part in parts], tmp_path / "back", opening)
    assert [path.read_bytes() for path in opened] == [path.read_bytes() for path in files]


def test_a_message_of_exactly_the_size_of_a_part_has_no_empty_one_after_it(
    files: list[Path], sealing: Sealing, tmp_path: Path
) -> None:
    from rde.seal.seal import _Cutter

    cutter = _Cutter(tmp_path, name, 1000)
    cutter.take_all(io.BytesIO(b"x" * 2000))
    assert [part.size for part in cutter.parts] == [1000, 1000]


@pytest.mark.parametrize("armoured", [False, True])
def test_signatures_are_binary_or_armoured_as_the_receiver_wants(
    files: list[Path], sealing: Sealing, opening: Opening, tmp_path: Path, armoured: bool
) -> None:
    (part,) = sealed(files, replace(sealing, armoured=armoured), tmp_path / "out")
    assert part.signature.read_bytes().startswith(b"-----BEGIN PGP SIGNATURE-----") == armoured
    assert unseal([part.data], tmp_path / "back", opening)


def test_an_agent_opens_it_with_gnupg(
    files: list[Path], chosen: Engine, sealing: Sealing, gpg: Callable[..., bytes], tmp_path: Path, own: object
) -> None:
    """The agent's key was made by GnuPG itself, which is what says which packets its owner can read."""
    if not GnuPG.is_here():
        pytest.skip("gpg is not installed; .ci/run installs it where it can")
    from rde.seal.keys import read_certificate

    gpg("--passphrase", "", "--quick-generate-key", "Agent <agent@example.test>", "future-default", "default", "never")
    certificate = tmp_path / "agent.asc"
    certificate.write_bytes(gpg("--armor", "--export", "agent@example.test"))
    fingerprint = next(
        line.split(":")[9] for line in gpg("--with-colons", "-k").decode().splitlines() if line.startswith("fpr")
    )
    agent = read_certificate(certificate, fingerprint, BEGINNING.replace(year=BEGINNING.year + 1))
    (part,) = sealed(files, replace(sealing, recipients=(agent,)), tmp_path / "out")
    with tarfile.open(fileobj=io.BytesIO(gpg("--decrypt", str(part.data)))) as archive:
        assert archive.getnames() == [path.name for path in files]
        document = archive.extractfile(files[0].name)
        assert document is not None and document.read() == files[0].read_bytes()
    gpg("--import", str(sealing.own.path))
    gpg("--verify", str(part.signature), str(part.data))


def test_a_passphrase_opens_our_own_key(
    files: list[Path], sealing: Sealing, gpg: Callable[..., bytes], opening: Opening, tmp_path: Path
) -> None:
    if not GnuPG.is_here():
        pytest.skip("gpg is not installed; .ci/run installs it where it can")
    from rde.seal.keys import read_own_key
    from tests.rde.conftest import PASSPHRASE

    known = ("--passphrase", PASSPHRASE, "--s2k-count", "65536")
    gpg(*known, "--quick-generate-key", "Registry <r@example.test>", "ed25519", "sign", "never")
    locked = tmp_path / "locked.asc"
    locked.write_bytes(gpg(*known, "--armor", "--export-secret-keys"))
    own = read_own_key(locked, BEGINNING.replace(year=BEGINNING.year + 1))
    (part,) = sealed(files, replace(sealing, own=own, passphrase=PASSPHRASE), tmp_path / "out")
    assert unseal([part.data], tmp_path / "back", replace(opening, sender=locked))
    with pytest.raises(EngineFailed):
        sealed(files, replace(sealing, own=own, passphrase="wrong"), tmp_path / "other")
    assert list((tmp_path / "other").iterdir()) == []


# --- what must not be opened ------------------------------------------------------------------------------------------


def refusal(parts: tuple[Part, ...], folder: Path, opening: Opening) -> tuple[str, str]:
    with pytest.raises(NotOpened) as caught:
        unseal([part.data for part in parts], folder, opening)
    assert not folder.exists()
    return caught.value.layer, str(caught.value)


def test_a_deposit_that_somebody_changed_is_not_opened(
    files: list[Path], sealing: Sealing, opening: Opening, tmp_path: Path
) -> None:
    (part,) = sealed(files, sealing, tmp_path / "out")
    content = bytearray(part.data.read_bytes())
    content[len(content) // 2] ^= 1
    part.data.write_bytes(content)
    assert refusal((part,), tmp_path / "back", opening)[0] == "signature"
    layer, reason = refusal((part,), tmp_path / "back", replace(opening, sender=None))
    assert layer == "message" and "cannot be decrypted" in reason


@pytest.mark.parametrize("kept", [0, 10, 1000, 600_000])
def test_a_deposit_that_is_cut_off_is_not_opened(
    files: list[Path], sealing: Sealing, opening: Opening, tmp_path: Path, kept: int
) -> None:
    (part,) = sealed(files, sealing, tmp_path / "out")
    part.data.write_bytes(part.data.read_bytes()[:kept])
    assert refusal((part,), tmp_path / "back", replace(opening, sender=None))[0] == "message"


def test_parts_in_the_wrong_order_are_not_opened(
    files: list[Path], sealing: Sealing, opening: Opening, tmp_path: Path
) -> None:
    parts = sealed(files, replace(sealing, split=300_000), tmp_path / "out")
    assert refusal(parts[::-1], tmp_path / "back", opening)[0] == "message"


def test_a_signature_must_be_there_and_of_the_right_key(
    files: list[Path], sealing: Sealing, opening: Opening, people: dict[str, Person], tmp_path: Path
) -> None:
    (part,) = sealed(files, sealing, tmp_path / "out")
    assert refusal((part,), tmp_path / "b", replace(opening, sender=people["stranger"].certificate))[0] == "signature"
    part.signature.unlink()
    layer, reason = refusal((part,), tmp_path / "b", opening)
    assert layer == "signature" and "missing" in reason


def test_somebody_elses_key_does_not_open_it(
    files: list[Path], sealing: Sealing, opening: Opening, people: dict[str, Person], tmp_path: Path
) -> None:
    parts = sealed(files, sealing, tmp_path / "out")
    assert refusal(parts, tmp_path / "back", replace(opening, own=people["stranger"].own))[0] == "message"


def test_a_small_message_that_holds_a_great_deal_is_not_unpacked(
    sealing: Sealing, opening: Opening, tmp_path: Path
) -> None:
    bomb = tmp_path / "bomb.xml"
    with open(bomb, "wb") as file:
        file.truncate(50_000_000)  # zeros, and none of them on the disk
    parts = sealed([bomb], sealing, tmp_path / "out")
    layer, reason = refusal(parts, tmp_path / "back", replace(opening, limit=1_000_000))
    assert layer == "size" and "limit" in reason


def test_what_cannot_be_encrypted_leaves_nothing(files: list[Path], sealing: Sealing, tmp_path: Path) -> None:
    nobody = tmp_path / "nobody.asc"
    nobody.write_text("no key")
    broken = replace(sealing, recipients=(replace(sealing.recipients[0], path=nobody),))
    with pytest.raises(EngineFailed):
        sealed(files, broken, tmp_path / "out")
    files[1].unlink()
    with pytest.raises(FileNotFoundError):
        sealed(files, sealing, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


# --- the tar ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dialect", ["gnu", "pax"])
def test_a_file_beyond_eight_gibibytes_has_its_size_in_the_tar(tmp_path: Path, dialect: str) -> None:
    huge = tmp_path / "huge.xml"
    with open(huge, "wb") as file:
        file.truncate(9 << 30)
    formats = {"gnu": tarfile.GNU_FORMAT, "pax": tarfile.PAX_FORMAT}
    header = entry(huge, BEGINNING).tobuf(formats[dialect])
    with tarfile.open(fileobj=io.BytesIO(header), mode="r:") as found_there:
        found = found_there.next()
    assert found is not None and found.size == 9 << 30 and found.name == "huge.xml"


@dataclass(frozen=True)
class Long:
    """A file of nothing but zeros."""

    size: int
    name: str = "long.xml"

    def open(self) -> BinaryIO:
        return open("/dev/zero", "rb")


@pytest.mark.slow
@pytest.mark.parametrize("dialect", ["gnu", "pax"])
def test_a_file_beyond_eight_gibibytes_is_streamed_and_read_by_another_tar(dialect: Dialect) -> None:
    """Its last octets are there, and so is what follows it."""
    size = (8 << 30) + 12_345
    with subprocess.Popen(["tar", "-tv"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=False) as reader:
        assert reader.stdin and reader.stdout
        write_archive([Long(size), Long(1, "next.xml")], BEGINNING, reader.stdin, dialect, lambda octets: None)
        reader.stdin.close()
        listed = reader.stdout.read().decode().split("\n")
    assert reader.returncode == 0
    assert [(line.split()[2], line.split()[-1]) for line in listed if line] == [
        (str(size), "long.xml"),
        ("1", "next.xml"),
    ]


def archive(*entries: tuple[tarfile.TarInfo, bytes]) -> io.BytesIO:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as tar:
        for found, content in entries:
            found.size = len(content)
            tar.addfile(found, io.BytesIO(content))
    written.seek(0)
    return written


@pytest.mark.parametrize("bad", ["../up.xml", "/etc/passwd", "a/b.xml", ".hidden", "..", "a\\b"])
def test_an_archive_does_not_reach_out_of_its_folder(tmp_path: Path, bad: str) -> None:
    with pytest.raises(ArchiveBroken, match="bare names"):
        read_archive(archive((tarfile.TarInfo(bad), b"x")), tmp_path, 1000)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_an_archive_holds_plain_files_alone(tmp_path: Path, kind: bytes) -> None:
    other = tarfile.TarInfo("other")
    other.type, other.linkname = kind, "/etc/passwd"
    with pytest.raises(ArchiveBroken, match="plain file"):
        read_archive(archive((other, b"")), tmp_path, 1000)


def test_an_archive_names_no_file_twice_and_is_never_empty(tmp_path: Path) -> None:
    with pytest.raises(ArchiveBroken, match="twice"):
        read_archive(archive((tarfile.TarInfo("a"), b"x"), (tarfile.TarInfo("a"), b"y")), tmp_path, 1000)
    with pytest.raises(ArchiveBroken, match="no files"):
        read_archive(archive(), tmp_path, 1000)
    with pytest.raises(ArchiveBroken):
        read_archive(io.BytesIO(b"not a tar" * 1000), tmp_path, 1000)


def test_the_same_files_give_the_same_archive(files: list[Path]) -> None:
    made = []
    for _ in range(2):
        sink = io.BytesIO()
        write_archive(files, BEGINNING, sink, "gnu", lambda done: None)
        made.append(sink.getvalue())
        os.utime(files[0], (1, 1))
    assert made[0] == made[1]
