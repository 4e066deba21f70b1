"""The tar between a deposit's files and its encryption: written and read as a stream, of any size."""

import io
import tarfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Final, Literal

from rde.file import Content, content_of

# A size of more than eight gibibytes does not fit the old header: `gnu` writes it as a binary number, `pax` in a header of its
# own before it. Agents differ in which of them their tools read.
Dialect = Literal["gnu", "pax"]

_FORMATS: Final = {"gnu": tarfile.GNU_FORMAT, "pax": tarfile.PAX_FORMAT}
_CHUNK: Final = 1 << 20

# Headers that tell of the file after them; a long name or a size beyond eight gibibytes takes a few hundred octets.
_BESIDE: Final = frozenset(
    {
        tarfile.XHDTYPE,
        tarfile.XGLTYPE,
        tarfile.SOLARIS_XHDTYPE,
        tarfile.GNUTYPE_LONGNAME,
        tarfile.GNUTYPE_LONGLINK,
    }
)
_MOST_BESIDE: Final = 1 << 16


class ArchiveBroken(Exception):
    """What was received is not a tar of a few plain files; the message says why."""


class ArchiveTooLarge(ArchiveBroken):
    """More would come out of it than may."""


class _Plain(tarfile.TarInfo):
    """A header that is read in bounded memory: what stands beside files is short, and sparse maps are not read at all."""

    def _proc_member(self, tarfile_: tarfile.TarFile) -> tarfile.TarInfo:
        if self.type in _BESIDE and not 0 <= self.size <= _MOST_BESIDE:
            raise ArchiveTooLarge(f"the archive holds a header of {self.size} octets")
        if self.type == tarfile.GNUTYPE_SPARSE:
            raise ArchiveBroken(f"the archive holds {self.name!r}, which is not a plain file")
        found: tarfile.TarInfo = super()._proc_member(tarfile_)  # type: ignore[misc]  # the place to override, says tarfile
        return found

    def _sparse(self, following: tarfile.TarInfo, *_: object) -> None:
        raise ArchiveBroken(f"the archive holds {following.name!r}, which is not a plain file")

    _proc_gnusparse_00 = _proc_gnusparse_01 = _proc_gnusparse_10 = _sparse


def write_archive(
    files: Sequence[Path | Content], at: datetime, sink: IO[bytes], dialect: Dialect, progress: Callable[[int], None]
) -> None:
    """One tar of the files, by their bare names; the same files at the same instant give the same octets.

    `progress` is told how many octets of the files are written since it was last told.
    """
    with tarfile.open(fileobj=sink, mode="w|", format=_FORMATS[dialect], bufsize=_CHUNK) as archive:
        archive.copybufsize = _CHUNK  # type: ignore[attr-defined]  # else a file goes by 16 KiB, in three times the time
        for content in map(content_of, files):
            with content.open() as file:
                archive.addfile(entry(content, at), _Watched(file, progress))


def entry(given: Path | Content, at: datetime) -> tarfile.TarInfo:
    """A file in the tar: nothing of this machine is told but its name and size."""
    content = content_of(given)
    found = tarfile.TarInfo(content.name)
    found.size, found.mode, found.mtime = content.size, 0o600, int(at.timestamp())
    return found


def read_archive(source: IO[bytes], folder: Path, limit: int) -> tuple[Path, ...]:
    """The files of a tar, written into `folder`; no more than `limit` octets of all together.

    Raises ArchiveBroken for what is cut off, for entries that are no plain files or would leave the folder, and beyond the limit.
    """
    written: list[Path] = []
    try:
        with tarfile.open(fileobj=source, mode="r|", bufsize=_CHUNK, tarinfo=_Plain) as archive:
            for found in archive:
                limit -= found.size
                path = folder / _plain_name(found)
                if limit < 0:
                    raise ArchiveTooLarge(f"the archive holds more than it may: {found.name} would pass the limit")
                if path in written:
                    raise ArchiveBroken(f"the archive holds {found.name} twice")
                _extract(archive, found, path)
                written.append(path)
    except RecursionError:
        raise ArchiveBroken("the archive has headers of headers without end") from None
    except (tarfile.TarError, EOFError, ValueError, OverflowError) as error:  # numbers and names that are none
        raise ArchiveBroken(f"the archive cannot be read: {error}") from None
    if not written:
        raise ArchiveBroken("the archive holds no files")
    return tuple(written)


def _plain_name(found: tarfile.TarInfo) -> str:
    name = PurePosixPath(found.name).name
    if not found.isreg() or found.issparse():
        raise ArchiveBroken(f"the archive holds {found.name!r}, which is not a plain file")
    if found.name.removeprefix("./") != name or not name or name.startswith(".") or "\\" in name:
        raise ArchiveBroken(f"the archive holds a file with the name {found.name!r}; only bare names are right")
    return name


def _extract(archive: tarfile.TarFile, found: tarfile.TarInfo, path: Path) -> None:
    content = archive.extractfile(found)
    assert content is not None  # it is a plain file
    left = found.size
    with open(path, "xb") as file:
        while left and (data := content.read(min(left, _CHUNK))):
            file.write(data)
            left -= len(data)
    if left:
        raise ArchiveBroken(f"the archive ends within {found.name}")


class _Watched(io.RawIOBase):
    """A file that says how much of it was read."""

    def __init__(self, file: IO[bytes], progress: Callable[[int], None]) -> None:
        self._file = file
        self._progress = progress

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._progress(len(data))
        return data
