"""Hosts that others delegate to outlive their domain: nothing is cut, all are told, all can be restored (RFC 9874)."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_info import domain_info
from registry.actions.domain_renew import domain_renew
from registry.actions.domain_restore import domain_restore
from registry.actions.domain_update import domain_update
from registry.actions.host_create import host_create
from registry.actions.host_info import host_info
from registry.actions.host_update import host_update
from registry.actions.poll_ack import poll_ack
from registry.actions.poll_request import poll_request
from registry.actions.settle import settle
from registry.errors import LinkForbids, ObjectMissing, PolicyForbids, StatusForbids
from registry.model.change import DomainParts, NameServers
from registry.model.domain import Domain
from registry.model.lifecycle import statuses
from registry.model.period import Period
from registry.requests.domain import (
    DomainCreate,
    DomainDelete,
    DomainInfo,
    DomainRenew,
    DomainRestore,
    DomainUpdate,
)
from registry.requests.host import HostCreate, HostInfo, HostUpdate
from registry.requests.poll import PollAck
from tests.ways import change_rules
from tests.world import World

V4 = (("192.0.32.8", "v4"),)
NAME, USED, UNUSED = "one.example", "ns1.one.example", "ns2.one.example"
HOLD = DomainParts(statuses=("clientHold",))


async def stage(world: World, rules: Mapping[str, object]) -> None:
    """Alpha's one.example has two hosts below it; it uses both itself, beta's two names use the first."""
    await change_rules(world, "example", rules)
    await domain_create(world.as_("alpha"), DomainCreate(NAME, Period(2)))
    for host in (USED, UNUSED):
        await host_create(world.as_("alpha"), HostCreate(host, V4))
    await domain_update(world.as_("alpha"), DomainUpdate(NAME, add=DomainParts(NameServers((USED, UNUSED)))))
    for name in ("a.example", "b.example"):
        await domain_create(world.as_("beta"), DomainCreate(name, Period(2), NameServers((USED, "ns9.far.org"))))
    world.clock.advance(days=30)


async def texts(world: World, registrar: str) -> list[str]:
    read = []
    while message := await poll_request(world.as_(registrar)):
        read.append(message.text)
        await poll_ack(world.as_(registrar), PollAck(str(message.id)))
    return read


async def look(world: World, name: str = NAME, by: str = "alpha") -> Domain:
    return (await domain_info(world.as_(by), DomainInfo(name))).domain


@pytest.fixture
def far(loop, world: World) -> World:
    loop.run_until_complete(host_create(world.as_("beta"), HostCreate("ns9.far.org", ())))
    return world


@pytest.mark.feature("DOM-08")
@pytest.mark.parametrize("held", [False, True])
async def test_a_name_with_hosts_in_use_stays_and_the_refusal_says_who_uses_them(far: World, held: bool) -> None:
    await stage(far, {})
    if held:
        await domain_update(far.as_("alpha"), DomainUpdate(NAME, add=HOLD))
    with pytest.raises(LinkForbids) as refusal:
        await domain_delete(far.as_("alpha"), DomainDelete(NAME))
    first, second = refusal.value, refusal.value.also[0]
    assert (first.code, first.element, first.value, second.value) == (2305, "host:name", USED, UNUSED)
    assert first.reason == "A host lives below this domain; in use by 2: a.example, b.example."
    assert second.reason == "A host lives below this domain."


async def test_where_the_tld_lets_it_a_held_name_goes_with_its_hosts_and_a_restore_brings_all_back(far: World) -> None:
    await stage(far, {"hosts_in_use": "restorable"})
    with pytest.raises(LinkForbids) as refusal:
        await domain_delete(far.as_("alpha"), DomainDelete(NAME))
    assert "With clientHold on the domain it goes with its hosts" in refusal.value.reason
    await domain_update(far.as_("alpha"), DomainUpdate(NAME, add=HOLD))
    assert not (await domain_delete(far.as_("alpha"), DomainDelete(NAME))).purged
    until = (await look(far)).deletion.purge_at.date().isoformat()
    assert await texts(far, "beta") == [f"A name server of the domain ends on {until}: {USED}"] * 2
    assert await texts(far, "alpha") == [
        f"Hosts of the domain end with it on {until}; in use by 2: a.example, b.example"
    ]
    assert (await look(far, "a.example", "beta")).hosts == (USED, "ns9.far.org")
    view = await host_info(far.as_("beta"), HostInfo(USED))
    assert (view.statuses, [str(each) for each in view.host.addresses]) == (("linked", "pendingDelete"), [V4[0][0]])
    with pytest.raises(StatusForbids):
        await host_update(far.as_("alpha"), HostUpdate(USED, new_name="ns1.elsewhere.org"))
    await change_rules(far, "example", {"hosts_in_use": "restorable", "restore_report": False})
    await domain_restore(far.as_("alpha"), DomainRestore(NAME, "request"))
    back = await look(far)
    assert (statuses(back), back.hosts, back.subordinates) == (("clientHold",), (USED, UNUSED), (USED, UNUSED))
    assert (await host_info(far.as_("beta"), HostInfo(USED))).statuses == ("linked", "ok")
    assert await texts(far, "beta") == [f"A name server of the domain stays: {USED}"] * 2


async def test_within_the_add_grace_period_nothing_could_be_restored_and_the_name_stays(far: World) -> None:
    await change_rules(far, "example", {"hosts_in_use": "restorable"})
    await domain_create(far.as_("alpha"), DomainCreate(NAME))
    await host_create(far.as_("alpha"), HostCreate(USED, V4))
    await domain_update(far.as_("alpha"), DomainUpdate(NAME, add=HOLD))
    with pytest.raises(LinkForbids):
        await domain_delete(far.as_("alpha"), DomainDelete(NAME))


async def gone(world: World, days: float) -> None:
    """At the purge hosts in use are sacrificed and told of, the others are gone, whoever asked for it."""
    roid = (await host_info(world.as_("beta"), HostInfo(USED))).host.roid
    await texts(world, "beta")
    world.clock.advance(days=days)
    with pytest.raises(ObjectMissing):  # nobody has written it yet
        await host_info(world.as_("beta"), HostInfo(USED))
    await settle(world.operator, NAME)
    with pytest.raises(ObjectMissing):
        await look(world)
    for host in (USED, UNUSED):
        with pytest.raises(ObjectMissing):
            await host_info(world.as_("beta"), HostInfo(host))
    new = f"{roid.lower()}.sacrificial.invalid"
    host = (await host_info(world.as_("beta"), HostInfo(new))).host
    assert (host.roid, host.superordinate, host.addresses, host.registrar) == (roid, None, (), "alpha")
    for name in ("a.example", "b.example"):
        assert (await look(world, name, "beta")).hosts == (new, "ns9.far.org")
    assert await texts(world, "beta") == [f"A name server's domain has ended: {USED} is now {new}"] * 2
    rows = await world.fetch(
        "SELECT name, event FROM registry.history WHERE kind = 'host' AND event <> 'create' ORDER BY 1"
    )
    assert [tuple(row) for row in rows] == [(new, "sacrifice"), (UNUSED, "purge")]


async def test_at_the_purge_hosts_in_use_go_where_nobody_can_take_them_over(far: World) -> None:
    await stage(far, {"hosts_in_use": "restorable"})
    await domain_update(far.as_("alpha"), DomainUpdate(NAME, add=HOLD))
    await domain_delete(far.as_("alpha"), DomainDelete(NAME))
    await gone(far, 35)


async def test_a_name_that_time_deletes_cuts_no_delegation_either(far: World) -> None:
    await stage(far, {"ladder": [{"days": 0, "transition": "delete"}]})
    far.clock.move_to((await look(far)).expires_at - timedelta(days=1))
    for name in ("a.example", "b.example"):
        expires = (await look(far, name, "beta")).expires_at
        await domain_renew(far.as_("beta"), DomainRenew(name, expires.date(), Period(1)))
    far.clock.advance(days=2)
    assert "pendingDelete" in statuses(await look(far))
    await settle(far.operator, NAME)
    assert [text for text in await texts(far, "beta") if USED in text] != []
    await gone(far, 35)


async def test_where_sacrificed_hosts_live_nobody_registers_a_name(world: World) -> None:
    with pytest.raises(PolicyForbids):
        await domain_create(world.as_("alpha"), DomainCreate("sacrificial.invalid"))


async def test_a_host_is_renamed_below_a_name_that_time_has_just_changed_as_below_any_other(world: World) -> None:
    for name in (NAME, "two.example"):
        await domain_create(world.as_("alpha"), DomainCreate(name, Period(1)))
    await host_create(world.as_("alpha"), HostCreate(USED, V4))
    world.clock.advance(days=366)  # both were renewed, and nobody has written it
    await host_update(world.as_("alpha"), HostUpdate(USED, new_name="ns1.two.example"))
    assert (await look(world, "two.example")).subordinates == ("ns1.two.example",)
    assert await world.fetch("SELECT FROM registry.domain WHERE next_due <= $1", world.clock.now()) == []
