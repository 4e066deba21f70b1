"""Deposits of what changed since an earlier one (RFC 8909, section 4): what is new or otherwise, and what is gone."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from rde.csv.render import known_sql
from rde.deposit import Deposit, Progress, Writer, Written, demand_deposited, nobody, put
from rde.objects.eppparams import epp_params
from rde.plan import Plan, Step, plan_full
from rde.render import digests_sql
from rde.spool import Spool
from rde.spool import spool as open_spool
from registry.actions.kept_names import gather_kept_names
from registry.actions.settled_snapshot import settled_snapshot
from registry.clock import stopwatch
from registry.context import Context
from registry.store import differences, past
from registry.store.sql import Connection


async def write_diff(
    cx: Context,
    tld: str,
    spool: Spool,
    greeting: bytes,
    progress: Progress = nobody,
    *,
    since: datetime,
    previous: str,
    at: datetime,
    resend: int = 0,
    csv: Collection[str] = (),
) -> Written:
    """Write into the spool what became otherwise after `since`, the watermark of `previous`, up to `at`, also an instant gone by.

    Both instants are read whole and compared by what a full deposit says of each object, so it takes twice as long as one, and
    one worker does it: what it compares is seen by its session alone. The header counts all there is. Raises what `write_full`
    raises, HistoryLacks, and ValueError for instants out of order.
    """
    demand_deposited(cx, tld)
    if not since < at <= cx.now:
        raise ValueError(f"{since} and {at} are not two instants gone by, one after the other")
    writer = Writer(cx.registry.store, spool, epp_params(greeting), progress, 1, stopwatch())

    async def write(former: Connection, _: datetime) -> Written:
        await differences.begin(former)
        before = await _planned(cx, former, tld, since, 0, csv)
        await _tell(former, "former", before)
        latter = await past.as_of(former, at)
        after = await _planned(cx, latter, tld, at, resend, csv)
        await _tell(latter, "latter", after)
        await differences.compare(latter)
        plan = replace(await _of_differences(latter, before, after), kind="diff", previous=previous)
        return await writer.write(latter, plan)

    return await settled_snapshot(cx, cx.book.at(tld, cx.now).tld_id, write, at=since)


async def export_diff(
    cx: Context,
    tld: str,
    folder: Path,
    greeting: bytes,
    progress: Progress = nobody,
    *,
    since: datetime,
    previous: str,
    at: datetime,
    resend: int = 0,
    csv: Collection[str] = (),
) -> Deposit:
    """The same as one file in `folder`, which is there when it is whole."""
    with open_spool(folder) as spool:
        told = await write_diff(
            cx, tld, spool, greeting, progress, since=since, previous=previous, at=at, resend=resend, csv=csv
        )
        return await put(told, folder)


async def _planned(cx: Context, db: Connection, tld: str, at: datetime, resend: int, csv: Collection[str]) -> Plan:
    policy = cx.book.at(tld, at)
    return await plan_full(db, policy, at, resend, await gather_kept_names(cx, db, policy, at), csv)


async def _tell(db: Connection, reading: differences.Reading, plan: Plan) -> None:
    for step in plan.steps:
        if step.counts:
            model = plan.models.get(step.table.namespace)
            text = digests_sql(step.table, mixed=step.mixed, known=known_sql(model.known_by) if model else None)
            await differences.tell(db, reading, step.table.namespace, text, step.values)


async def _of_differences(db: Connection, before: Plan, after: Plan) -> Plan:
    """The plan of a full deposit, with what became otherwise alone in its steps."""
    steps: list[Step] = []
    for step in after.steps:
        kind, values = step.table.namespace, step.values
        first, last = values.get("first"), values.get("last")
        assert isinstance(first, int | None) and isinstance(last, int | None)
        if count := await differences.count(db, kind, first, last):
            steps.append(replace(step, count=count, among=differences.differing(kind)))
    tables = {step.table.namespace: step.table for step in reversed(before.steps)}
    # What there was of a kind, and is no more, is deleted: so the kind is one of the deposit's.
    counts = {**dict.fromkeys(before.counts, 0), **after.counts}
    models = {**before.models, **after.models}
    return replace(after, counts=counts, steps=tuple(steps), gone=tuple(tables.values()), models=models)
