"""The way to the escrow agent: deposits are written, held against their schemas, sealed, brought there and reported.

What ICANN gets every week goes the same way to another place, and is not reported.

What is made lies in one folder, readable by its owner alone; what is not sealed yet lies in a spool, which goes as soon as it is.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Final, TypeVar
from urllib.parse import urlsplit

from rde.csv.models import KINDS
from rde.deposit import Written, write_full
from rde.diff import write_diff
from rde.expected import RegistryUnclear, read_repositories
from rde.months import IcannReports
from rde.registrar.configuration import NOBODY, Depositor, read_depositors
from rde.registrar.depository import RegistrarDepository
from rde.rri.client import Rri, RriDeclines, RriSilent
from rde.rri.messages import DepositReport, Notification
from rde.seal.engine import EngineFailed
from rde.seal.keys import KeyUnusable
from rde.seal.seal import DATA, SIGNATURE, Part, seal
from rde.seal.setup import sealing
from rde.ship.destination import Destination
from rde.ship.sealed import agents, bring, sweep, told
from rde.spool import Spool, spool, sweep_spools
from rde.thin import write_thin
from rde.verify import DepositInvalid, validate
from rde.workers import WorkerDied, workers_of
from registry.context import TIME, Context, Registry
from registry.depository import DepositoryDeclines, DepositorySilent, Made, MonthlyReports, Verdict
from registry.logins import read_login_file
from registry.model.deposit import DAILY, WEEKDAYS, Deposit
from registry.settings import Escrow, SettingsError
from registry.store import deposits
from registry.store.past import HistoryLacks
from wire.https import Asking, trust

T = TypeVar("T")

# What EPP greets registrars with; the parameters of EPP in a deposit are taken from it.
Greeting = Callable[[Context], bytes]
# Makes a deposit somewhere else, with that greeting.
Apart = Callable[[Deposit, bytes], Awaitable[Made]]

_LONGEST_ANSWER: Final = 1 << 20
_NO_INTERFACE: Final = "it was brought to be reported, and escrow.rri_url is empty now: set it again and let it go on"
# The words of an agent's notification.
_PASSED: Final = "DVPN"
_VERDICTS: Final = {"DVFN": "the agent found the deposit invalid", "DRFN": "the agent received no deposit of that day"}


@asynccontextmanager
async def opened(
    registry: Registry, escrow: Escrow, greeting: Greeting, apart: Apart | None = None
) -> AsyncIterator["AgentDepository | None"]:
    """The way that the settings describe, None where nobody deposits. Raises SettingsError."""
    depositors = read_depositors(escrow)
    if not (escrow.tlds or escrow.brda_days or depositors):
        yield None
        return
    demand_complete(escrow)
    rri = _rri(escrow)
    try:
        yield AgentDepository(registry, escrow, greeting, rri, depositors, apart)
    finally:
        if rri:
            await rri.close()


def demand_complete(escrow: Escrow) -> None:
    """Raise SettingsError for what a way to an agent lacks."""
    problems: list[str] = []
    weekly(escrow, problems)
    if unknown := [each for each in escrow.csv if each.lower().rpartition(":")[2] not in KINDS]:
        problems.append(f"escrow.csv: {unknown[0]} is no kind of objects; there are {', '.join(KINDS)}")
    if escrow.brda_days and not (escrow.brda_sftp_host and escrow.brda_sftp_user):
        problems.append(
            "escrow.brda_days: where ICANN gets them is not set: set escrow.brda_sftp_host and escrow.brda_sftp_user"
        )
    if escrow.tlds and not (escrow.sftp_host and escrow.sftp_user):
        problems.append("escrow.tlds: where deposits go is not set: set escrow.sftp_host and escrow.sftp_user")
    if escrow.rri_url and (urlsplit(escrow.rri_url).scheme != "https" or not urlsplit(escrow.rri_url).hostname):
        problems.append(f"escrow.rri_url: {escrow.rri_url} is no address that begins with https://")
    try:
        repositories_of(escrow)
    except SettingsError as error:
        problems.extend(error.problems)
    if problems:
        raise SettingsError(tuple(problems))


def repositories_of(escrow: Escrow) -> frozenset[str] | None:
    """The ids of repositories that IANA has registered, None where there is no file of them. Raises SettingsError."""
    path = escrow.repository_ids
    try:
        return read_repositories(path) if path.is_file() else None
    except (RegistryUnclear, OSError) as error:
        raise SettingsError((f"escrow.repository_ids: {error}",)) from None


def weekly(escrow: Escrow, problems: list[str]) -> dict[str, int]:
    """On which day of the week ICANN gets the names of which TLD; what says no day is told."""
    days: dict[str, int] = {}
    for each in escrow.brda_days:
        tld, _, day = each.lower().partition(":")
        if not tld.strip(".") or day not in WEEKDAYS:
            problems.append(f"escrow.brda_days: {each} names no TLD and day, such as example:monday")
        else:
            days[tld.strip(".")] = WEEKDAYS.index(day)
    return days


def in_files(escrow: Escrow, tld: str) -> frozenset[str]:
    """The namespaces of those kinds of objects that a TLD's deposits have in CSV files."""
    told = (each.lower().rpartition(":") for each in escrow.csv)
    return frozenset(KINDS[kind] for of, _, kind in told if of.strip(".") in ("", tld))


def _rri(escrow: Escrow) -> Rri | None:
    if not escrow.rri_url:
        return None
    found = read_login_file(escrow.rri_logins, "escrow.rri_logins")
    try:
        asking = Asking(trust(escrow.rri_ca), escrow.timeout, _LONGEST_ANSWER)
    except ValueError as error:
        raise SettingsError((f"escrow.rri_ca: {error}",)) from None
    return Rri(
        escrow.rri_url, {tld: (each.name, each.password) for tld, each in found.items()}, asking, escrow.rri_pause
    )


class AgentDepository:
    """A `registry.depository.Depository` at an SFTP server, with or without ICANN to report to.

    `depositors` are registrars with agents of their own: they have their own ways. `apart` makes the deposits, where this process
    is not to.
    """

    def __init__(
        self,
        registry: Registry,
        escrow: Escrow,
        greeting: Greeting,
        rri: Rri | None,
        depositors: Mapping[str, Depositor] = NOBODY,
        apart: Apart | None = None,
    ) -> None:
        self._registry = registry
        self._escrow = escrow
        self._greeting = greeting
        self._rri = rri
        self._apart = apart
        self._registrars = RegistrarDepository(registry, escrow.folder / "registrars", depositors)
        self.registrars = self._registrars.schedules
        self.tlds = tuple(tld.lower().strip(".") for tld in escrow.tlds)
        self.weekly = weekly(escrow, [])
        self.diffs = escrow.diffs
        self.reports = rri is not None
        self.months: MonthlyReports | None = IcannReports(registry, rri, escrow.report_day) if rri else None

    def keys(self) -> Mapping[str, datetime | None]:
        escrow, now = self._escrow, self._registry.clock.now()
        try:
            sealings = [
                *([sealing(escrow, now)] if self.tlds else []),
                *([sealing(escrow, now, for_icann=True)] if self.weekly else []),
            ]
        except KeyUnusable as error:
            raise DepositoryDeclines(str(error)) from None
        ours = [key for each in sealings for key in (*each.recipients, each.own)]
        return {str(key.path): key.expires_at for key in (*ours, *self._registrars.keys())}

    async def make(self, deposit: Deposit) -> Made:
        if self._apart:
            cx = self._registry.context("rde", TIME)
            return await self._apart(deposit, self._greeting(replace(cx, now=deposit.midnight)))
        if deposit.registrar:
            return await self._registrars.make(deposit)
        escrow = self._escrow
        try:
            with spool(escrow.folder, encrypted=escrow.spool_encrypted) as place:
                written = await self._written(deposit, place)
                parts = await asyncio.to_thread(self._sealed, deposit, written)
        except HistoryLacks as lack:
            raise DepositoryDeclines(str(lack)) from None
        except WorkerDied as death:
            raise DepositorySilent(str(death)) from None
        plan = written.plan
        return Made(plan.deposit_id, plan.watermark, plan.counts, told(parts))

    async def _written(self, deposit: Deposit, place: Spool) -> Written:
        cx, at = self._registry.context("rde", TIME), deposit.midnight
        tld, greeting = deposit.subject, self._greeting(replace(cx, now=at))
        csv, resend = in_files(self._escrow, tld), deposit.revision
        if deposit.kind == "diff":
            since, previous = await self._day_before(deposit)
            return await write_diff(
                cx, tld, place, greeting, since=since, previous=previous, at=at, resend=resend, csv=csv
            )
        workers = workers_of(self._escrow)
        if deposit.kind == "thin":
            return await write_thin(cx, tld, place, at=at, resend=resend, workers=workers)
        return await write_full(cx, tld, place, greeting, at=at, resend=resend, workers=workers, csv=csv)

    async def _day_before(self, deposit: Deposit) -> tuple[datetime, str]:
        """The watermark and id of what the deposit follows; until that is sealed it has none."""
        tld_id, day = deposit.tld_id, deposit.day
        assert tld_id is not None
        before = await self._registry.store.reading(lambda db: deposits.last(db, tld_id, DAILY, day))
        if before is None or before.watermark is None or before.deposit_id is None:
            raise DepositorySilent("the deposit of the day before is not sealed yet")
        return before.watermark, before.deposit_id

    def _sealed(self, deposit: Deposit, written: Written) -> tuple[Part, ...]:
        """Nothing leaves the house in which something is found that the agent would refuse."""
        try:
            expected = replace(written.plan.expected, repositories=repositories_of(self._escrow))
            validate(written.document, now=self._registry.clock.now(), files=written.files, expected=expected)
            house = sealing(self._escrow, self._registry.clock.now(), for_icann=deposit.kind == "thin")
            files = (written.document, *written.files)
            return seal(files, deposit.file_name, self._registry.clock.now(), self._escrow.folder, house)
        except (DepositInvalid, KeyUnusable, SettingsError) as error:
            raise DepositoryDeclines(str(error)) from None
        except EngineFailed as error:
            raise DepositoryDeclines(f"it cannot be sealed: {error}") from None

    async def deliver(self, deposit: Deposit) -> None:
        if deposit.registrar:
            await self._registrars.deliver(deposit)
            return
        escrow = self._escrow
        await bring(deposit.files, escrow.folder, _for_icann(escrow) if deposit.kind == "thin" else agents(escrow))

    async def report(self, deposit: Deposit) -> None:
        if self._rri is None:
            raise DepositoryDeclines(_NO_INTERFACE)
        assert deposit.deposit_id and deposit.watermark and deposit.sealed_at
        report = DepositReport(
            deposit.deposit_id,
            deposit.subject,
            "DIFF" if deposit.kind == "diff" else "FULL",
            deposit.watermark,
            deposit.sealed_at,
            deposit.revision,
            deposit.counts,
        )
        await _heard(self._rri.report_deposit(report))

    async def verdict(self, deposit: Deposit) -> Verdict | None:
        if self._rri is None:
            raise DepositoryDeclines(_NO_INTERFACE)
        said = await _heard(self._rri.notification(deposit.subject, deposit.day))
        if said is None or await self._is_of_another(said, deposit):
            return None
        return Verdict(said.status == _PASSED, _VERDICTS.get(said.status, ""), said.digest)

    async def _is_of_another(self, said: Notification, deposit: Deposit) -> bool:
        """Whether the notification is about an earlier revision of the day; what names none is, when one was refused by it."""
        if said.deposit_id is not None:
            return said.deposit_id != deposit.deposit_id
        tld_id, day, mark = deposit.tld_id, deposit.day, said.digest
        assert tld_id is not None
        return await self._registry.store.reading(
            lambda db: deposits.were_refused(db, tld_id=tld_id, day=day, mark=mark)
        )

    async def sweep(self, kept: frozenset[str]) -> int:
        left = await asyncio.to_thread(sweep_spools, self._escrow.folder)
        ours = await sweep(self._escrow.folder, kept, (f".{DATA}", f".{SIGNATURE}"))
        return left + ours + await self._registrars.sweep(kept)


def _for_icann(escrow: Escrow) -> Destination:
    return Destination(
        escrow.brda_sftp_host,
        escrow.brda_sftp_port,
        escrow.brda_sftp_user,
        escrow.brda_sftp_key,
        escrow.brda_sftp_passphrase,
        escrow.brda_sftp_host_keys,
        escrow.brda_sftp_folder,
        escrow.timeout,
    )


async def _heard(asked: Awaitable[T]) -> T:
    try:
        return await asked
    except RriSilent as silence:
        raise DepositorySilent(str(silence)) from None
    except RriDeclines as refusal:
        raise DepositoryDeclines(str(refusal)) from None
