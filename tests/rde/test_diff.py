"""A full deposit and all that says what changed after it make the full deposit of the last day."""

from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

from rde.deposit import Deposit
from rde.diff import export_diff
from rde.plan import deposit_id
from rde.verify import validate
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.host_create import host_create
from registry.actions.host_update import host_update
from registry.clock import FakeClock
from registry.model.change import NameServers
from registry.model.period import Period
from registry.requests.domain import DomainCreate, DomainDelete
from registry.requests.host import HostCreate, HostUpdate
from tests.idn import three_tables
from tests.rde.agent import greeting
from tests.rde.lives import Life
from tests.rde.rebuilt import Rebuilt
from tests.rde.test_midnight import TLDS, export
from tests.thorough import thorough
from tests.world import Clone, World, open_world

pytestmark = pytest.mark.slow  # lives take time


async def difference(world: World, tld: str, folder: Path, since: datetime, at: datetime) -> Deposit:
    told = {"since": since, "previous": deposit_id(since, 0), "at": at}
    deposit = await export_diff(world.operator, tld, folder, greeting(world.operator), **told)
    validate(deposit.path)
    return deposit


@pytest.mark.feature("REG-04")
@pytest.mark.parametrize("number", range(10, 13 if thorough() else 11))
async def test_a_full_deposit_and_the_changes_since_are_the_full_deposit_of_today(
    clone: Clone, clock: FakeClock, tmp_path: Path, number: int
) -> None:
    world = await open_world(await clone.store(), clock)
    await three_tables(world, lists=("kept",), variants="same_registrar")
    life = Life(world, number)
    await life.live(80)
    instants = [clock.now()]
    for _ in range(6):
        await life.live(25)
        instants.append(clock.now())
    clock.advance(milliseconds=1)
    for tld in TLDS:
        rebuilt = Rebuilt((await export(world, tld, tmp_path, at=instants[0])).path)
        for since, at in pairwise(instants):
            deposit = await difference(world, tld, tmp_path, since, at)
            rebuilt.apply(deposit.path)
            whole = Rebuilt((await export(world, tld, tmp_path, at=at)).path)
            assert rebuilt.objects == whole.objects
            assert rebuilt.counts == whole.counts == deposit.counts
            assert rebuilt.id == whole.id == deposit.id
        assert rebuilt.changes > 15, "much changed"


async def test_what_was_deleted_and_came_again_is_told_as_both(clone: Clone, clock: FakeClock, tmp_path: Path) -> None:
    world = await open_world(await clone.store(), clock)
    for label in ("again", "gone", "stays"):
        await domain_create(world.as_("alpha"), DomainCreate(f"{label}.example", Period(1)))
    since = clock.now()
    clock.advance(hours=1)
    for label in ("again", "gone"):
        await domain_delete(world.as_("alpha"), DomainDelete(f"{label}.example"))
    await domain_create(world.as_("beta"), DomainCreate("again.example", Period(1), authinfo="canary-Secret-5501-xyz"))
    deposit = await difference(world, "example", tmp_path, since, clock.now())
    assert deposit.path.name == "example_2026-03-01_diff_S1_R0.xml" and b"canary" not in deposit.path.read_bytes()
    root = etree.parse(deposit.path).getroot()
    deleted = [each.text for each in root.iterfind(".//{*}delete/{*}name")]
    told = [each.text for each in root.iterfind(".//{*}domain/{*}name")]
    assert (deleted, told) == (["again.example", "gone.example"], ["again.example"])
    assert deposit.counts["urn:ietf:params:xml:ns:rdeDomain-1.0"] == 2


async def test_what_changes_by_time_or_by_another_object_alone_is_told_too(
    clone: Clone, clock: FakeClock, tmp_path: Path
) -> None:
    world = await open_world(await clone.store(), clock)
    for name in ("ns1.out.net", "ns2.out.net"):
        await host_create(world.as_("alpha"), HostCreate(name))
    await domain_create(world.as_("alpha"), DomainCreate("young.example", Period(1)))
    clock.advance(days=3)
    led = NameServers(hosts=("ns1.out.net",))
    await domain_create(world.as_("alpha"), DomainCreate("led.example", Period(1), led))
    since = clock.now()
    clock.advance(days=3)  # the first add grace period is over
    await host_update(world.as_("alpha"), HostUpdate("ns1.out.net", new_name="ns9.out.net"))
    root = etree.parse((await difference(world, "example", tmp_path, since, clock.now())).path).getroot()
    assert [each.text for each in root.iterfind(".//{*}domain/{*}name")] == ["young.example", "led.example"]
    assert [each.text for each in root.iterfind(".//{*}hostObj")] == ["ns9.out.net"]
    assert [each.text for each in root.iterfind(".//{*}delete/{*}name")] == ["ns1.out.net"]


async def test_instants_in_the_wrong_order_are_refused(clone: Clone, clock: FakeClock, tmp_path: Path) -> None:
    world = await open_world(await clone.store(), clock)
    now = clock.now()
    for since, at in ((now, now), (now, now - timedelta(days=1)), (now, now + timedelta(days=1))):
        with pytest.raises(ValueError, match="one after the other"):
            await difference(world, "example", tmp_path, since, at)
