"""Deposits as they come: sealed, in parts, in folders, and in every way broken."""

import io
import json
import os
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from namehouse.cli import main
from rde.seal.archive import ArchiveBroken, ArchiveTooLarge, read_archive
from rde.seal.engines import engine
from rde.seal.keys import Key, read_certificate
from rde.seal.seal import Part, Sealing, seal
from rde.seal.unseal import Opening
from rde.verify.findings import CODES, Findings
from rde.verify.sealed import Given, given, verify
from tests.rde.conftest import Person
from tests.rde.verify.conftest import Good
from tests.rde.verify.mutations import MUTATIONS
from tests.world import BEGINNING

pytestmark = pytest.mark.slow


@pytest.fixture
def house(people: dict[str, Person], own: Key) -> Sealing:
    agent = people["agent"]
    return Sealing(
        engine("auto", 1), (read_certificate(agent.certificate, agent.fingerprint, BEGINNING),), own, "", split=1_000
    )


@pytest.fixture
def parts(good: dict[str, Good], house: Sealing, tmp_path: Path) -> list[Path]:
    return [part.data for part in sealed(good["maximum"], house, tmp_path)]


def sealed(deposit: Good, house: Sealing, folder: Path, stem: str = "") -> tuple[Part, ...]:
    stem = stem or deposit.name.removesuffix(".xml")
    (folder / "plain").mkdir(exist_ok=True)
    files = [deposit.lie(folder / "plain")]
    return seal(files, lambda number: stem.replace("_S1_", f"_S{number}_"), BEGINNING, folder / "out", house)


def found(paths: list[Path], opening: Opening | None, good: dict[str, Good]) -> list[str]:
    findings = Findings()
    verify(given(paths), opening, good["maximum"].now, findings, lambda what, done, total: None)
    return list(findings.by_code)


@pytest.mark.feature("REG-04")
def test_a_good_deposit_in_parts_is_verified_in_whatever_order_they_come(
    parts: list[Path], opening: Opening, good: dict[str, Good]
) -> None:
    assert len(parts) > 2
    assert found([*reversed(parts), *(part.with_suffix(".sig") for part in parts)], opening, good) == []
    assert found([parts[0].parent], opening, good) == []


def test_what_is_bad_in_it_is_found_behind_all_seals(
    good: dict[str, Good], house: Sealing, opening: Opening, tmp_path: Path
) -> None:
    bad = MUTATIONS["a country that there is not"](good)
    assert found([part.data for part in sealed(bad, house, tmp_path)], opening, good) == ["RDE_CONTACT_HAS_INVALID_CC"]


def changed(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_each_layer_has_its_own_findings(
    parts: list[Path], opening: Opening, good: dict[str, Good], people: dict[str, Person]
) -> None:
    unsigned = replace(opening, sender=None)
    stranger = people["stranger"]
    assert found(parts, unsigned, good) == ["SIG_NOT_CHECKED"]
    assert found(parts, replace(opening, sender=stranger.certificate), good) == ["SIG_INVALID"]
    assert found(parts, replace(opening, own=stranger.own), good) == ["DECRYPT_FAILED"]
    assert found(parts, replace(opening, own=stranger.certificate), good) == ["DECRYPT_FAILED"]
    assert found(parts, replace(opening, limit=100), good) == ["ARCHIVE_TOO_LARGE"]
    assert found([parts[0], *parts[2:]], opening, good) == ["ARCHIVE_PART_MISSING"]
    assert found(parts[1:], opening, good) == ["ARCHIVE_PART_MISSING"]
    assert found(parts[:-1], opening, good) == ["DECRYPT_FAILED"]
    changed(parts[1])
    assert found(parts, opening, good) == ["SIG_INVALID"]
    assert found(parts, unsigned, good) == ["SIG_NOT_CHECKED", "DECRYPT_FAILED"]
    parts[2].with_suffix(".sig").unlink()
    assert found(parts, opening, good) == ["SIG_MISSING"]


def test_a_sealed_file_has_the_name_of_what_is_in_it(
    good: dict[str, Good], house: Sealing, opening: Opening, tmp_path: Path
) -> None:
    deposit, whole = good["maximum"], replace(house, split=0)
    other = sealed(deposit, whole, tmp_path, deposit.name.removesuffix(".xml").replace("_R0", "_R1"))
    assert found([part.data for part in other], opening, good) == ["ARCHIVE_HAS_OTHER_NAME", "RDE_RESEND_MISMATCH"]
    nameless = sealed(deposit, whole, tmp_path, "deposit")
    assert found([part.data for part in nameless], opening, good) == ["RDE_INVALID_FILENAME"]


def test_an_archive_holds_one_deposit(house: Sealing, opening: Opening, good: dict[str, Good], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("nothing")
    stem = good["maximum"].name.removesuffix(".xml")
    parts = seal([tmp_path / "a.txt"], lambda number: stem, BEGINNING, tmp_path / "out", replace(house, split=0))
    assert found([part.data for part in parts], opening, good) == ["ARCHIVE_HAS_NO_DEPOSIT"]


def test_what_is_no_archive_is_broken(
    house: Sealing, opening: Opening, good: dict[str, Good], tmp_path: Path, people: dict[str, Person]
) -> None:
    from rde.seal.engine import through

    (tmp_path / "home").mkdir(mode=0o700)
    command = house.engine.encryption([people["agent"].certificate], tmp_path / "home")
    for number, content in enumerate((b"", os.urandom(9_000), b"\0" * 20_000_000)):
        message = through(command, lambda sink, octets=content: sink.write(octets), lambda source: source.read())
        path = tmp_path / good["maximum"].name.replace(".xml", ".ryde").replace("_R0", f"_R{number}")
        path.write_bytes(message)
        assert found([path], replace(opening, sender=None), good) == ["SIG_NOT_CHECKED", "ARCHIVE_BROKEN"], number


def headers(count: int, kind: bytes = tarfile.XHDTYPE, size: int = 0) -> io.BytesIO:
    octets = io.BytesIO()
    for _ in range(count):
        info = tarfile.TarInfo("x")
        info.type, info.size = kind, size
        octets.write(info.tobuf(tarfile.GNU_FORMAT) + b"\0" * min(size, 512))
    octets.seek(0)
    return octets


def test_headers_of_an_archive_are_read_in_bounded_memory(tmp_path: Path) -> None:
    for kind in (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK):
        with pytest.raises(ArchiveTooLarge, match="header of 9000000000 octets"):
            read_archive(headers(1, kind, 9_000_000_000), tmp_path, 1 << 60)
    with pytest.raises(ArchiveBroken, match=r"without end|cannot be read"):
        read_archive(headers(5_000), tmp_path, 1 << 60)
    with pytest.raises(ArchiveBroken, match="not a plain file"):
        read_archive(headers(1, tarfile.GNUTYPE_SPARSE), tmp_path, 1 << 60)


# --- the command -----------------------------------------------------------------------------------------------------


def called(*words: object) -> Result:
    return CliRunner().invoke(main, ["rde", "verify", *map(str, words)])


@pytest.mark.feature("REG-04")
def test_the_command_ends_with_0_without_errors_1_with_some_and_2_where_it_makes_no_sense(
    good: dict[str, Good], parts: list[Path], people: dict[str, Person], tmp_path: Path
) -> None:
    (tmp_path / "open").mkdir()
    path = good["maximum"].lie(tmp_path / "open")
    result = called(path, "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 0 and told["valid"] and told["findings"] == [] and told["objects"] == 12
    keys = ("--key", people["agent"].own)
    assert called(parts[0].parent, *keys, "--sender", people["registry"].certificate).exit_code == 0
    known = ("--data-model", "per-registrar", "--host-model", "attributes", "--json")
    codes = json.loads(called(path, *known).stdout)["by_code"]
    assert codes == {"RDE_MENU_HAS_UNEXPECTED_URI": 1, "RDE_POLICY_OBJECT_UNEXPECTED": 1}
    assert called(path, "--repository-ids", path).exit_code == 2
    warned = called(*parts, *keys)
    assert warned.exit_code == 0 and "SIG_NOT_CHECKED" in warned.stdout

    bad = replace(MUTATIONS["a country that there is not"](good), name=good["maximum"].name.replace("test_", "bad_"))
    result = called(bad.lie(tmp_path), "--json", "--most", 1)
    told = json.loads(result.stdout)
    assert result.exit_code == 1 and not told["valid"]
    assert told["by_code"] == {"RDE_CONTACT_HAS_INVALID_CC": 1, "RDE_HEADER_TLD_MISMATCH": 1}
    assert [each["about"] for each in told["findings"]] == ["contact HOLDER"]
    words = called(tmp_path / bad.name).stdout
    assert CODES["RDE_CONTACT_HAS_INVALID_CC"].meaning in words
    assert called(*parts, "--key", people["stranger"].own).exit_code == 1

    (tmp_path / "empty").mkdir()
    (tmp_path / "words.txt").write_text("")
    senseless = ([tmp_path / "nothing"], [tmp_path / "empty"], [tmp_path / "words.txt"], parts, [path, *parts], [])
    for files in senseless:
        assert called(*files).exit_code == 2, files
    assert called(path, "--most", 0).exit_code == 2


@pytest.mark.parametrize(
    ("flaw", "code"),
    [
        ("corrupted", "DECRYPT_FAILED"),
        ("cut", "DECRYPT_FAILED"),
        ("empty", "DECRYPT_FAILED"),
        ("swollen", "XML_TOO_LARGE"),
        ("nested", "XML_MALFORMED"),
        ("no object", "XML_SCHEMA_INVALID"),
    ],
)
def test_whatever_is_wrong_the_command_finds_it_and_ends_with_1_and_no_traceback(
    good: dict[str, Good], house: Sealing, people: dict[str, Person], tmp_path: Path, flaw: str, code: str
) -> None:
    whole, inner = good["maximum"], good["maximum"].content
    swollen = inner.replace(b"<rde:contents>", b"<rde:contents>" + b" " * (9 << 20))  # a few KB when it is sealed
    changed_to = {
        "swollen": swollen,
        "nested": inner.replace(b"<rde:contents>", b"<rde:contents>" * 2),
        "no object": inner.replace(b"<rdeHost:host>", b"<rdeHost:guest>").replace(
            b"</rdeHost:host>", b"</rdeHost:guest>"
        ),
    }
    deposit = replace(whole, content=changed_to.get(flaw, inner))
    (part,) = sealed(deposit, replace(house, split=0), tmp_path)
    octets = part.data.read_bytes()
    half = len(octets) // 2
    if flaw == "corrupted":
        part.data.write_bytes(octets[:half] + bytes([octets[half] ^ 1]) + octets[half + 1 :])
    elif flaw in ("cut", "empty"):
        part.data.write_bytes(octets[: half if flaw == "cut" else 0])
    done = called(part.data, "--key", people["agent"].own, "--json")
    assert done.exit_code == 1 and not isinstance(done.exception, Exception), done.output
    assert code in json.loads(done.stdout)["by_code"]


def test_two_deposits_are_not_verified_as_one(good: dict[str, Good], tmp_path: Path) -> None:
    first, second = good["minimum"].lie(tmp_path), good["attributes"].lie(tmp_path)
    assert called(first, second).exit_code == 2
    assert given([first]) == Given(first, ())
