"""Finished files of a deposit: told with their sizes and digests, looked after, brought to where they go."""

import asyncio
import hashlib
from collections.abc import Collection, Iterable
from functools import partial
from pathlib import Path

from rde.seal.seal import Part
from rde.ship.destination import Destination, ShipDeclines, ShipSilent
from registry.depository import DepositoryDeclines, DepositorySilent, FilesLost
from registry.model.deposit import SealedFile
from registry.settings import Escrow


def told(parts: Iterable[Part]) -> tuple[SealedFile, ...]:
    """The data before its signature: so they are brought."""
    return tuple(file for part in parts for file in _of_part(part))


def _of_part(part: Part) -> tuple[SealedFile, SealedFile]:
    signature = part.signature.read_bytes()
    return (
        SealedFile(part.data.name, part.size, part.sha256),
        SealedFile(part.signature.name, len(signature), hashlib.sha256(signature).hexdigest()),
    )


def agents(escrow: Escrow) -> Destination:
    """The server of the agent."""
    return Destination(
        escrow.sftp_host,
        escrow.sftp_port,
        escrow.sftp_user,
        escrow.sftp_key,
        escrow.sftp_passphrase,
        escrow.sftp_host_keys,
        escrow.sftp_folder,
        escrow.timeout,
    )


async def found(files: Iterable[SealedFile], folder: Path) -> list[Path]:
    """Where the files lie. Raises FilesLost for one that is not what was finished."""
    paths = []
    for each in files:
        path = folder / each.name
        if await asyncio.to_thread(_size, path) != each.size:
            raise FilesLost(f"{path} is not what was sealed")
        paths.append(path)
    return paths


async def bring(files: Iterable[SealedFile], folder: Path, destination: Destination) -> None:
    """Raises FilesLost, DepositorySilent and DepositoryDeclines."""
    from rde.ship.sftp import ship  # imported here: whoever makes deposits does without SFTP

    paths = await found(files, folder)
    try:
        await ship(paths, destination)
    except ShipSilent as silence:
        raise DepositorySilent(str(silence)) from None
    except ShipDeclines as refusal:
        raise DepositoryDeclines(str(refusal)) from None


async def sweep(folder: Path, kept: Collection[str], suffixes: Collection[str]) -> int:
    """Remove files of these endings that are none of those; how many went."""
    return await asyncio.to_thread(partial(_sweep, folder, kept, suffixes))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return -1


def _sweep(folder: Path, kept: Collection[str], suffixes: Collection[str]) -> int:
    gone = 0
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.suffix in suffixes and path.name not in kept:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
