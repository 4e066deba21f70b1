"""The ways of registrars to agents of their own: deposits are written, verified, sealed and brought.

Where an agent's own client does the rest, they are laid in the open where it takes them.
"""

import asyncio
import logging
import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from rde.file import whole_file
from rde.plan import deposit_id
from rde.registrar.configuration import Depositor
from rde.registrar.export import Written, put, write_registrar
from rde.registrar.files import digest
from rde.registrar.verify import verify_registrar
from rde.seal.engine import EngineFailed
from rde.seal.keys import Key, KeyUnusable
from rde.seal.seal import seal
from rde.seal.setup import sealing
from rde.ship.sealed import agents, bring, found, told
from rde.spool import Document, Spool, spool, sweep_spools
from rde.verify.findings import Findings
from registry.context import TIME, Registry
from registry.depository import DepositoryDeclines, DepositorySilent, Made
from registry.errors import Refusal
from registry.model.deposit import Deposit, SealedFile
from registry.store import deposits
from registry.store.past import HistoryLacks
from registry.store.sql import Connection

log = logging.getLogger(__name__)

_CHUNK: Final = 1 << 20


class RegistrarDepository:
    """What a `registry.depository.Depository` does for registrars; each has a folder of its own for what is under way."""

    def __init__(self, registry: Registry, folder: Path, depositors: Mapping[str, Depositor]) -> None:
        self._registry = registry
        self._folder = folder
        self._depositors = depositors
        self.schedules = {handle: each.schedule for handle, each in depositors.items()}

    async def make(self, deposit: Deposit) -> Made:
        depositor = self._depositor(deposit)
        with spool(depositor.escrow.folder, encrypted=depositor.escrow.spool_encrypted) as place:
            written = await self._written(deposit, depositor, place)
            files = await asyncio.to_thread(self._finished, deposit, depositor, written)
        return Made(deposit_id(written.watermark, deposit.revision), written.watermark, written.counts, files)

    def keys(self) -> Iterator[Key]:
        """Of all that are sealed here. Raises DepositoryDeclines for one that is unusable."""
        now = self._registry.clock.now()
        for handle, each in self._depositors.items():
            if each.place == "sftp":
                try:
                    found = sealing(each.escrow, now)
                except KeyUnusable as error:
                    raise DepositoryDeclines(f"{handle}: {error}") from None
                yield from (*found.recipients, found.own)

    def _depositor(self, deposit: Deposit) -> Depositor:
        depositor = self._depositors.get(deposit.registrar or "")
        if depositor is None:
            raise DepositoryDeclines(f"escrow.registrars has no table of {deposit.registrar} any more")
        return depositor

    async def _written(self, deposit: Deposit, depositor: Depositor, place: Spool) -> Written[Document]:
        cx = self._registry.context("rde", TIME)
        since = await self._since(deposit) if deposit.kind == "inc" else None
        try:
            return await write_registrar(
                cx,
                depositor.registrar,
                depositor.layout,
                place,
                at=deposit.midnight,
                since=since,
                iana_id=depositor.iana_id,
            )
        except HistoryLacks as lack:
            raise DepositoryDeclines(str(lack)) from None
        except Refusal as refusal:
            raise DepositoryDeclines(refusal.reason) from None

    async def _since(self, deposit: Deposit) -> datetime:
        """The watermark of the last deposit before that was made; one that is being made is waited for, one that waits for people
        is not: this one holds its changes too."""
        registrar_id, day = deposit.registrar_id, deposit.day
        assert registrar_id is not None

        async def last(db: Connection) -> Deposit | None:
            before = await deposits.last_of_registrar(db, registrar_id, day)
            while before is not None and before.stopped and before.watermark is None:
                before = await deposits.last_of_registrar(db, registrar_id, before.day)
            return before

        before = await self._registry.store.reading(last)
        if before is None or before.watermark is None:
            raise DepositorySilent("the deposit before it is not made yet")
        return before.watermark

    def _finished(self, deposit: Deposit, depositor: Depositor, written: Written[Document]) -> tuple[SealedFile, ...]:
        """Nothing leaves the house in which something is found that the agent would refuse."""
        findings = Findings()
        verify_registrar(written.files, depositor.layout, self._registry.clock.now(), findings)
        if wrong := findings.first_error:
            raise DepositoryDeclines(f"{wrong.code}: {wrong.about}: {wrong.text}")
        if findings.warnings:
            log.warning(
                "the deposit %s has %d warnings: namehouse rde registrar verify lists them",
                deposit.name,
                findings.warnings,
            )
        if depositor.place == "folder":
            return _laid(written, depositor.escrow.folder)
        now, escrow = self._registry.clock.now(), depositor.escrow
        try:
            parts = seal(written.files, partial(_name, deposit, written), now, escrow.folder, sealing(escrow, now))
        except KeyUnusable as error:
            raise DepositoryDeclines(str(error)) from None
        except EngineFailed as error:
            raise DepositoryDeclines(f"it cannot be sealed: {error}") from None
        return told(parts)

    async def deliver(self, deposit: Deposit) -> None:
        depositor = self._depositor(deposit)
        if depositor.place == "sftp":
            await bring(deposit.files, depositor.escrow.folder, agents(depositor.escrow))
            return
        assert depositor.folder
        for path in await found(deposit.files, depositor.escrow.folder):
            try:
                await asyncio.to_thread(_copied, path, depositor.folder / path.name)
            except OSError as error:
                raise DepositorySilent(f"{depositor.folder} does not take {path.name}: {error.strerror}") from None

    async def sweep(self, kept: frozenset[str]) -> int:
        return await asyncio.to_thread(partial(_swept, self._folder, kept))


def _name(deposit: Deposit, written: Written[Document], number: int) -> str:
    """Of the sealed file of a number, from 1: the first file's name, told apart where it is made anew or cut."""
    stem = Path(written.files[0].name).stem
    anew = f"_R{deposit.revision}" if deposit.revision else ""
    return f"{stem}{anew}" if number == 1 else f"{stem}{anew}_S{number}"


def _laid(written: Written[Document], folder: Path) -> tuple[SealedFile, ...]:
    """The files as they are, for a client that does the rest; that of the digests comes last."""
    put(written, folder)
    return tuple(SealedFile(each.name, each.size, digest(each)) for each in written.files)


def _copied(path: Path, place: Path) -> None:
    with open(path, "rb") as source, whole_file(place) as file:
        shutil.copyfileobj(source, file, _CHUNK)


def _swept(folder: Path, kept: frozenset[str]) -> int:
    gone = sum(map(sweep_spools, folder.glob("of-*")))
    for path in folder.glob("of-*/*"):
        if path.is_file() and path.name not in kept:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
