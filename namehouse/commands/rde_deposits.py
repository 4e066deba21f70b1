"""`namehouse rde deposits`, `run`, `retry` and `resend`: deposits on their way to the agent."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final, TypeVar

import click

from namehouse.command import Refused, json_option, print_data, with_settings
from namehouse.commands.opening import act
from namehouse.greeting import greeting_of
from rde import depository
from registry.actions.deposit_advance import deposit_advance
from registry.actions.deposit_plan import deposit_go_on, deposit_resend, deposits_owed, deposits_owed_by_registrars
from registry.context import Context, Registry
from registry.depository import Depository
from registry.model.deposit import Deposit
from registry.settings import Settings
from registry.store import deposits as store

T = TypeVar("T")

_MOST: Final = 10_000


@click.command()
@click.option("--tld", help="TLD whose deposits are listed; else all.")
@click.option("--registrar", help="Registrar whose deposits are listed; else all.")
@click.option("--days", type=click.IntRange(1, 3650), default=14, show_default=True, help="Days that are looked back.")
@json_option
@with_settings
def deposits(settings: Settings, tld: str | None, registrar: str | None, days: int, as_json: bool) -> None:
    """List deposits with their states, the newest first."""

    async def work(cx: Context) -> list[Deposit]:
        since = (cx.now - timedelta(days=days)).date()
        return await cx.registry.store.reading(lambda db: store.since(db, tld, since, _MOST, registrar=registrar))

    print_data([row_of(each) for each in act(settings, work)], as_json=as_json)


@click.command()
@click.option("--tld", help="TLD that is deposited; else all that escrow.tlds names, and registrars.")
@json_option
@with_settings
def run(settings: Settings, tld: str | None, as_json: bool) -> None:
    """Make the deposits of today, of this week and of missed days, and bring all as far as they go, as the worker does."""

    async def work(cx: Context, house: Depository) -> list[Deposit]:
        await deposits_owed(cx, house, tld)
        if tld is None:
            await deposits_owed_by_registrars(cx, house)
        due = await cx.registry.store.reading(lambda db: store.due(db, cx.now))
        seen = [await deposit_advance(cx, house, each.id) for each in due if tld in (None, each.tld)]
        return [each for each in seen if each is not None]

    print_data([row_of(each) for each in with_house(settings, work)], as_json=as_json)


@click.command()
@click.argument("number", type=int)
@json_option
@with_settings
def retry(settings: Settings, number: int, as_json: bool) -> None:
    """Try the deposit NUMBER again at once, now that what held it up is put right."""

    async def work(cx: Context, house: Depository) -> Deposit | None:
        found = await deposit_go_on(cx, number)
        return await deposit_advance(cx, house, number) or found

    _print_one(with_house(settings, work), as_json=as_json)


@click.command()
@click.argument("number", type=int)
@json_option
@with_settings
def resend(settings: Settings, number: int, as_json: bool) -> None:
    """Make the deposit NUMBER anew, which the agent refused, and bring the new one as far as it goes."""

    async def work(cx: Context, house: Depository) -> Deposit | None:
        fresh = await deposit_resend(cx, number)
        return await deposit_advance(cx, house, fresh.id) or fresh

    _print_one(with_house(settings, work), as_json=as_json)


def with_house(settings: Settings, work: Callable[[Context, Depository], Awaitable[T]]) -> T:
    async def housed(cx: Context) -> T:
        if cx.registry.depository is None:
            raise Refused("nobody deposits: set escrow.tlds and what docs/runbooks/send-deposits.md says")
        return await work(cx, cx.registry.depository)

    return act(settings, housed, ways=_way)


@asynccontextmanager
async def _way(settings: Settings, registry: Registry) -> AsyncIterator[None]:
    async with depository.opened(registry, settings.escrow, greeting_of(settings)) as registry.depository:
        yield


def _print_one(deposit: Deposit | None, *, as_json: bool) -> None:
    assert deposit
    print_data(row_of(deposit), as_json=as_json)
    if deposit.reason:
        raise Refused(f"the deposit {deposit.name} is {deposit.state}: {deposit.reason}")


def row_of(deposit: Deposit) -> dict[str, object]:
    return {
        "number": deposit.id,
        "deposit": deposit.name,
        "state": "held up" if deposit.stopped else deposit.state,
        "watermark": deposit.watermark.isoformat() if deposit.watermark else None,
        "id": deposit.deposit_id,
        "objects": sum(deposit.counts.values()),
        "bytes": sum(each.size for each in deposit.files),
        "retry": deposit.retry_at.isoformat() if deposit.retry_at else None,
        "reason": deposit.reason,
    }
