"""A TLD's launch decides what can be registered when, and what is told of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from registry.actions.domain_check import domain_check
from registry.actions.domain_create import domain_create
from registry.errors import ParameterMissing, ParameterRange, PolicyForbids
from registry.model.fees import FeeCheck, FeeCommand
from registry.model.launch import LaunchCreate
from registry.model.phases import NamedPhase, Phase
from registry.requests.domain import DomainCheck, DomainCreate
from tests.tmch.launching import launch
from tests.world import BEGINNING, World

DAY = timedelta(days=1)


def landrush(begins: float, ends: float, **rest: object) -> Phase:
    return Phase("landrush", BEGINNING + begins * DAY, BEGINNING + ends * DAY, **rest)


async def create(world: World, *said: object, name: str = "tree.example") -> None:
    await domain_create(world.as_("alpha"), DomainCreate(name, launch=LaunchCreate(*said) if said else None))


@pytest.mark.feature("REG-09")
async def test_nothing_is_registered_before_between_and_after_phases_and_a_check_says_so(world: World) -> None:
    await launch(world, landrush(10, 20), Phase("open", BEGINNING + 30 * DAY, BEGINNING + 40 * DAY))
    for day in (1, 25, 45):
        world.clock.move_to(BEGINNING + day * DAY)
        with pytest.raises(PolicyForbids, match="no phase"):
            await create(world)
        (line,) = await domain_check(world.as_("alpha"), DomainCheck(("tree.example",)))
        assert (line.available, line.reason) == (False, "In no phase of its launch")


async def test_a_create_is_made_in_the_phase_that_is_on_named_or_not(world: World) -> None:
    await launch(world, landrush(10, 20, subphase="first"))
    world.clock.move_to(BEGINNING + 10 * DAY)
    await create(world)
    await create(world, NamedPhase("landrush"), name="two.example")
    await create(world, NamedPhase("landrush", "first"), "registration", name="three.example")
    for wrong in (NamedPhase("sunrise"), NamedPhase("open"), NamedPhase("landrush", "second")):
        with pytest.raises(PolicyForbids) as refused:
            await create(world, wrong, name="four.example")
        assert (refused.value.element, refused.value.value) == ("launch:phase", wrong.name)


async def test_a_create_that_would_apply_where_names_are_registered_is_refused(world: World) -> None:
    with pytest.raises(PolicyForbids) as refused:
        await create(world, NamedPhase("open"), "application")
    assert refused.value.attribute == ("type", "application")


async def told(world: World, *asked: FeeCommand) -> list[tuple[str | None, str | None]]:
    ask = FeeCheck(asked)
    (line,) = await domain_check(world.as_("alpha"), DomainCheck(("tree.example",), ask))
    return [(each.command.phase, each.command.subphase) for each in line.fees.answers]


async def test_fees_are_told_with_the_phase_that_they_are_for(world: World) -> None:
    assert await told(world, FeeCommand("create"), FeeCommand("create", phase="open")) == [(None, None), ("open", None)]
    await launch(world, landrush(10, 20, subphase="first"), landrush(20, 30, subphase="second"))
    asked = FeeCommand("create")
    assert await told(world, asked) == [("open", None)], (
        "in a quiet period it is general availability that is asked about"
    )
    world.clock.move_to(BEGINNING + 25 * DAY)
    assert await told(world, asked, replace(asked, phase="landrush")) == [("landrush", "second")] * 2
    assert await told(world, replace(asked, phase="landrush", subphase="first")) == [("landrush", "first")]


@pytest.mark.parametrize(
    ("phase", "subphase", "refusal"),
    [
        ("sunrise", None, ParameterRange),
        ("open", None, ParameterRange),
        ("landrush", "third", ParameterRange),
        ("landrush", None, ParameterMissing),
        (None, None, ParameterMissing),
        (None, "first", ParameterMissing),
    ],
)
async def test_fees_of_a_phase_that_is_none_or_one_of_several_are_refused(
    world: World, phase: str | None, subphase: str | None, refusal: type[Exception]
) -> None:
    await launch(world, landrush(0, 20, subphase="first"), landrush(0, 30, subphase="second"))
    with pytest.raises(refusal):
        await told(world, FeeCommand("create", phase=phase, subphase=subphase))
