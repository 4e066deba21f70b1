"""Verifying a deposit as it comes: sealed files in any order, an open XML file, or a folder with the one or the other."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from lxml import etree

from rde.expected import Expected
from rde.held import held_folder
from rde.objects import names
from rde.seal.seal import DATA, SIGNATURE
from rde.seal.unseal import Layer, NotOpened, Opening, unseal
from rde.verify.deposit import Seen, verify_xml
from rde.verify.findings import Findings
from rde.verify.frame import FileName, Frame, file_name, name_of

# Told how many octets are done, and of how many, and what is done to them.
Progress = Callable[[str, int, int], None]

_CODES: Final[dict[Layer, str]] = {
    "signature": "SIG_INVALID",
    "message": "DECRYPT_FAILED",
    "archive": "ARCHIVE_BROKEN",
    "size": "ARCHIVE_TOO_LARGE",
}
XML: Final = "xml"
_OPENED: Final = "namehouse-opened-"


class Unclear(Exception):
    """The files are none of a deposit, or those of several kinds: it is not to be seen what is to be verified."""


@dataclass(frozen=True, slots=True)
class Given:
    """The files of one deposit: an open one, or its sealed parts."""

    xml: Path | None
    parts: tuple[Path, ...]


def given(paths: Sequence[Path]) -> Given:
    """What somebody means by these paths; signatures lie beside their files and need not be named. Raises Unclear, OSError."""
    files = [file for path in paths for file in (sorted(path.iterdir()) if path.is_dir() else (path,))]
    open_ones = [file for file in files if file.suffix == f".{XML}"]
    parts = [file for file in files if file.suffix == f".{DATA}"]
    named = [
        path for path in paths if not path.is_dir() and path.suffix not in (f".{XML}", f".{DATA}", f".{SIGNATURE}")
    ]
    if named:
        raise Unclear(f"{named[0]} is neither an open deposit (.{XML}) nor a sealed one (.{DATA})")
    if bool(open_ones) == bool(parts):
        raise Unclear(f"name one open deposit (.{XML}), or the files of one sealed one (.{DATA})")
    if len(open_ones) > 1:
        raise Unclear(f"{open_ones[0].name} and {open_ones[1].name} are two deposits: verify one after the other")
    return Given(open_ones[0] if open_ones else None, tuple(dict.fromkeys(parts)))


def id_of(path: Path) -> str:
    """The id that an open deposit gives itself, in its first element. Raises Unclear, OSError."""
    with open(path, "rb") as file:  # one that the parser opens stays open where it stops early
        try:
            parsed = etree.iterparse(file, events=("start",), resolve_entities=False, no_network=True, load_dtd=False)
            _, element = next(parsed)
            if element.tag == f"{{{names.RDE}}}deposit":
                return element.get("id") or ""
        except (etree.XMLSyntaxError, StopIteration):
            pass
    raise Unclear(f"{path} is no open deposit")


def verify(
    files: Given,
    opening: Opening | None,
    now: datetime,
    findings: Findings,
    progress: Progress,
    expected: Expected | None = None,
) -> Seen:
    """Hold a deposit against everything; what cannot be opened ends with a finding that says at which layer.

    A sealed one needs an `opening`. Raises OSError.
    """
    with opened(files, opening, findings, progress) as (xml, name):
        if xml is None:
            return Seen(Frame(name, now), 0, findings)
        return verify_opened(xml, name, now, findings, progress, expected, alone=files.xml is None)


@contextmanager
def opened(
    files: Given, opening: Opening | None, findings: Findings, progress: Progress
) -> Iterator[tuple[Path | None, FileName | None]]:
    """The XML file of a deposit, to be read within the block, and what its name says; None for what cannot be opened or has no
    name that says anything, which is found. Raises OSError."""
    if files.xml is not None:
        yield files.xml, name_of(files.xml, findings)
        return
    assert opening is not None
    parts, name = _in_order(files.parts, findings)
    if not _may_be_opened(parts, name, opening, findings):
        yield None, name
        return
    with held_folder(Path(tempfile.gettempdir()), _OPENED) as folder:
        yield _xml_of(parts, folder / "deposit", name, opening, findings, progress), name


def _may_be_opened(parts: Sequence[Path], name: FileName | None, opening: Opening, findings: Findings) -> bool:
    if findings.errors and name is None and len(parts) > 1:
        return False  # which file follows which is told by their names alone
    if opening.sender is None:
        findings.add("SIG_NOT_CHECKED", parts[0].name, "name the sender's certificate to have it checked")
    elif missing := [part.name for part in parts if not part.with_suffix(f".{SIGNATURE}").is_file()]:
        for part in missing:
            findings.add("SIG_MISSING", part, "there is no signature beside it")
        return False
    return not findings.by_code["ARCHIVE_PART_MISSING"]


def _xml_of(
    parts: Sequence[Path],
    folder: Path,
    name: FileName | None,
    opening: Opening,
    findings: Findings,
    progress: Progress,
) -> Path | None:
    try:
        files = _opened(parts, folder, opening, progress)
    except NotOpened as failure:
        findings.add(_CODES[failure.layer], parts[0].name, str(failure))
        return None
    xml = [path for path in files if path.suffix == f".{XML}"]
    if len(xml) != 1:
        findings.add("ARCHIVE_HAS_NO_DEPOSIT", parts[0].name, f"it holds {len(xml)} XML files")
        return None
    if name is not None and file_name(xml[0].stem) != name:
        findings.add("ARCHIVE_HAS_OTHER_NAME", parts[0].name, f"it holds {xml[0].name}")
    for more in [path for path in files if path.suffix not in (f".{XML}", ".csv")]:
        findings.add("ARCHIVE_HAS_MORE", parts[0].name, f"it holds {more.name}")
    return xml[0]


def verify_opened(
    path: Path,
    name: FileName | None,
    now: datetime,
    findings: Findings,
    progress: Progress,
    expected: Expected | None = None,
    *,
    alone: bool = False,
) -> Seen:
    """Hold an open deposit against every rule; `name` is that of the files it came in. Raises OSError."""
    size = sum(each.stat().st_size for each in (path, *path.parent.glob("*.csv")))
    return verify_xml(
        path, findings, now, name, lambda octets: progress("verified", octets, size), alone=alone, expected=expected
    )


def _opened(parts: Sequence[Path], folder: Path, opening: Opening, progress: Progress) -> tuple[Path, ...]:
    done, total = 0, sum(part.stat().st_size for part in parts)

    def more(octets: int) -> None:
        nonlocal done
        done += octets
        progress("opened", done, total)

    return unseal(parts, folder, opening, more)


def _in_order(parts: Sequence[Path], findings: Findings) -> tuple[tuple[Path, ...], FileName | None]:
    """The files by their numbers, and the name of the first; None where not all of them have one."""
    known = [(name, part) for part in parts if (name := name_of(part, findings))]
    if len(known) < len(parts):
        return tuple(parts), None
    known.sort(key=lambda each: each[0].split)
    first = known[0][0]
    splits = [name.split for name, _ in known]
    if {name.deposit for name, _ in known} != {first.deposit} or splits != list(range(1, len(splits) + 1)):
        text = f"there are {', '.join(part.name for _, part in known[:5])}"
        findings.add("ARCHIVE_PART_MISSING", known[0][1].name, text)
    return tuple(part for _, part in known), first
