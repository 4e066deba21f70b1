"""Host objects: below whose names they live, what may be their address, and what keeps them where they are."""

import asyncio
from dataclasses import replace

import pytest

from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_info import domain_info
from registry.actions.domain_transfer import domain_transfer
from registry.actions.domain_update import domain_update
from registry.actions.host_check import host_check
from registry.actions.host_create import host_create
from registry.actions.host_delete import host_delete
from registry.actions.host_info import host_info
from registry.actions.host_update import host_update
from registry.clock import FakeClock
from registry.errors import LinkForbids, ObjectMissing, PolicyForbids, Refusal
from registry.model.change import DomainParts, NameServers
from registry.model.period import Period
from registry.requests.domain import DomainCreate, DomainDelete, DomainInfo, DomainTransfer, DomainUpdate
from registry.requests.host import HostCheck, HostCreate, HostDelete, HostInfo, HostParts, HostUpdate
from tests.world import Clone, World, open_world

SECRET = "a-secret-of-twenty-characters"
V4, OTHER_V4, V6 = ("192.0.32.8", "v4"), ("192.0.32.9", "v4"), ("2001:500:88::8", "v6")


async def name(world: World, name: str = "one.example", by: str = "alpha", hosts: tuple[str, ...] = ()) -> None:
    wish = DomainCreate(name, Period(1), NameServers(hosts), authinfo=SECRET)
    await domain_create(world.as_(by), wish)


async def host(world: World, name: str = "ns1.one.example", *addresses: tuple[str, str], by: str = "alpha") -> None:
    await host_create(world.as_(by), HostCreate(name, addresses))


async def look(world: World, name: str = "ns1.one.example", by: str = "beta"):
    return await host_info(world.as_(by), HostInfo(name))


async def refusal_of(attempt) -> tuple[int, str | None, str | None]:
    with pytest.raises(Refusal) as refusal:
        await attempt
    return refusal.value.code, refusal.value.element, refusal.value.value


@pytest.mark.feature("DOM-08")
async def test_a_host_below_ones_own_name_has_addresses_and_anyone_may_look(world: World) -> None:
    await name(world)
    await host(world, "ns1.one.example", V6, V4)
    view = await look(world)
    assert [str(address) for address in view.host.addresses] == [V4[0], V6[0]]
    assert (view.host.superordinate, view.host.registrar, view.statuses) == ("one.example", "alpha", ("ok",))
    assert view.host.roid.startswith("H") and view.host.roid.endswith("-NAMEHSE")
    domain = (await domain_info(world.as_("alpha"), DomainInfo("one.example"))).domain
    assert domain.subordinates == ("ns1.one.example",)


async def test_an_external_host_needs_no_superordinate_and_has_no_address(world: World) -> None:
    await host(world, "ns1.elsewhere.nosuchtld")
    assert (await look(world, "ns1.elsewhere.nosuchtld")).host.superordinate is None
    assert await refusal_of(host(world, "ns2.elsewhere.org", V4)) == (2306, "host:addr", V4[0])


@pytest.mark.parametrize(
    ("text", "family", "code"),
    [
        ("127.0.0.1", "v4", 2004),
        ("10.1.2.3", "v4", 2004),
        ("0.0.0.0", "v4", 2004),
        ("224.0.0.1", "v4", 2004),
        ("192.0.2.1", "v4", 2004),
        ("::", "v6", 2004),
        ("::1", "v6", 2004),
        ("fe80::1", "v6", 2004),
        ("2001:db8::1", "v6", 2004),
        ("::ffff:192.0.32.8", "v6", 2004),
        ("2001:500:88::8", "v4", 2005),
        ("192.0.32.8", "v6", 2005),
        ("192.0.32.256", "v4", 2005),
        ("one.example", "v4", 2005),
        ("2001:500:88::8%1", "v6", 2005),
    ],
)
async def test_an_address_is_public_unicast_and_of_its_family(world: World, text: str, family: str, code: int) -> None:
    await name(world)
    assert await refusal_of(host(world, "ns1.one.example", (text, family))) == (code, "host:addr", text)


async def test_an_address_is_given_once_however_it_is_written(world: World) -> None:
    await name(world)
    twice = V6, ("2001:500:88:0:0:0:0:8", "v6")
    assert (await refusal_of(host(world, "ns1.one.example", *twice)))[0] == 2306


@pytest.mark.parametrize(
    ("wanted", "by", "code"),
    [
        ("ns1.absent.example", "alpha", 2303),
        ("ns1.one.example", "beta", 2201),
        ("one.example", "alpha", 2306),
        ("single", "alpha", 2005),
        ("192.0.32.8", "alpha", 2005),
        ("ns1..example", "alpha", 2005),
        ("-ns1.one.example", "alpha", 2005),
    ],
)
async def test_a_host_in_our_zones_lies_below_ones_own_name(world: World, wanted: str, by: str, code: int) -> None:
    await name(world)
    assert (await refusal_of(host(world, wanted, by=by)))[0] == code


async def test_no_host_comes_below_a_name_on_its_way_out(world: World) -> None:
    await name(world)
    world.clock.advance(days=30)
    await domain_delete(world.as_("alpha"), DomainDelete("one.example"))
    assert (await refusal_of(host(world)))[0] == 2304
    world.clock.advance(days=36)  # purged, though nobody wrote it down
    assert (await refusal_of(host(world)))[0] == 2303


async def test_a_host_exists_once_and_a_check_says_so(world: World) -> None:
    await host(world, "ns1.elsewhere.org")
    assert (await refusal_of(host(world, "ns1.elsewhere.org", by="beta")))[0] == 2302
    asked = "ns1.elsewhere.org", "ns2.elsewhere.org", "-", "ns1.one.example"
    lines = await host_check(world.as_("beta"), HostCheck(asked))
    assert [(line.available, line.reason) for line in lines] == [
        (False, "In use"),
        (True, None),
        (False, "Invalid name"),
        (True, None),
    ]


async def test_addresses_and_statuses_come_and_go_but_only_as_they_are(world: World) -> None:
    await name(world)
    await host(world, "ns1.one.example", V4)

    async def update(**parts: HostParts) -> None:
        await host_update(world.as_("alpha"), HostUpdate("ns1.one.example", **parts))

    await update(add=HostParts((V6,), ("clientDeleteProhibited",)), remove=HostParts((V4,)))
    view = await look(world)
    assert [str(address) for address in view.host.addresses] == [V6[0]]
    assert view.statuses == ("clientDeleteProhibited",)
    assert (view.host.updated_by, view.host.updated_at) == ("alpha", world.clock.now())
    assert (await refusal_of(update(add=HostParts((("2001:500:0088::8", "v6"),)))))[0] == 2306
    assert (await refusal_of(update(remove=HostParts((V4,)))))[0] == 2306
    assert (await refusal_of(update(remove=HostParts(((V6[0], "v4"),)))))[0] == 2005
    assert (await refusal_of(update(remove=HostParts((("9.9.9", "v4"),)))))[0] == 2005
    assert (await refusal_of(update()))[0] == 2003
    assert (await refusal_of(update(add=HostParts(statuses=("clientDeleteProhibited",)))))[0] == 2306
    assert (await refusal_of(update(add=HostParts(statuses=("serverDeleteProhibited",)))))[0] == 2306
    assert (await refusal_of(update(add=HostParts(statuses=("linked",)))))[0] == 2306
    assert (await refusal_of(update(add=HostParts((V4, V4)))))[0] == 2306
    assert (await refusal_of(host_delete(world.as_("alpha"), HostDelete("ns1.one.example"))))[0] == 2304


async def test_a_host_that_forbids_updates_takes_the_one_that_lifts_it(world: World) -> None:
    await host(world, "ns1.elsewhere.org")
    locked = HostParts(statuses=("clientUpdateProhibited",))
    await host_update(world.as_("alpha"), HostUpdate("ns1.elsewhere.org", add=locked))
    rename = HostUpdate("ns1.elsewhere.org", new_name="ns2.elsewhere.org")
    assert (await refusal_of(host_update(world.as_("alpha"), rename)))[0] == 2304
    await host_update(world.as_("alpha"), replace(rename, remove=locked))
    assert (await look(world, "ns2.elsewhere.org")).statuses == ("ok",)


async def test_only_the_sponsor_changes_a_host(world: World) -> None:
    await host(world, "ns1.elsewhere.org")
    rename = HostUpdate("ns1.elsewhere.org", new_name="ns2.elsewhere.org")
    assert (await refusal_of(host_update(world.as_("beta"), rename)))[0] == 2201
    assert (await refusal_of(host_delete(world.as_("beta"), HostDelete("ns1.elsewhere.org"))))[0] == 2201
    assert (await refusal_of(host_update(world.as_("beta"), HostUpdate("ns1.absent.org"))))[0] == 2303


async def test_a_host_moves_below_another_of_ones_own_names_and_delegations_follow(world: World) -> None:
    await name(world)
    await name(world, "two.example")
    await host(world, "ns1.one.example", V4)
    await name(world, "three.example", hosts=("ns1.one.example",))
    await host_update(world.as_("alpha"), HostUpdate("ns1.one.example", new_name="ns1.two.example"))
    view = await look(world, "ns1.two.example")
    assert (view.host.superordinate, view.statuses) == ("two.example", ("linked", "ok"))
    assert (await domain_info(world.as_("alpha"), DomainInfo("three.example"))).domain.hosts == ("ns1.two.example",)
    await domain_delete(world.as_("alpha"), DomainDelete("one.example"))  # nothing lives below it any more


@pytest.mark.parametrize(
    ("new_name", "code"),
    [("ns1.absent.example", 2303), ("ns1.betas.example", 2201), ("ns2.one.example", 2302)],
    ids=["below nothing", "below another's name", "to a name that is taken"],
)
async def test_a_rename_keeps_the_rules_of_a_create(world: World, new_name: str, code: int) -> None:
    await name(world)
    await name(world, "betas.example", by="beta")
    await host(world, "ns1.one.example", V4)
    await host(world, "ns2.one.example", OTHER_V4)
    assert (await refusal_of(host_update(world.as_("alpha"), HostUpdate("ns1.one.example", new_name=new_name))))[
        0
    ] == code


@pytest.mark.parametrize("removed", [HostParts(), HostParts((V4,))], ids=["in silence", "said"])
async def test_a_host_that_leaves_our_zones_leaves_its_addresses_behind(world: World, removed: HostParts) -> None:
    await name(world)
    await host(world, "ns1.one.example", V4)
    with pytest.raises(PolicyForbids):
        there = HostUpdate("ns1.one.example", add=HostParts((OTHER_V4,)), new_name="ns1.elsewhere.org")
        await host_update(world.as_("alpha"), there)
    await host_update(world.as_("alpha"), HostUpdate("ns1.one.example", remove=removed, new_name="ns1.elsewhere.org"))
    view = await look(world, "ns1.elsewhere.org")
    assert (view.host.superordinate, view.host.addresses, view.host.registrar) == (None, (), "alpha")


async def test_an_external_host_that_others_delegate_to_keeps_its_name(world: World) -> None:
    await host(world, "ns1.elsewhere.org")
    await name(world, "betas.example", by="beta", hosts=("ns1.elsewhere.org",))
    rename = HostUpdate("ns1.elsewhere.org", new_name="ns2.elsewhere.org")
    assert await refusal_of(host_update(world.as_("alpha"), rename)) == (2305, "domain:name", "betas.example")


async def test_a_host_that_is_delegated_to_is_not_deleted_until_the_delegation_ends(world: World) -> None:
    await host(world, "ns1.elsewhere.org")
    await name(world, "betas.example", by="beta", hosts=("ns1.elsewhere.org",))
    with pytest.raises(LinkForbids) as refusal:
        await host_delete(world.as_("alpha"), HostDelete("ns1.elsewhere.org"))
    assert refusal.value.reason == "1 domain delegates to this host: betas.example"
    world.clock.advance(days=30)
    await domain_delete(world.as_("beta"), DomainDelete("betas.example"))
    assert (await refusal_of(host_delete(world.as_("alpha"), HostDelete("ns1.elsewhere.org"))))[0] == 2305
    world.clock.advance(days=36)  # the delegating name is purged by time alone
    await host_delete(world.as_("alpha"), HostDelete("ns1.elsewhere.org"))
    with pytest.raises(ObjectMissing):
        await look(world, "ns1.elsewhere.org")


@pytest.mark.parametrize("served", ["one.example", "two.example"])
async def test_a_host_of_our_zones_that_serves_a_name_keeps_an_address(world: World, served: str) -> None:
    """Its own superordinate or another's: without an address it could not be found by who asks us."""
    await name(world)
    await host(world, "ns1.one.example", V4)
    await name(world, "two.example", by="beta")
    sponsor = {"one.example": "alpha", "two.example": "beta"}[served]
    add = DomainParts(NameServers(("ns1.one.example",)))
    await domain_update(world.as_(sponsor), DomainUpdate(served, add=add))
    bare = HostUpdate("ns1.one.example", remove=HostParts((V4,)))
    assert (await refusal_of(host_update(world.as_("alpha"), bare)))[0] == 2306
    await host_update(world.as_("alpha"), replace(bare, add=HostParts((V6,))))


async def test_a_host_that_serves_a_name_comes_into_our_zones_with_an_address_only(world: World) -> None:
    await name(world)
    await host(world, "ns1.else.net")
    await host(world, "ns2.else.net")
    await name(world, "two.example", hosts=("ns1.else.net",))
    wish = HostUpdate("ns1.else.net", new_name="ns1.one.example")
    assert (await refusal_of(host_update(world.as_("alpha"), wish)))[0] == 2306
    await host_update(world.as_("alpha"), replace(wish, add=HostParts((V4,))))
    await host_update(world.as_("alpha"), HostUpdate("ns2.else.net", new_name="ns2.one.example"))


async def test_a_host_belongs_to_the_sponsor_of_its_name_even_before_time_was_written_down(world: World) -> None:
    await name(world)
    await host(world, "ns1.one.example", V4)
    await domain_transfer(world.as_("beta"), DomainTransfer("one.example", "request", authinfo=SECRET))
    assert (await look(world)).statuses == ("pendingTransfer",)
    world.clock.advance(days=6)
    view = await look(world)
    assert view.host.registrar == "beta"
    update = HostUpdate("ns1.one.example", add=HostParts((V6,)))
    assert (await refusal_of(host_update(world.as_("alpha"), update)))[0] == 2201
    await host_update(world.as_("beta"), update)
    settled = await look(world)
    assert (settled.host.registrar, settled.host.transferred_at) == ("beta", view.host.transferred_at)


async def test_what_lies_below_a_name_in_transfer_stands_still_until_it_is_decided(world: World) -> None:
    await name(world)
    await name(world, "two.example")
    await host(world, "ns1.one.example", V4)
    await host(world, "ns1.two.example", V4)
    await host(world, "ns1.elsewhere.org")
    await domain_transfer(world.as_("beta"), DomainTransfer("one.example", "request", authinfo=SECRET))

    async def attempts(by: str):
        below = "ns1.one.example"
        cx = world.as_(by)
        yield below, host_update(cx, HostUpdate(below, new_name="ns9.two.example"))
        yield below, host_update(cx, HostUpdate(below, new_name="ns9.elsewhere.org", remove=HostParts((V4,))))
        yield below, host_update(cx, HostUpdate(below, add=HostParts((OTHER_V4,)), remove=HostParts((V4,))))
        yield below, host_delete(cx, HostDelete(below))
        yield "ns2.one.example", host_create(cx, HostCreate("ns2.one.example", (V4,)))
        yield "ns2.one.example", host_update(cx, HostUpdate("ns1.two.example", new_name="ns2.one.example"))

    async for below, attempt in attempts("alpha"):
        with pytest.raises(Refusal) as refusal:
            await attempt
        assert (refusal.value.code, "pendingTransfer" in refusal.value.reason) == (2304, True), below
    assert [str(each) for each in (await look(world)).host.addresses] == [V4[0]]
    await host_update(world.as_("alpha"), HostUpdate("ns1.two.example", add=HostParts((V6,))))  # others go on as before
    await host_update(world.operator, HostUpdate("ns1.one.example", add=HostParts((V6,))))  # an operator may help
    await domain_transfer(world.as_("alpha"), DomainTransfer("one.example", "reject"))
    await host_update(world.as_("alpha"), HostUpdate("ns1.one.example", remove=HostParts((V6,))))
    await host(world, "ns2.one.example", V4)


async def test_who_gains_a_name_changes_the_hosts_below_it_once_it_has_it(world: World) -> None:
    await name(world)
    await host(world, "ns1.one.example", V4)
    await domain_transfer(world.as_("beta"), DomainTransfer("one.example", "request", authinfo=SECRET))
    assert (await refusal_of(host_delete(world.as_("beta"), HostDelete("ns1.one.example"))))[0] == 2201
    await domain_transfer(world.as_("alpha"), DomainTransfer("one.example", "approve"))
    await host_delete(world.as_("beta"), HostDelete("ns1.one.example"))


async def test_what_a_host_was_is_remembered(world: World) -> None:
    await host(world, "ns1.elsewhere.org")
    await host_update(world.as_("alpha"), HostUpdate("ns1.elsewhere.org", new_name="ns2.elsewhere.org"))
    await host_delete(world.as_("alpha"), HostDelete("ns2.elsewhere.org"))
    rows = await world.fetch(
        "SELECT event, version, name, state IS NULL AS gone FROM registry.history WHERE kind = 'host' ORDER BY id"
    )
    assert [tuple(row) for row in rows] == [
        ("create", 1, "ns1.elsewhere.org", False),
        ("update", 2, "ns2.elsewhere.org", False),
        ("delete", 3, "ns2.elsewhere.org", True),
    ]


async def test_a_delete_and_a_delegation_at_once_never_leave_a_loose_end(clone: Clone, clock: FakeClock) -> None:
    first = await open_world(await clone.store(), clock)
    second = World(replace(first.registry, store=await clone.store()), clock, first.numbers)
    for number in range(8):
        server = f"ns{number}.elsewhere.org"
        await host(first, server)
        outcomes = await asyncio.gather(
            host_delete(first.as_("alpha"), HostDelete(server)),
            name(second, f"name{number}.example", "beta", (server,)),
            return_exceptions=True,
        )
        codes = {outcome.code for outcome in outcomes if isinstance(outcome, Refusal)}
        assert [outcome is None for outcome in outcomes].count(True) == 1, outcomes
        assert codes in ({2305}, {2303})
