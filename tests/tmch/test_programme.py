"""Creates under a qualified launch programme, which comes before sunrise: whose label is a mark's by right needs it."""

from datetime import timedelta

import pytest

from epp.codec.signed_mark import opened
from registry.actions.domain_create import domain_create
from registry.actions.lordn_write import lordn_write
from registry.actions.tmch_import import tmch_import
from registry.actions.token_issue import TokenIssue, token_issue
from registry.errors import Refusal
from registry.model.launch import EncodedMark, LaunchCreate, Notice
from registry.model.lordn import WITHOUT_MARK, Tray
from registry.model.phases import NamedPhase, Phase
from registry.requests.domain import DomainCreate
from tests.tmch.clearinghouse import Clearinghouse, dnl, encoded, notice_id, smdrl
from tests.tmch.launching import launch
from tests.world import BEGINNING, World
from tmch.simulator.lists import surl

DAY = timedelta(days=1)
HOUSE = Clearinghouse()
OLD = BEGINNING - 30 * DAY
PROGRAMME = NamedPhase("custom", "programme")
EXCEPTION = NamedPhase("custom", "exception")


async def begin(world: World, *, listed: bool = True) -> None:
    """`tree` is of sunrise and claimed, `leaf` of sunrise alone, `bush` claimed alone, `wood` nobody's."""
    world.registry.trademarks = HOUSE.trademarks
    await tmch_import(world.operator, "crl", HOUSE.crl())
    await tmch_import(world.operator, "smdrl", smdrl())
    await tmch_import(world.operator, "dnl", dnl("tree", "bush"))
    if listed:
        await tmch_import(world.operator, "surl", surl({"tree": OLD, "leaf": OLD}, BEGINNING))
    await launch(
        world,
        Phase("custom", subphase="programme", needs=("mark", "notice"), qlp=True),
        Phase("custom", subphase="exception", needs=("token", "notice"), qlp=True),
    )


async def create(
    world: World,
    label: str,
    *,
    mark: bool = False,
    notice: bool = False,
    phase: NamedPhase = PROGRAMME,
    token: str | None = None,
) -> None:
    ends = (world.clock.now() + DAY).replace(microsecond=0)
    notices = (Notice(notice_id(label, ends), ends, world.clock.now()),) if notice else ()
    marks = (EncodedMark(encoded(HOUSE.mark(label)), opened),) if mark else ()
    said = LaunchCreate(phase, notices=notices, marks=marks)
    await domain_create(world.as_("alpha"), DomainCreate(f"{label}.example", launch=said, token=token))


async def refused(world: World, label: str, **brought: object) -> tuple[int, str | None]:
    with pytest.raises(Refusal) as caught:
        await create(world, label, **brought)
    return caught.value.code, caught.value.element


async def told(world: World, kind: str) -> list[list[str]]:
    """Name and what stands for its right, of every line of the programme."""
    written = await lordn_write(world.operator, "example", Tray(kind, qlp=True))
    return sorted(line.split(",")[1:3] for line in written.content.splitlines()[2:]) if written else []


@pytest.mark.feature("REG-09")
async def test_what_a_label_needs_and_where_it_is_told_is_as_the_lists_have_it(world: World) -> None:
    await begin(world)
    assert await refused(world, "tree") == (2003, "launch:create")
    assert await refused(world, "leaf") == (2003, "launch:create")
    assert await refused(world, "bush") == (2003, "launch:notice")
    await create(world, "tree", mark=True)
    await create(world, "leaf", mark=True)
    await create(world, "bush", notice=True)
    await create(world, "wood")
    assert await told(world, "sunrise") == [["leaf.example", "1-2"], ["tree.example", "1-2"]]
    ((name, notice),) = await told(world, "claims")
    assert (name, len(notice)) == ("bush.example", 27)
    assert await lordn_write(world.operator, "example", Tray("sunrise")) is None, "all of it is the programme's"


async def test_what_goes_to_somebody_without_a_mark_by_exception_is_told_as_such(world: World) -> None:
    await begin(world)
    tokens = await token_issue(world.operator, TokenIssue(tld="example"), 2)
    assert await refused(world, "leaf", phase=EXCEPTION) == (2003, "allocationToken:allocationToken")
    assert await refused(world, "tree", phase=EXCEPTION, token=tokens[0]) == (2003, "launch:notice")
    await create(world, "leaf", phase=EXCEPTION, token=tokens[0])
    await create(world, "tree", notice=True, phase=EXCEPTION, token=tokens[1])
    assert await told(world, "sunrise") == [["leaf.example", WITHOUT_MARK]]
    assert [name for name, _ in await told(world, "claims")] == ["tree.example"]


async def test_nothing_is_registered_before_the_sunrise_list_is_known(world: World) -> None:
    await begin(world, listed=False)
    assert await refused(world, "wood") == (2306, "domain:name")


def test_a_programme_without_notices_is_none() -> None:
    with pytest.raises(ValueError, match="needs the notice"):
        Phase("custom", subphase="programme", qlp=True)
