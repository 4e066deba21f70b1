"""What RDAP calls the statuses of names and hosts (RFC 8056), as they are now and not as they were last written."""

from datetime import timedelta

import pytest

from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_transfer import domain_transfer
from registry.actions.domain_update import domain_update
from registry.actions.host_info import host_info
from registry.actions.settle import settle
from registry.model.change import DomainParts, NameServers
from registry.model.period import Period, add_years
from registry.requests.domain import DomainCreate, DomainDelete, DomainTransfer, DomainUpdate
from registry.requests.host import HostInfo
from tests.ways import LADDER, change_rules
from tests.whois.rdap.test_profile import get
from tests.whois.village import SECRET, add_host, register
from tests.world import World

NAME, HOST = "one.example", "ns1.one.example"


async def statuses(world: World, host: str = HOST) -> list[str]:
    return (await get(world, f"/nameserver/{host}"))[1]["status"]


async def stage(world: World) -> None:
    await register(world, NAME, years=2)
    await add_host(world, HOST, "198.51.100.7", above=NAME)


async def test_a_host_is_active_and_associated_once_a_name_uses_it(world: World) -> None:
    await stage(world)
    assert await statuses(world) == ["active"]
    await domain_create(world.as_("beta"), DomainCreate("two.example", Period(1), NameServers((HOST,))))
    assert await statuses(world) == ["associated", "active"]


async def test_what_forbids_changes_of_a_host_stands_in_the_place_of_active(world: World) -> None:
    await stage(world)
    await world.fetch(
        "UPDATE registry.host SET statuses = '{clientUpdateProhibited,serverDeleteProhibited}' WHERE name = $1", HOST
    )
    assert await statuses(world) == ["client update prohibited", "server delete prohibited"]


async def test_a_host_waits_for_what_its_domain_waits_for(world: World) -> None:
    await stage(world)
    await domain_transfer(world.as_("beta"), DomainTransfer(NAME, "request", authinfo=SECRET))
    assert await statuses(world) == ["pending transfer"]
    world.clock.advance(days=5)
    assert await statuses(world) == ["active"], "time approved it, and nobody wrote it"


async def test_a_host_that_others_use_is_shown_to_its_end_and_under_its_new_name(world: World) -> None:
    await change_rules(world, "example", {"hosts_in_use": "restorable"})
    await stage(world)
    await domain_create(world.as_("beta"), DomainCreate("two.example", Period(2), NameServers((HOST,))))
    world.clock.advance(days=30)
    await domain_update(world.as_("alpha"), DomainUpdate(NAME, add=DomainParts(statuses=("clientHold",))))
    await domain_delete(world.as_("alpha"), DomainDelete(NAME))
    assert await statuses(world) == ["associated", "pending delete"]
    roid = (await host_info(world.as_("beta"), HostInfo(HOST))).host.roid
    world.clock.advance(days=35)
    assert (await get(world, f"/nameserver/{HOST}"))[0].status == 404
    await settle(world.operator, NAME)
    assert await statuses(world, f"{roid.lower()}.sacrificial.invalid") == ["associated", "active"]


@pytest.mark.feature("REG-03")
async def test_a_name_that_its_ladder_holds_says_so(world: World) -> None:
    await change_rules(world, "example", {"ladder": LADDER})
    await domain_create(world.as_("alpha"), DomainCreate(NAME, Period(1)))
    end = add_years(world.clock.now(), 1)
    for days, held in ((29, []), (31, ["server hold"])):
        world.clock.move_to(end + timedelta(days=days))
        document = (await get(world, f"/domain/{NAME}"))[1]
        assert [each for each in document["status"] if each == "server hold"] == held
        assert "active" not in document["status"]
