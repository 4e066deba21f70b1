"""Restores of names from redemption: what a report must say, when it is taken, and that it can be corrected."""

from dataclasses import replace

import pytest

from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_info import domain_info
from registry.actions.domain_restore import domain_restore
from registry.actions.domain_transfer import domain_transfer
from registry.actions.domain_update import domain_update
from registry.actions.tld_create import tld_change
from registry.errors import Refusal
from registry.model.lifecycle import grace_statuses
from registry.requests.domain import (
    DomainCreate,
    DomainDelete,
    DomainInfo,
    DomainRestore,
    DomainTransfer,
    DomainUpdate,
    RestoreReport,
)
from registry.store import tlds
from tests.world import TLDS, World

SECRET = "a-secret-of-twenty-characters"


async def deleted(world: World) -> str:
    """A name of alpha's in redemption; when it was deleted."""
    await domain_create(world.as_("alpha"), DomainCreate("one.example", authinfo=SECRET))
    world.clock.advance(days=30)
    return await delete_again(world)


async def delete_again(world: World) -> str:
    await domain_delete(world.as_("alpha"), DomainDelete("one.example"))
    at = world.clock.now().isoformat()
    world.clock.advance(days=10)
    return at


async def restoring(world: World) -> RestoreReport:
    """A name of alpha's that waits for a report; the report it waits for."""
    return await ask(world, await deleted(world))


async def ask(world: World, deleted_at: str) -> RestoreReport:
    assert (
        await domain_restore(world.as_("alpha"), DomainRestore("one.example", "request"))
    ).status == "pendingRestore"
    asked_at = world.clock.now().isoformat()
    world.clock.advance(days=3)
    return RestoreReport("before", "after", deleted_at, asked_at, "mistake", ("true", "no gain"))


async def report(world: World, report: RestoreReport, by: str = "alpha"):
    cx = world.operator if by == "operator" else world.as_(by)
    return await domain_restore(cx, DomainRestore("one.example", "report", report))


async def refusal_of(attempt) -> tuple[int, str | None, str | None]:
    with pytest.raises(Refusal) as refusal:
        await attempt
    return refusal.value.code, refusal.value.element, refusal.value.value


async def look(world: World):
    return (await domain_info(world.operator, DomainInfo("one.example"))).domain


async def kept(world: World) -> list[str]:
    rows = await world.fetch("SELECT reason FROM registry.restore_report ORDER BY id")
    return [row["reason"] for row in rows]


async def test_a_report_about_another_delete_is_refused_and_the_name_goes_on_waiting(world: World) -> None:
    right = await restoring(world)
    wrong = replace(right, deleted_at="2003-07-10T22:00:00.0Z")
    assert await refusal_of(report(world, wrong)) == (2306, "rgp:delTime", wrong.deleted_at)
    wrong = replace(right, restored_at=right.deleted_at)
    assert await refusal_of(report(world, wrong)) == (2306, "rgp:resTime", wrong.restored_at)
    wrong = replace(right, restored_at="2036-07-10T22:00:00.0Z")
    assert await refusal_of(report(world, wrong)) == (2004, "rgp:resTime", wrong.restored_at)
    wrong = replace(right, deleted_at="in spring")
    assert await refusal_of(report(world, wrong)) == (2005, "rgp:delTime", "in spring")
    assert grace_statuses(await look(world), world.clock.now()) == ("pendingRestore",)
    assert await kept(world) == []
    assert (await report(world, right)).status is None
    assert (await look(world)).deletion is None


async def test_a_report_can_be_sent_again_for_correction_and_the_earlier_one_is_kept(world: World) -> None:
    first = await restoring(world)
    await report(world, first)
    restored, balance = await look(world), await world.balance("alpha")
    world.clock.advance(days=6)
    cx = world.as_("alpha")
    again = replace(first, reason="mistake of the registrant")
    answer = await domain_restore(cx, DomainRestore("one.example", "report", again))
    assert answer.status is None
    assert await kept(world) == ["mistake", "mistake of the registrant"]
    assert replace(await look(world), version=restored.version) == restored
    assert await world.balance("alpha") == balance
    (line,) = await world.fetch("SELECT event, svtrid FROM registry.history ORDER BY id DESC LIMIT 1")
    assert tuple(line) == ("restoreReport", cx.svtrid)
    (command,) = await world.fetch("SELECT code FROM registry.command WHERE svtrid = $1", cx.svtrid)
    assert command["code"] == 1000
    assert await refusal_of(report(world, replace(again, deleted_at=first.restored_at))) == (
        2306,
        "rgp:delTime",
        first.restored_at,
    )
    await report(world, replace(again, reason="by the registry"), by="operator")
    world.clock.advance(days=1)  # the window counts from the restore, not from the last correction
    assert (await refusal_of(report(world, again)))[0] == 2304


async def test_only_who_restored_the_name_corrects_the_report(world: World) -> None:
    first = await restoring(world)
    await report(world, first)
    assert (await refusal_of(report(world, first, by="beta")))[0] == 2201
    await domain_update(world.as_("alpha"), DomainUpdate("one.example", authinfo=SECRET))
    await domain_transfer(world.as_("beta"), DomainTransfer("one.example", "request", authinfo=SECRET))
    await report(world, first)  # a transfer that is pending does not keep the sponsor from its duty
    await domain_transfer(world.as_("alpha"), DomainTransfer("one.example", "approve"))
    assert (await refusal_of(report(world, first, by="alpha")))[0] == 2201
    assert (await refusal_of(report(world, first, by="beta")))[0] == 2304


async def test_a_report_of_the_last_restore_is_none_of_the_next(world: World) -> None:
    first = await restoring(world)
    assert (await refusal_of(domain_restore(world.as_("alpha"), DomainRestore("one.example", "request"))))[0] == 2304
    await report(world, first)
    deleted_at = await delete_again(world)
    assert (await refusal_of(report(world, first)))[0] == 2304
    second = await ask(world, deleted_at)
    assert await refusal_of(report(world, first)) == (2306, "rgp:delTime", first.deleted_at)
    await report(world, second)
    assert (await look(world)).deletion is None


async def test_where_no_report_was_asked_for_there_is_none_to_correct(world: World) -> None:
    rules = replace(TLDS["example"], restore_report=False)
    world.clock.advance(days=1)
    await tld_change(world.operator, "example", rules, world.clock.now())
    world.registry.book = await world.store.reading(tlds.book)
    deleted_at = await deleted(world)
    assert (await domain_restore(world.as_("alpha"), DomainRestore("one.example", "request"))).status is None
    asked_at = world.clock.now().isoformat()
    sent = RestoreReport("before", "after", deleted_at, asked_at, "mistake", ("true", "no gain"))
    assert (await refusal_of(report(world, sent)))[0] == 2304
