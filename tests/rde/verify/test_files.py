"""Deposits whose objects lie in CSV files: good ones have no findings, and each way of being bad has its own."""

import asyncio
import hashlib
import shutil
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree

from namehouse.cli import main
from rde.csv.models import KINDS
from rde.deposit import export_full
from rde.diff import export_diff
from rde.expected import Expected
from rde.plan import deposit_id
from rde.seal.engines import engine
from rde.seal.keys import Key, read_certificate
from rde.seal.seal import Sealing, seal
from rde.seal.unseal import Opening
from rde.verify import DepositInvalid, Seen, validate, verify_xml
from rde.verify.findings import CODES, Findings
from rde.verify.frame import name_of
from rde.verify.sealed import given, verify
from registry.actions.domain_delete import domain_delete
from registry.actions.name_list_import import name_list_import
from registry.clock import FakeClock
from registry.requests.domain import DomainDelete
from tests.idn import three_tables
from tests.rde.agent import greeting
from tests.rde.conftest import Person
from tests.rde.verify.conftest import _change, _fill, _name
from tests.world import BEGINNING, Clone, World, open_world

pytestmark = pytest.mark.slow  # the good ones are made by a registry that lives first

EVERY = frozenset(KINDS.values())
NOW = datetime.fromisoformat("2026-04-01T00:00:00Z")


@pytest.fixture(scope="module")
def made(
    loop: asyncio.AbstractEventLoop, database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Path]]:
    clone = loop.run_until_complete(Clone.of(database))
    yield loop.run_until_complete(_lived(clone, tmp_path_factory.mktemp("files")))
    loop.run_until_complete(clone.drop())


async def _lived(clone: Clone, folder: Path) -> dict[str, Path]:
    world = await open_world(await clone.store(), FakeClock(BEGINNING))
    await _fill(world)
    world.clock.advance(days=20)
    await _change(world)
    world.clock.advance(hours=1)
    found = {f"{tld} in files": await _full(world, tld, folder / "1", EVERY) for tld in ("test", "example", "invalid")}
    mixed = EVERY - {KINDS["domain"], KINDS["registrar"]}
    found["test in both"] = await _full(world, "test", folder / "2", mixed)
    found["test in xml"] = await _full(world, "test", folder / "3", frozenset())
    since = world.clock.now()
    world.clock.advance(hours=1)
    await domain_delete(world.as_("beta"), DomainDelete("two.test"))
    diff = await export_diff(
        world.operator, "test", folder / "4", greeting(world.operator),
        since=since, previous=deposit_id(since, 0), at=world.clock.now(), csv=EVERY,
    )  # fmt: skip
    found["changes in files"] = diff.path
    await three_tables(world, lists=("kept",), variants="same_registrar")
    await name_list_import(world.operator, "kept", "reserved", {"never": "reserved"}, world.clock.now())
    await _name(world, "xn--strae-oqa.example")
    found["idn in files"] = await _full(world, "example", folder / "5", EVERY)
    return found


async def _full(world: World, tld: str, folder: Path, csv: frozenset[str]) -> Path:
    return (await export_full(world.operator, tld, folder, greeting(world.operator), csv=csv)).path


SHAPES = (
    "test in files", "example in files", "invalid in files", "test in both", "test in xml", "changes in files",
    "idn in files",
)  # fmt: skip


def seen(path: Path, **more) -> Seen:
    findings = Findings()
    return verify_xml(path, findings, NOW, name_of(path, findings), **more)


@pytest.mark.feature("REG-04")
@pytest.mark.parametrize("shape", SHAPES)
def test_a_good_deposit_has_no_findings(made: dict[str, Path], shape: str) -> None:
    found = seen(made[shape], alone="xml" not in shape)
    assert found.findings.kept == [] and found.frame.complete
    assert validate(made[shape], now=NOW) == found.objects > 0


def test_as_many_objects_are_found_in_either_model(made: dict[str, Path]) -> None:
    assert len({seen(made[shape]).objects for shape in ("test in files", "test in both", "test in xml")}) == 1


class Bad:
    """A deposit with its files in a folder of its own, to be made bad."""

    def __init__(self, path: Path, folder: Path) -> None:
        shutil.copytree(path.parent, folder / "bad")
        self.path = folder / "bad" / path.name
        self.folder = self.path.parent

    def file(self, stem: str) -> Path:
        (found,) = self.folder.glob(f"{stem}-2*.csv")
        return found

    def change(self, stem: str, old: str, new: str) -> None:
        """In a file, whose sum is put right."""
        path = self.file(stem)
        content = path.read_bytes()
        assert old.encode() in content, content
        self.write(path, content.replace(old.encode(), new.encode(), 1))

    def write(self, path: Path, content: bytes) -> None:
        before = f"{zlib.crc32(path.read_bytes()):08X}"
        path.write_bytes(content)
        self.document(before, f"{zlib.crc32(content):08X}")

    def document(self, old: str, new: str) -> None:
        text = self.path.read_text()
        assert old in text
        self.path.write_text(text.replace(old, new, 1))


def _line(bad: Bad, stem: str, change: Callable[[list[bytes]], list[bytes]]) -> None:
    path = bad.file(stem)
    bad.write(path, b"".join(change(path.read_bytes().splitlines(keepends=True))))


MUTATIONS: dict[str, tuple[str, Callable[[Bad], None]]] = {
    "an octet that is another": (
        "CSV_CHECKSUM_MISMATCH",
        lambda bad: bad.file("domain").write_bytes(bad.file("domain").read_bytes().replace(b"alpha", b"gamma", 1)),
    ),
    "a sum that nobody need know": (
        "CSV_FILE_NOT_UNDERSTOOD",
        lambda bad: bad.document("<rdeCsv:file ", '<rdeCsv:file cksumAlg="MD5" '),
    ),
    "a file that is compressed": (
        "CSV_FILE_NOT_UNDERSTOOD",
        lambda bad: _compressed(bad, "dnssec-ds"),
    ),
    "a file too few": ("CSV_FILE_MISSING", lambda bad: bad.file("dnssec-ds").unlink()),
    "a file too many": ("CSV_FILE_NOT_LISTED", lambda bad: (bad.folder / "more-20260321.csv").touch() or None),
    "a file twice": ("CSV_FILE_LISTED_TWICE", lambda bad: _twice(bad, "dnssec-ds")),
    "latin letters": ("CSV_NOT_UTF8", lambda bad: _line(bad, "domain", lambda lines: [*lines, b"\xe9\xe8\r\n"])),
    "a row that is too long": ("CSV_ROW_BROKEN", lambda bad: bad.change("domainTransfer", ",pending,", ",pending,,")),
    "a quote that does not end": ("CSV_ROW_BROKEN", lambda bad: _line(bad, "hostAddresses", lambda ls: [*ls, b'"'])),
    "a required field that is empty": (
        "CSV_FIELD_EMPTY",
        lambda bad: bad.change("domainTransfer", ",pending,", ",,"),
    ),
    "a number that is none": ("CSV_FIELD_INVALID", lambda bad: bad.change("dnssec-ds", ",13,", ",three,")),
    "a date that is none": ("CSV_FIELD_INVALID", lambda bad: bad.change("domainTransfer", "2026-03-", "2026-13-")),
    "rows of nobody": (
        "CSV_PARENT_MISSING",
        lambda bad: _line(bad, "domainStatuses", lambda lines: [*lines, b"ghost.test,ok,,\r\n"]),
    ),
    "a definition of another name": (
        "CSV_DEFINITION_UNKNOWN",
        lambda bad: bad.document('name="contactDisclose"', 'name="contactShown"'),
    ),
    "a definition without a key": (
        "CSV_DEFINITION_LACKS_KEY",
        lambda bad: _replaced(bad, "contactDisclose", "csvContact:fId", "csvContact:fVoice"),
    ),
    "a field twice": (
        "CSV_FIELD_TWICE",
        lambda bad: _replaced(bad, "contactDisclose", "csvContact:fDiscloseFax", "csvContact:fDiscloseVoice"),
    ),
    "authorization information": (
        "RDE_SECRET_IN_DEPOSIT",
        lambda bad: bad.change("contactPostal", "Zoe,", '"$argon2id$v=19$m=1",'),
    ),
    # --- what the rules of the XML model say of objects in files
    "a status that there is not": (
        "XML_SCHEMA_INVALID",
        lambda bad: bad.change("domainStatuses", "clientHold", "onHold"),
    ),
    "a name twice": (
        "RDE_DOMAIN_HAS_NON_UNIQUE_NAME",
        lambda bad: bad.change("domain", "two.test,", "ONE.test,"),
    ),
    "a count too many": ("RDE_COUNT_MISMATCH", lambda bad: bad.document('csvHost-1.0">2', 'csvHost-1.0">3')),
    "a registrar who is not there": (
        "RDE_REFERENCE_NOT_IN_DEPOSIT",
        lambda bad: bad.change("domain", ",beta,", ",omega,"),
    ),
    "a contact who is not there": (
        "RDE_REFERENCE_NOT_IN_DEPOSIT",
        lambda bad: bad.change("domainContacts", ",TECH,", ",GHOST,"),
    ),
    "a host that is not there": (
        "RDE_REFERENCE_NOT_IN_DEPOSIT",
        lambda bad: bad.change("domainNameServers", ",ns.elsewhere.net", ",ns.nowhere.net"),
    ),
    "an address of another version": (
        "RDE_HOST_HAS_INVALID_ADDRESS",
        lambda bad: bad.change("hostAddresses", ",v4", ",v6"),
    ),
    "a kind in both models": ("RDE_BOTH_MODELS", lambda bad: _both(bad)),
}


def _compressed(bad: Bad, stem: str) -> None:
    name = bad.file(stem).name
    bad.document(f'">{name}<', f'" compression="gzip">{name}<')


def _twice(bad: Bad, stem: str) -> None:
    text = bad.path.read_text()
    (line,) = [each for each in text.splitlines() if f">{bad.file(stem).name}<" in each]
    at = line.index("<rdeCsv:file ")
    entry = line[at : line.index("</rdeCsv:files>")]
    bad.document(entry, entry * 2)


def _replaced(bad: Bad, name: str, old: str, new: str) -> None:
    (line,) = [each for each in bad.path.read_text().splitlines() if f'name="{name}"' in each]
    bad.document(line, line.replace(f"<{old} ", f"<{new} "))


def _both(bad: Bad) -> None:
    one = (
        '<rdeIDN:idnTableRef id="de"><rdeIDN:url>https://a.example/</rdeIDN:url>'
        "<rdeIDN:urlPolicy>https://a.example/</rdeIDN:urlPolicy></rdeIDN:idnTableRef>"
    )
    for model in ("csvIDN", "rdeIDN"):
        uri = f"urn:ietf:params:xml:ns:{model}-1.0"
        bad.document("</rde:rdeMenu>", f"<rde:objURI>{uri}</rde:objURI></rde:rdeMenu>")
        count = int(model == "rdeIDN")
        bad.document(
            "</rdeHeader:header>", f'<rdeHeader:count uri="{uri}">{count}</rdeHeader:count></rdeHeader:header>'
        )
    bad.document("</rde:contents>", f"{one}\n</rde:contents>")


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_bad_deposit_has_the_finding_of_what_is_bad(made: dict[str, Path], tmp_path: Path, name: str) -> None:
    code, make_bad = MUTATIONS[name]
    bad = Bad(made["test in files"], tmp_path)
    make_bad(bad)
    found = seen(bad.path, alone=True).findings.by_code
    assert code in found, found
    if CODES[code].severity == "error":
        with pytest.raises(DepositInvalid):
            validate(bad.path, now=NOW)


def test_every_finding_of_files_is_shown_by_a_deposit_that_has_it() -> None:
    assert {code for code in CODES if code.startswith("CSV_")} <= {code for code, _ in MUTATIONS.values()}


def test_a_sum_of_the_other_kind_is_understood(made: dict[str, Path], tmp_path: Path) -> None:
    bad = Bad(made["test in files"], tmp_path)
    content = bad.file("domain").read_bytes()
    bad.document(
        f'cksum="{zlib.crc32(content):08X}"', f'cksum="{hashlib.sha256(content).hexdigest()}" cksumAlg="SHA256"'
    )
    assert seen(bad.path, alone=True).findings.kept == []
    bad.file("domain").write_bytes(content.replace(b"alpha", b"gamma", 1))
    assert "CSV_CHECKSUM_MISMATCH" in seen(bad.path, alone=True).findings.by_code


def test_files_of_others_may_have_other_separators_orders_and_ways_to_refer(
    made: dict[str, Path], tmp_path: Path
) -> None:
    """Name servers by their ROIDs, sponsors by IANA's numbers, semicolons, and line feeds alone."""
    bad = Bad(made["test in files"], tmp_path)
    roids = {row.split(b",")[0]: row.split(b",")[1] for row in bad.file("host").read_bytes().splitlines()}
    rows = [row.split(b",") for row in bad.file("domainNameServers").read_bytes().splitlines()]
    bad.write(bad.file("domainNameServers"), b"".join(b"%s;%s\n" % (roids[host], name) for name, host in rows))
    (line,) = [each for each in bad.path.read_text().splitlines() if 'name="domainNameServers"' in each]
    at, end = line.index("<rdeCsv:fields>"), line.index("</rdeCsv:fields>")
    changed = line[:at] + '<rdeCsv:fields><rdeCsv:fRoid/><csvDomain:fName parent="true"/>' + line[end:]
    bad.document(line, changed.replace('sep=","', 'sep=";"'))
    numbers = {row.split(b",")[0]: row.split(b",")[2] for row in bad.file("registrar").read_bytes().splitlines()}
    domains = [row.split(b",") for row in bad.file("domain").read_bytes().splitlines()]
    (line,) = [each for each in bad.path.read_text().splitlines() if 'name="domain" ' in each]
    fields = [etree.QName(each).localname for each in etree.fromstring(
        f"<x xmlns:rdeCsv='a' xmlns:csvDomain='b' xmlns:csvHost='c'>{line}</x>").find(".//{a}fields")]  # fmt: skip
    sponsor = fields.index("fClID")
    bad.write(
        bad.file("domain"),
        b"".join(b",".join([*row[:sponsor], numbers[row[sponsor]], *row[sponsor + 1 :]]) + b"\n" for row in domains),
    )
    (line,) = [each for each in bad.path.read_text().splitlines() if 'name="domain" ' in each]
    bad.document(
        line, line.replace('<rdeCsv:fClID type="eppcom:clIDType"', '<csvRegistrar:fGurid type="positiveInteger"')
    )
    assert seen(bad.path, alone=True).findings.kept == []


def test_registrants_that_all_names_have_are_a_required_field(made: dict[str, Path], tmp_path: Path) -> None:
    """What the XML model says by a policy."""
    bad = Bad(made["test in files"], tmp_path)
    maximum, either = Expected("maximum", "objects"), Expected("per-registrar", "objects")
    assert seen(bad.path, alone=True, expected=maximum).findings.kept == []
    assert list(seen(bad.path, alone=True, expected=either).findings.by_code) == ["RDE_POLICY_OBJECT_UNEXPECTED"]
    (line,) = [each for each in bad.path.read_text().splitlines() if "<rdeCsv:fRegistrant " in each]
    before, _, after = line.partition("<rdeCsv:fRegistrant ")
    after = after.replace('isRequired="true"', 'isRequired="false"', 1)
    bad.document(line, f"{before}<rdeCsv:fRegistrant {after}")
    assert list(seen(bad.path, alone=True, expected=maximum).findings.by_code) == ["RDE_POLICY_OBJECT_MISSING"]
    assert seen(bad.path, alone=True, expected=either).findings.kept == []


# --- what a deposit of changes follows


def test_changes_follow_a_deposit_that_is_known(made: dict[str, Path], tmp_path: Path) -> None:
    path = made["changes in files"]
    said = seen(path, alone=True)
    assert said.frame.previous
    known, stranger = Expected(after=frozenset({"1", said.frame.previous})), Expected(after=frozenset({"1"}))
    assert seen(path, alone=True, expected=known).findings.kept == []
    assert list(seen(path, alone=True, expected=stranger).findings.by_code) == ["RDE_PREVIOUS_ID_UNKNOWN"]
    bad = Bad(path, tmp_path)
    bad.document(f'prevId="{said.frame.previous}"', f'prevId="{said.frame.id}"')
    assert list(seen(bad.path, alone=True).findings.by_code) == ["RDE_PREVIOUS_ID_IS_ITS_OWN"]


def test_the_command_knows_what_changes_may_follow(made: dict[str, Path], tmp_path: Path) -> None:
    def say(*words: object) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["rde", "verify", *map(str, words)])
        return done.exit_code, done.output

    path = made["changes in files"]
    done = CliRunner().invoke(main, ["rde", "verify", str(path.parent), "--after", str(made["test in xml"])])
    assert done.exit_code == 0, (done.output, done.exception)
    code, output = say(path, "--after", made["idn in files"])
    assert (code, "RDE_PREVIOUS_ID_UNKNOWN" in output) == (1, True)
    (tmp_path / "none.xml").write_text("<a/>")
    code, output = say(path, "--after", tmp_path / "none.xml")
    assert (code, "no open deposit" in output) == (2, True)


# --- sealed


@pytest.mark.feature("REG-04")
def test_a_sealed_deposit_holds_its_files_and_nothing_else(
    made: dict[str, Path], opening: Opening, people: dict[str, Person], own: Key, tmp_path: Path
) -> None:
    agent, path = people["agent"], made["test in files"]
    house = Sealing(engine("auto", 1), (read_certificate(agent.certificate, agent.fingerprint, BEGINNING),), own, "")

    def found(place: str, files: list[Path]) -> list[str]:
        parts = seal(files, lambda number: path.stem, BEGINNING, tmp_path / place, house)
        findings = Findings()
        verify(given([part.data for part in parts]), opening, NOW, findings, lambda what, done, total: None)
        return list(findings.by_code)

    every = sorted(path.parent.iterdir())
    assert found("whole", every) == []
    lacking = [each for each in every if not each.name.startswith("contactPostal")]
    assert "CSV_FILE_MISSING" in found("lacking", lacking)
    more = tmp_path / "readme.txt"
    more.write_text("hello")
    assert found("more", [*every, more]) == ["ARCHIVE_HAS_MORE"]
    strange = tmp_path / "strange-20260321.csv"
    strange.write_text("a,b\r\n")
    assert found("strange", [made["test in xml"], strange]) == ["CSV_FILE_NOT_LISTED"]
