"""A receiver of registrars' deposits, of its own making: it reads the files and keeps what they say."""

import csv
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

Rows = dict[str, dict[str, str]]
_NAME = re.compile(r"(\d+)_RDE_(\d{4}-\d\d-\d\d)_([a-z]+)_(\d+)\.csv")


class Received:
    """Names and handles by what they are known by; each deposit that comes changes them."""

    def __init__(self) -> None:
        self.names: Rows = {}
        self.handles: Rows = {}

    def take(self, folder: Path, day: str) -> None:
        """The deposit of a day, which lies in a folder, perhaps with others."""
        files = sorted(path for path in folder.iterdir() if f"_{day}_" in path.name)
        kinds = {_told(path)[2] for path in files}
        _demand_digests(files)
        names = _rows(path for path in files if _told(path)[2] in ("full", "inc"))
        handles = _rows(path for path in files if _told(path)[2] == "hdl")
        gone = _rows(path for path in files if _told(path)[2] == "del")
        if "full" in kinds:
            self.names, self.handles = {}, {}
        for each in gone:
            del self.names[each["domain"]]  # what is gone was there
        _put(self.names, names, "domain")
        _put(self.handles, handles, "handle")

    @property
    def used(self) -> Rows:
        """Handles that a name refers to: of those that none does any more, no deposit tells."""
        said = (value for row in self.names.values() for key, value in row.items() if key.endswith("-handle"))
        used = {handle for value in said for handle in value.split()}
        return {handle: row for handle, row in self.handles.items() if handle in used}


def _told(path: Path) -> tuple[str, ...]:
    found = _NAME.fullmatch(path.name)
    assert found, path
    return found.groups()


def _demand_digests(files: list[Path]) -> None:
    (told,) = (path for path in files if _told(path)[2] == "hash")
    lines = dict(line.split("  ")[::-1] for line in told.read_text().splitlines())
    others = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files if path != told}
    assert lines == others


def _rows(paths: Iterable[Path]) -> list[dict[str, str]]:
    header: list[str] = []
    rows = []
    for path in sorted(paths, key=lambda path: int(_told(path)[3])):
        text = path.read_bytes().decode("utf-8")
        assert text.endswith("\r\n")
        for values in csv.reader(text.splitlines(keepends=True), strict=True):
            if not header:
                header = values
                continue
            rows.append(dict(zip(header, values, strict=True)))
    return rows


def _put(known: Rows, rows: list[dict[str, str]], key: str) -> None:
    fresh = {row[key]: row for row in rows}
    assert len(fresh) == len(rows), "each stands once"
    known.update(fresh)
