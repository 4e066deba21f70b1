"""Planning deposits: one for each day and TLD, each planned once, whoever comes to it and how often."""

import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

from registry.actions.registrys_own import demand_operator
from registry.actions.transaction import transacted
from registry.context import Context
from registry.depository import Depository
from registry.errors import ObjectMissing, PolicyForbids
from registry.model.deposit import (
    DAILY,
    SETTLED,
    Deposit,
    Schedule,
    is_of_week,
    kind_of,
    kind_of_registrar,
    midnight,
)
from registry.store import deposits, registrars
from registry.store.sql import Connection

log = logging.getLogger(__name__)

# How many days that nobody planned are made up for; of a longer outage the agent and ICANN have heard from people.
MOST_MISSED: Final = 31


async def deposits_owed(cx: Context, house: Depository, tld: str | None = None) -> None:
    """Plan whatever is owed to the agent and to ICANN; of one TLD, or of all that are served here."""
    for each in house.tlds if tld is None else (tld,):
        if tld or cx.book.serves(each):
            await deposit_plan(cx, each, diffs=house.diffs)
    for each, weekday in house.weekly.items():
        if tld in (None, each) and cx.book.serves(each):
            await deposit_plan_thin(cx, each, weekday)


async def deposits_owed_by_registrars(cx: Context, house: Depository) -> None:
    """Plan what registrars owe to agents of their own."""
    for registrar, schedule in house.registrars.items():
        try:
            await deposit_plan_of_registrar(cx, registrar, schedule)
        except ObjectMissing:
            log.error("escrow.registrars names the registrar %s, and there is none", registrar)


@transacted
async def deposit_plan(cx: Context, db: Connection, tld: str, *, diffs: bool = False) -> list[Deposit]:
    """Today's deposit of a TLD, in UTC, and those of the days since the last one that was planned; those that are new.

    With `diffs` they hold what changed since the day before, but for Sundays.
    """
    if not cx.book.serves(tld):
        raise ObjectMissing("There is no such TLD to be deposited.", "tld", tld)
    tld_id = cx.book.at(tld, cx.now).tld_id
    before = await deposits.last(db, tld_id, DAILY)
    fresh = []
    for day in _owed(cx, cx.book.versions(tld)[0].valid_from, before.day if before else None):
        kind = kind_of(day, before, diffs=diffs)
        planned = await deposits.plan(db, tld_id=tld_id, kind=kind, day=day, revision=0, at=cx.now)
        if planned is None:  # by another process, just now
            break
        before = await held(db, planned)
        fresh.append(before)
    return fresh


@transacted
async def deposit_plan_thin(cx: Context, db: Connection, tld: str, weekday: int) -> list[Deposit]:
    """The week's deposit for ICANN, which is due on the weekday and as of the day before; and those of weeks that were missed."""
    tld_id = cx.book.at(tld, cx.now).tld_id
    before = await deposits.last(db, tld_id, ("thin",))
    yesterday = _today(cx) - timedelta(days=1)
    first = max(before.day, yesterday - timedelta(days=MOST_MISSED)) if before else yesterday - timedelta(days=1)
    fresh = []
    for day in (first + timedelta(days=passed) for passed in range(1, (yesterday - first).days + 1)):
        if not is_of_week(day, weekday) or midnight(day) < cx.book.versions(tld)[0].valid_from:
            continue
        planned = await deposits.plan(db, tld_id=tld_id, kind="thin", day=day, revision=0, at=cx.now)
        if planned is not None:
            fresh.append(await held(db, planned))
    return fresh


@transacted
async def deposit_plan_of_registrar(
    cx: Context, db: Connection, registrar: str, schedule: Schedule = "daily"
) -> list[Deposit]:
    """What a registrar owes by its schedule, and for the days since its last one; those that are new. Raises ObjectMissing."""
    found = await registrars.by_handle(db, handle=registrar)
    if found is None:
        raise ObjectMissing("There is no such registrar to deposit.", "registrar", registrar)
    before = await deposits.last_of_registrar(db, found.id)
    fresh = []
    for day in _owed(cx, found.created_at, before.day if before else None):
        kind = kind_of_registrar(day, before, schedule)
        if kind is None:
            continue
        planned = await deposits.plan_of_registrar(db, registrar_id=found.id, kind=kind, day=day, revision=0, at=cx.now)
        if planned is None:  # by another process, just now
            break
        before = await held(db, planned)
        fresh.append(before)
    return fresh


def _today(cx: Context) -> date:
    return (cx.now - SETTLED).astimezone(UTC).date()


def _owed(cx: Context, began: datetime, last: date | None) -> Iterator[date]:
    """Days after the last one, the oldest first, at whose midnight there was what is deposited."""
    today = _today(cx)
    missed = 0 if last is None else (today - last).days - 1  # -1 where today's is planned already
    day = today - timedelta(days=min(missed, MOST_MISSED))
    while day <= today:
        if midnight(day) >= began:
            yield day
        day += timedelta(days=1)


@transacted
async def deposit_resend(cx: Context, db: Connection, deposit_id: int) -> Deposit:
    """Plan a deposit anew that the agent refused, or that nobody answers, as the next revision of its day.

    Raises ObjectMissing, and PolicyForbids for one that was not refused, or that there is a later revision of.
    """
    demand_operator(cx, "Deposits are the registry's.")
    found = await held(db, deposit_id)
    if not found.is_over:
        raise PolicyForbids(
            f"The deposit is {found.state}; one that the agent refused is sent anew.", "deposit", found.name
        )
    planned = await next_revision(db, found, cx.now)
    if planned is None:
        raise PolicyForbids("There is a later revision of it already.", "deposit", found.name)
    return await held(db, planned)


async def next_revision(db: Connection, found: Deposit, at: datetime) -> int | None:
    """The number of a deposit's next revision, which is planned; None where there is one."""
    kind, revision = found.kind, found.revision + 1
    if found.registrar_id is not None:
        return await deposits.plan_of_registrar(
            db, registrar_id=found.registrar_id, kind=kind, day=found.day, revision=revision, at=at
        )
    assert found.tld_id is not None
    return await deposits.plan(db, tld_id=found.tld_id, kind=kind, day=found.day, revision=revision, at=at)


@transacted
async def deposit_go_on(cx: Context, db: Connection, deposit_id: int) -> Deposit:
    """What held a deposit up is put right: it is tried again at once. Raises ObjectMissing, and PolicyForbids for one that is
    answered."""
    demand_operator(cx, "Deposits are the registry's.")
    found = await held(db, deposit_id)
    if await deposits.go_on(db, deposit_id=deposit_id) is None:
        raise PolicyForbids(f"The deposit is {found.state}: nothing more is to be done for it.", "deposit", found.name)
    return await held(db, deposit_id)


async def held(db: Connection, deposit_id: int) -> Deposit:
    """Raises ObjectMissing."""
    found = await deposits.by_id(db, deposit_id)
    if found is None:
        raise ObjectMissing("There is no such deposit.", "deposit", str(deposit_id))
    return found
