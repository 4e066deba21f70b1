"""SFTP to one place: a server that is known by its own key, files that are there when they are whole.

A file is written under another name and renamed when it is complete, where the server lets us; where it does not, it is written
under its own, and its signature comes last. What an earlier try has brought is not brought again.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Final, cast

import asyncssh

from rde.ship.destination import Destination, ShipDeclines, ShipSilent

_CHUNK: Final = 256 * 1024
_COMPARED: Final = 64 * 1024  # octets before the end of what is there, which tell one sealed message from another
_KEEP_ALIVE: Final = 15  # seconds; four unanswered ones end the connection

Progress = Callable[[int], None]


async def ship(files: Sequence[Path], destination: Destination, progress: Progress = lambda done: None) -> None:
    """Bring the files, in their order: a signature after what it signs. `progress` is told octets as they are brought.

    Raises ShipSilent and ShipDeclines; the same again goes on where it ended.
    """
    async with _connected(destination) as sftp:
        for path in files:
            remote = str(PurePosixPath(destination.folder) / path.name)
            try:
                await _bring(sftp, path, remote, progress)
            except asyncssh.SFTPPermissionDenied as error:
                raise ShipDeclines(f"{destination.host} does not take {remote}: {error.reason}") from None
            except asyncssh.SFTPNoSuchFile:
                raise ShipDeclines(f"{destination.host} has no folder {destination.folder or '.'} for us") from None
            except (asyncssh.Error, OSError) as error:
                raise ShipSilent(f"{destination.host} did not take {remote}: {_words(error)}") from None


@asynccontextmanager
async def _connected(destination: Destination) -> AsyncIterator[asyncssh.SFTPClient]:
    known, key = _known(destination), _own(destination)
    try:
        async with asyncio.timeout(destination.timeout):
            connection = await asyncssh.connect(
                destination.host,
                destination.port,
                username=destination.user,
                client_keys=[key],
                known_hosts=(known, [], []),
                # Nothing of the user who runs us: no agent, no configuration, no other way in.
                config=None,
                agent_path=None,
                preferred_auth="publickey",
                keepalive_interval=_KEEP_ALIVE,
            )
    except asyncssh.HostKeyNotVerifiable:
        raise ShipDeclines(
            f"{destination.host} shows a key that is none of those in {destination.host_key}: ask the agent before you change it"
        ) from None
    except asyncssh.PermissionDenied:
        raise ShipDeclines(f"{destination.host} does not let {destination.user} in with {destination.key}") from None
    except TimeoutError:
        raise ShipSilent(f"{destination.host} was not reached in {destination.timeout:g} s") from None
    except (asyncssh.Error, OSError) as error:
        raise ShipSilent(f"{destination.host} was not reached: {_words(error)}") from None
    async with connection:
        try:
            async with asyncio.timeout(destination.timeout):
                sftp = await connection.start_sftp_client()
        except (asyncssh.Error, OSError) as error:
            raise ShipSilent(f"{destination.host} gives no SFTP: {_words(error)}") from None
        async with sftp:
            yield sftp


def _known(destination: Destination) -> list[asyncssh.SSHKey]:
    try:
        keys = [
            asyncssh.import_public_key(line) for line in destination.host_key.read_text().splitlines() if line.strip()
        ]
    except (OSError, UnicodeDecodeError, asyncssh.KeyImportError) as error:
        raise ShipDeclines(f"{destination.host_key} does not hold the server's public keys: {error}") from None
    if not keys:
        raise ShipDeclines(f"{destination.host_key} holds no key: put the server's there, as the agent told it")
    return keys


def _own(destination: Destination) -> asyncssh.SSHKey:
    try:
        return asyncssh.read_private_key(destination.key, destination.passphrase or None)
    except (OSError, asyncssh.KeyImportError) as error:
        raise ShipDeclines(f"{destination.key} does not hold our key, or not for this passphrase: {error}") from None


async def _bring(sftp: asyncssh.SFTPClient, path: Path, remote: str, progress: Progress) -> None:
    size = _length(path)
    if await _size(sftp, remote) == size and await _is_same(sftp, path, remote, size):
        progress(size)
        return
    part = f"{remote}.part"
    await _write(sftp, path, part, progress)
    if not await _renamed(sftp, part, remote):
        await _write(sftp, path, remote, lambda done: None)
        await _remove(sftp, part)
    if (there := await _size(sftp, remote)) != size:
        raise ShipSilent(f"{remote} has {there} octets there, and {size} here")


async def _write(sftp: asyncssh.SFTPClient, path: Path, remote: str, progress: Progress) -> None:
    """Go on from what is there of the file; what is of another is begun anew."""
    there = await _size(sftp, remote) or 0
    begin = there if there <= _length(path) and await _is_same(sftp, path, remote, there) else 0
    progress(begin)
    with _opened(path, begin) as file:
        async with sftp.open(remote, "r+b" if begin else "wb") as sink:
            at = begin
            while data := await asyncio.to_thread(_read, file):
                await sink.write(data, at)
                at += len(data)
                progress(len(data))


async def _is_same(sftp: asyncssh.SFTPClient, path: Path, remote: str, until: int) -> bool:
    """Whether what is there ends as ours does at that place: what was sealed anew is another message, which differs all through.

    A server that lets nobody read is not asked twice: what cannot be compared is brought again.
    """
    begin = max(0, until - _COMPARED)
    try:
        async with sftp.open(remote, "rb") as file:
            there = await file.read(until - begin, begin)
    except asyncssh.SFTPError:
        return False
    with _opened(path, begin) as ours:
        return there == cast(str | bytes, ours.read(until - begin))


def _length(path: Path) -> int:
    return path.stat().st_size


def _opened(path: Path, at: int) -> IO[bytes]:
    file = open(path, "rb")  # noqa: SIM115  # who asked for it closes it
    file.seek(at)
    return file


def _read(file: IO[bytes]) -> bytes:
    return file.read(_CHUNK)


async def _size(sftp: asyncssh.SFTPClient, remote: str) -> int | None:
    try:
        return (await sftp.stat(remote)).size
    except asyncssh.SFTPNoSuchFile:
        return None


async def _renamed(sftp: asyncssh.SFTPClient, part: str, remote: str) -> bool:
    try:
        await sftp.rename(part, remote)
    except (asyncssh.SFTPPermissionDenied, asyncssh.SFTPOpUnsupported, asyncssh.SFTPFailure):
        return False
    return True


async def _remove(sftp: asyncssh.SFTPClient, remote: str) -> None:
    """As far as the server lets us: that it is there still harms nobody."""
    try:
        await sftp.remove(remote)
    except asyncssh.SFTPError:
        return


def _words(error: Exception) -> str:
    return f"{type(error).__name__} {error}".strip()
