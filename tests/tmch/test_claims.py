"""Creates in a claims phase: with the notice where there are claims, without where there are none."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from registry.actions.domain_create import domain_create
from registry.actions.tmch_import import tmch_import
from registry.actions.token_issue import TokenIssue, token_issue
from registry.clock import FakeClock
from registry.errors import ObjectExists, Refusal
from registry.model.launch import LaunchCreate, Notice
from registry.model.phases import NamedPhase, Phase
from registry.requests.domain import DomainCreate, DomainCreated
from registry.store import lordn
from tests.tmch.clearinghouse import dnl, notice_id
from tests.tmch.launching import launch
from tests.world import BEGINNING, Clone, World, open_world

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
CLAIMS = NamedPhase("claims")


def notice(label: str = "tree", ends: datetime = BEGINNING + DAY, accepted: datetime = BEGINNING - HOUR) -> Notice:
    return Notice(notice_id(label, ends), ends, accepted)


async def begin(world: World, **listed: object) -> None:
    await tmch_import(world.operator, "dnl", dnl("tree", **listed))
    await launch(world, Phase("claims", BEGINNING, BEGINNING + 90 * DAY, needs=("notice",)), Phase("open"))


async def create(world: World, *notices: Notice, name: str = "tree.example") -> None:
    said = LaunchCreate(CLAIMS, notices=notices) if notices else None
    await domain_create(world.as_("alpha"), DomainCreate(name, launch=said))


async def refused(world: World, *notices: Notice) -> tuple[int, str | None]:
    before = await world.balance("alpha")
    with pytest.raises(Refusal) as caught:
        await create(world, *notices)
    assert await world.balance("alpha") == before
    return caught.value.code, caught.value.element


@pytest.mark.feature("REG-09")
async def test_a_name_with_claims_is_registered_with_their_notice_and_on_record(world: World) -> None:
    await begin(world)
    assert await refused(world) == (2003, "launch:notice")
    await create(world, notice())
    await create(world, name="bush.example")
    (row,) = await world.fetch(
        """SELECT roid, name, tld_id, phase, notice_id, notice_accepted_at, registered_at
             FROM registry.launch
            WHERE has_claims"""
    )
    assert (row["name"], row["phase"], row["notice_id"]) == ("tree.example", "claims", notice().id)
    assert (row["notice_accepted_at"], row["registered_at"]) == (notice().accepted_at, world.clock.now())
    (line,) = await world.store.transaction(
        lambda db: lordn.hold_waiting(db, tld_id=row["tld_id"], kind="claims", qlp=False)
    )
    assert (line.roid, line.iana_id, line.notice_id) == (row["roid"], 9990, notice().id)


@pytest.mark.parametrize(
    ("wrong", "code", "element"),
    [
        (notice("bush"), 2004, "launch:noticeID"),
        (replace(notice(), not_after=BEGINNING + 2 * DAY), 2004, "launch:noticeID"),
        (replace(notice(), id="370d0b7c"), 2004, "launch:noticeID"),
        (replace(notice(), validator="another"), 2306, "launch:noticeID"),
        (notice(ends=BEGINNING - HOUR, accepted=BEGINNING - 2 * HOUR), 2306, "launch:notAfter"),
        (notice(accepted=BEGINNING + HOUR), 2306, "launch:acceptedDate"),
        (notice(accepted=BEGINNING - 49 * HOUR), 2306, "launch:acceptedDate"),
    ],
)
async def test_a_notice_of_another_label_ended_or_long_accepted_is_refused(
    world: World, wrong: Notice, code: int, element: str
) -> None:
    await begin(world)
    assert await refused(world, wrong) == (code, element)


async def test_how_long_ago_a_notice_may_have_been_accepted_is_a_setting(world: World) -> None:
    await begin(world)
    old = notice(accepted=BEGINNING - 49 * HOUR)
    with pytest.raises(Refusal):
        await create(world, old)
    world.registry.trademarks = replace(world.registry.trademarks, notice_age=50 * HOUR)
    await create(world, old)
    assert len(await world.fetch("SELECT FROM registry.launch")) == 1


async def test_claims_that_were_listed_within_a_day_need_no_notice_yet(world: World) -> None:
    await begin(world, inserted=BEGINNING - 23 * HOUR)
    await create(world)
    (row,) = await world.fetch("SELECT has_claims, notice_id FROM registry.launch")
    assert tuple(row) == (True, None)
    world.clock.advance(hours=1)
    with pytest.raises(Refusal) as caught:
        await create(world)
    assert caught.value.code == 2302, "what speaks against the name itself comes first"


async def test_after_the_claims_phase_no_notice_is_needed_and_nothing_is_recorded(world: World) -> None:
    await begin(world)
    world.clock.advance(days=91)
    await create(world)
    assert await world.fetch("SELECT FROM registry.launch") == []


async def test_a_name_that_cannot_be_paid_leaves_no_record_of_its_launch(world: World) -> None:
    await begin(world)
    for number in range(5):
        await domain_create(world.as_("delta"), DomainCreate(f"bush{number}.example"))
    said = LaunchCreate(CLAIMS, notices=(notice(),))
    with pytest.raises(Refusal) as caught:
        await domain_create(world.as_("delta"), DomainCreate("tree.example", launch=said))
    assert caught.value.code == 2104
    assert await world.fetch("SELECT FROM registry.launch WHERE name = 'tree.example'") == []


async def test_a_phase_may_be_for_those_who_show_a_token(world: World) -> None:
    await launch(world, Phase("landrush", needs=("token",)))
    with pytest.raises(Refusal) as caught:
        await create(world)
    assert (caught.value.code, caught.value.element) == (2003, "allocationToken:allocationToken")
    (token,) = await token_issue(world.operator, TokenIssue(tld="example"))
    await domain_create(world.as_("alpha"), DomainCreate("tree.example", token=token))


async def test_of_many_creates_of_one_name_in_a_launch_one_succeeds_and_is_on_record(
    clone: Clone, clock: FakeClock
) -> None:
    world = await open_world(await clone.store(), clock)
    await begin(world)
    said = LaunchCreate(CLAIMS, notices=(notice(),))
    before = await world.balance("alpha")
    attempts = [domain_create(world.as_("alpha"), DomainCreate("tree.example", launch=said)) for _ in range(8)]
    outcomes = await asyncio.gather(*attempts, return_exceptions=True)
    assert sum(isinstance(outcome, DomainCreated) for outcome in outcomes) == 1, outcomes
    assert sum(isinstance(outcome, ObjectExists) for outcome in outcomes) == 7, outcomes
    assert len(await world.fetch("SELECT roid FROM registry.launch")) == 1
    assert before - await world.balance("alpha") == 1000
