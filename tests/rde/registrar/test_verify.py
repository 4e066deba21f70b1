"""A good deposit of a registrar has no findings, and each way of being bad has its own."""

import csv
import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from namehouse.cli import main
from rde.registrar.files import Parts, row
from rde.registrar.layout import LAYOUTS
from rde.registrar.verify import Seen, verify_registrar
from rde.spool import spool
from rde.verify.findings import CODES, Findings

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
LAYOUT = replace(LAYOUTS["2007"], rows=2)
STEM = "9990_RDE_2026-03-02"
Edit = Callable[[Path], None]

HANDLE = ["A-1", "Ann", "", "1 Street", "Köln", "", "50667", "DE", "+49.221", "", "ann@example.test"]


def name_row(name: str, handle: str = "A-1") -> list[str]:
    return [name, "2027-03-01 12:00:00", "ns1.example.net", handle, handle, handle, ""]


def write(path: Path, *rows: list[str], header: list[str] | None = None) -> None:
    path.write_bytes(b"".join(row(each) for each in ((header,) if header else ()) + rows))


def digests(folder: Path) -> None:
    lines = (
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(folder.iterdir())
        if "_hash_" not in path.name
    )
    (folder / f"{STEM}_hash_0.csv").write_text("".join(lines))


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """Three names in two parts, two handles."""
    folder = tmp_path / "deposit"
    folder.mkdir()
    header, of_handles = list(LAYOUT.names), list(LAYOUT.handles)
    write(folder / f"{STEM}_full_0.csv", name_row("one.example"), name_row("two.example", "B-1"), header=header)
    write(folder / f"{STEM}_full_1.csv", name_row("three.example"))
    write(folder / f"{STEM}_hdl_0.csv", HANDLE, ["B-1", 'Ben, "B"', *HANDLE[2:]], header=of_handles)
    digests(folder)
    return folder


def seen(folder: Path, now: datetime = NOW) -> Seen:
    return verify_registrar(folder.iterdir(), LAYOUT, now, Findings())


def test_a_good_deposit_has_no_findings(good: Path) -> None:
    found = seen(good)
    assert found.findings.kept == []
    assert (found.iana_id, str(found.day), found.kind, found.names, found.handles) == (9990, "2026-03-02", "full", 3, 2)


# --- ways of being bad ------------------------------------------------------------------------------------------------


def text(kind: str, old: str, new: str) -> Edit:
    """Something else in a file, whose digest is told anew."""

    def edit(folder: Path) -> None:
        path = folder / f"{STEM}_{kind}.csv"
        held = path.read_bytes()
        assert old.encode() in held
        path.write_bytes(held.replace(old.encode(), new.encode("utf-8", "surrogateescape"), 1))
        digests(folder)

    return edit


def behind_its_digest(folder: Path) -> None:
    path = folder / f"{STEM}_full_1.csv"
    path.write_bytes(path.read_bytes().replace(b"three", b"trhee"))


def without(name: str, *, told: bool = False) -> Edit:
    def edit(folder: Path) -> None:
        (folder / f"{STEM}_{name}.csv").unlink()
        if told:
            digests(folder)

    return edit


def renamed(old: str, new: str) -> Edit:
    def edit(folder: Path) -> None:
        (folder / f"{STEM}_{old}.csv").rename(folder / f"{STEM}_{new}.csv")
        digests(folder)

    return edit


def digest_cut(folder: Path) -> None:
    path = folder / f"{STEM}_hash_0.csv"
    path.write_text(path.read_text() + "0a1b9c  9990\n")


def untold(folder: Path) -> None:
    path = folder / f"{STEM}_hash_0.csv"
    path.write_text("".join(line for line in path.read_text().splitlines(keepends=True) if "_hdl_" not in line))


def stranger(folder: Path) -> None:
    (folder / "notes.txt").write_text("hello")


def another_day(folder: Path) -> None:
    write(folder / "9990_RDE_2026-03-01_full_0.csv", name_row("old.example"), header=list(LAYOUT.names))
    digests(folder)


def gone_and_here(folder: Path) -> None:
    for number in (0, 1):
        (folder / f"{STEM}_full_{number}.csv").rename(folder / f"{STEM}_inc_{number}.csv")
    write(folder / f"{STEM}_del_0.csv", ["one.example"], ["other.example"], header=["domain"])
    digests(folder)


def empty(kind: str) -> Edit:
    def edit(folder: Path) -> None:
        (folder / f"{STEM}_{kind}.csv").write_bytes(b"")
        digests(folder)

    return edit


def long_line(folder: Path) -> None:
    (folder / f"{STEM}_full_1.csv").write_bytes(b"a" * (1 << 20))
    digests(folder)


BAD: dict[str, tuple[str, Edit]] = {
    "no names": ("REGISTRAR_NAMES_MISSING", lambda folder: [without(f"full_{n}")(folder) for n in (0, 1)] and None),
    "two days": ("REGISTRAR_SEVERAL_DEPOSITS", another_day),
    "full and incremental": ("REGISTRAR_SEVERAL_DEPOSITS", renamed("full_1", "inc_1")),
    "a file that is no part of it": ("REGISTRAR_FILE_UNKNOWN", stranger),
    "no handles": ("REGISTRAR_FILE_MISSING", without("hdl_0", told=True)),
    "a part that is told and not there": ("REGISTRAR_FILE_MISSING", without("full_1")),
    "a gap between parts": ("REGISTRAR_PART_MISSING", renamed("full_1", "full_2")),
    "no digests": ("REGISTRAR_HASH_MISSING", without("hash_0")),
    "a digest that is cut": ("REGISTRAR_HASH_INVALID", digest_cut),
    "a file without a digest": ("REGISTRAR_HASH_UNTOLD", untold),
    "an octet that changed": ("REGISTRAR_HASH_MISMATCH", behind_its_digest),
    "another encoding": ("REGISTRAR_NOT_UTF8", text("hdl_0", "Köln", "K\udcf6ln")),
    "a quote that does not end": ("REGISTRAR_NOT_CSV", text("full_1", 'three.example"', "three.example")),
    "a quote within a field": ("REGISTRAR_NOT_CSV", text("full_1", "three.example", 'three".example')),
    "a line without end": ("REGISTRAR_NOT_CSV", long_line),
    "another header": ("REGISTRAR_HEADER_WRONG", text("full_0", "rt-handle", "rt_handle")),
    "columns in another order": ("REGISTRAR_HEADER_WRONG", text("hdl_0", '"street","city"', '"city","street"')),
    "a mark of octet order": ("REGISTRAR_HEADER_WRONG", text("full_0", '"domain"', '\ufeff"domain"')),
    "an empty file": ("REGISTRAR_HEADER_WRONG", empty("full_0")),
    "a header in each part": ("REGISTRAR_HEADER_AGAIN", text("full_1", '"three', row(LAYOUT.names).decode() + '"three')),
    "a field too many": ("REGISTRAR_FIELD_COUNT", text("full_1", '"three.example"', '"three.example",""')),
    "a field too few": ("REGISTRAR_FIELD_COUNT", text("full_1", '"three.example",', "")),
    "no name": ("REGISTRAR_FIELD_MISSING", text("full_1", "three.example", "")),
    "no expiry": ("REGISTRAR_FIELD_MISSING", text("full_1", "2027-03-01 12:00:00", "")),
    "no registrant": ("REGISTRAR_CONTACT_MISSING", text("full_1", '"A-1"', '""')),
    "no way to reach a contact": ("REGISTRAR_CONTACT_MISSING", text("hdl_0", "ann@example.test", "")),
    "a date that is none": ("REGISTRAR_DATE_INVALID", text("full_1", "2027-03-01", "2027-02-30")),
    "a date of the other specification": ("REGISTRAR_DATE_INVALID", text("full_1", "-01 12:00:00", "-01T12:00:00Z")),
    "a name that is none": ("REGISTRAR_NAME_INVALID", text("full_1", "three.example", "three")),
    "a name in capitals": ("REGISTRAR_NAME_INVALID", text("full_1", "three.example", "Three.example")),
    "a name twice": ("REGISTRAR_NAME_TWICE", text("full_1", "three", "one")),
    "a country's name": ("REGISTRAR_NAME_LEFT_OUT", text("full_1", "three.example", "three.de")),
    "a name that is gone and here": ("REGISTRAR_NAME_GONE_AND_HERE", gone_and_here),
    "a handle twice": ("REGISTRAR_HANDLE_TWICE", text("hdl_0", '"B-1"', row(HANDLE).decode() + '"B-1"')),
    "a handle that is not there": ("REGISTRAR_HANDLE_MISSING", text("full_1", '"A-1"', '"C-1"')),
    "a handle that nobody has": ("REGISTRAR_HANDLE_UNUSED", text("hdl_0", '"B-1"', row(["C-1", *HANDLE[1:]]).decode() + '"B-1"')),
}  # fmt: skip


@pytest.mark.feature("REG-04")
@pytest.mark.parametrize("name", BAD)
def test_a_bad_deposit_has_the_finding_of_what_is_bad(good: Path, name: str) -> None:
    code, edit = BAD[name]
    edit(good)
    found = seen(good).findings
    assert set(found.by_code) == {code}, found.kept


def test_a_day_that_has_not_begun_is_a_finding(good: Path) -> None:
    found = seen(good, datetime(2026, 3, 1, 23, 59, tzinfo=UTC)).findings
    assert set(found.by_code) == {"REGISTRAR_DAY_IN_FUTURE"}


def test_the_number_at_iana_is_the_same_in_rows_and_names(tmp_path: Path) -> None:
    layout = LAYOUTS["2024"]
    values = ["one.example", "2027-03-01T12:00:00Z", "9991", *["x"] * 9]
    write(tmp_path / f"{STEM}_full_0.csv", values, header=list(layout.names))
    digests(tmp_path)
    found = verify_registrar(tmp_path.iterdir(), layout, NOW, Findings()).findings
    assert set(found.by_code) == {"REGISTRAR_IANA_MISMATCH"}


def test_every_finding_of_a_registrars_deposit_is_shown() -> None:
    shown = {code for code, _ in BAD.values()} | {"REGISTRAR_DAY_IN_FUTURE", "REGISTRAR_IANA_MISMATCH"}
    assert shown == {code for code in CODES if code.startswith("REGISTRAR_")}


@pytest.mark.slow
def test_whatever_octets_a_file_holds_the_reading_ends(good: Path) -> None:
    path = good / f"{STEM}_full_0.csv"
    whole = path.read_bytes()
    for at in range(0, len(whole), 3):
        for octets in (b"\x00", b'"', b"\xff", b"\r", b"\n", b","):
            if octets == whole[at : at + 1]:
                continue
            path.write_bytes(whole[:at] + octets + whole[at + 1 :])
            assert seen(good).findings.errors  # the digest is another, if nothing else


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_rows_are_whole_however_they_come_and_line_ends_within_fields_stay(tmp_path: Path, size: int) -> None:
    rows = [["a", 'b "c"'], ["d\ne", "f\r\ng"], ["", "\n"], ["h,", "ü"]]
    data = b"".join(row(each)[:-2] + b"\n" for each in rows)
    with spool(tmp_path, encrypted=True) as place:
        with Parts(place, 1, lambda number: f"{number}.csv", ("one", "two"), 3) as parts:
            for at in range(0, len(data), size):
                parts.take(data[at : at + size])
        assert [each.name for each in parts.files] == ["0.csv", "1.csv"]
        read = []
        for each in parts.files:
            content = b"".join(each.blocks())
            read += list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))
            assert parts.digests[each.name] == hashlib.sha256(content).hexdigest()
    assert read == [["one", "two"], *rows] and parts.rows == 4


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_command_tells_findings_with_their_codes_and_ends_with_one(good: Path) -> None:
    command = ["rde", "registrar", "verify", "--specification", "2007"]
    layout = ["--json", str(good)]
    whole = CliRunner().invoke(main, [*command, *layout])
    assert whole.exit_code == 0, whole.output
    told = json.loads(whole.output)
    assert (told["valid"], told["names"], told["kind"]) == (True, 3, "full")
    behind_its_digest(good)
    bad = CliRunner().invoke(main, [*command, str(good)])
    assert bad.exit_code == 1 and CODES["REGISTRAR_HASH_MISMATCH"].meaning in bad.output
    listed = json.loads(CliRunner().invoke(main, [*command, *layout]).output)
    assert listed["findings"][0]["code"] == "REGISTRAR_HASH_MISMATCH"
