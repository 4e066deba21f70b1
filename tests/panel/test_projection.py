"""What lists say in SQL is what the lifecycle says, at every instant of a life that no job ever wrote down."""

from dataclasses import replace
from datetime import timedelta

import pytest

from panel.domains.lists import DOMAINS, PROJECTED
from panel.kit.access import Scope
from panel.kit.lists import ColumnSet, Wish
from panel.kit.projection import STATES
from panel.kit.reading import read_page
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_restore import domain_restore
from registry.actions.domain_transfer import domain_transfer
from registry.actions.domain_update import domain_update
from registry.actions.host_create import host_create
from registry.model.dnssec import DsData
from registry.model.domain import Domain
from registry.model.lifecycle import grace_statuses, project, statuses
from registry.model.period import Period
from registry.model.status import HOLDS
from registry.requests.domain import (
    DomainCreate,
    DomainDelete,
    DomainRestore,
    DomainTransfer,
    DomainUpdate,
    NameServers,
)
from registry.requests.host import HostCreate
from registry.store import domains
from tests.world import World

DS = DsData(12345, 13, 2, "A" * 64)
SECRET = "a-secret-of-twenty-characters"
NAMES = ("grown.example", "moving.example", "leaving.example", "saved.example", "young.example")


async def live(world: World) -> None:
    """Names in every state, and from here on nobody but time."""
    for host in ("ns2.far.org", "ns1.far.org"):
        await host_create(world.as_("alpha"), HostCreate(host))
    served = NameServers(hosts=("ns2.far.org", "ns1.far.org"))
    for name in NAMES[:-1]:
        nameservers, dnssec = (served, (DS,)) if name == "grown.example" else (NameServers(), ())
        asked = DomainCreate(name, Period(1), nameservers, authinfo=SECRET, dnssec=dnssec)
        await domain_create(world.as_("alpha"), asked)
    world.clock.advance(days=320)
    await domain_delete(world.as_("alpha"), DomainDelete("leaving.example"))
    await domain_delete(world.as_("alpha"), DomainDelete("saved.example"))
    world.clock.advance(days=20)
    await domain_restore(world.as_("alpha"), DomainRestore("saved.example", "request"))
    await domain_update(
        world.as_("alpha"), DomainUpdate("moving.example", authinfo=SECRET)
    )  # it opens for its time only
    await domain_transfer(world.as_("beta"), DomainTransfer("moving.example", "request", authinfo=SECRET))
    await domain_create(world.as_("alpha"), DomainCreate("young.example", Period(2), authinfo=SECRET))


async def truth(world: World) -> dict[str, Domain]:
    """By the lifecycle alone, from the rows as they are stored."""
    found = {}
    for name in NAMES:
        stored = await world.store.reading(lambda db, name=name: domains.by_name(db, name))
        if stored and (domain := project(stored, world.registry.book, world.clock.now()).domain):
            found[name] = domain
    return found


def is_in(state: str, domain: Domain, world: World) -> bool:
    now = world.clock.now()
    if state == "registered":
        return domain.deletion is None
    if state == "hold":
        return bool(domain.statuses & HOLDS)
    return state in grace_statuses(domain, now) or (
        state in ("pendingTransfer", "inactive") and state in statuses(domain)
    )


# Everything that a list of names can show, in one set.
WHOLE = replace(DOMAINS, sets=(ColumnSet("all", "All", tuple(each.name for each in DOMAINS.columns)),))


async def listed(world: World, scope: Scope, **asked: str) -> dict[str, dict]:
    page = await read_page(WHOLE, world.registry, scope, lambda _: True, Wish.read(WHOLE, asked))
    assert page.total == len(page.rows), "the count and the rows disagree"
    return {row["name"]: row for row in page.rows}


@pytest.mark.parametrize("days", [0, 3, 5.5, 7.5, 12, 16, 20, 30, 40, 60, 100, 400, 800])
async def test_lists_agree_with_the_lifecycle_although_nothing_was_written_down(world: World, days: float) -> None:
    await live(world)
    world.clock.advance(days=days)
    true = await truth(world)
    shown = await listed(world, Scope(True))
    assert set(shown) == set(true)
    for name, domain in true.items():
        assert shown[name]["registrar"] == domain.registrar
        assert shown[name]["expires"] == domain.expires_at
        # in its last days a name is pendingDelete by both vocabularies: once is enough
        both = dict.fromkeys((*grace_statuses(domain, world.clock.now()), *statuses(domain)))
        assert shown[name]["statuses"] == tuple(both)
        for column, read in PROJECTED.items():
            told = shown[name][column]
            assert (tuple(told) if column == "delegation" else told) == read(domain, world.clock.now()), column
    for state in STATES:
        expected = {name for name, domain in true.items() if is_in(state, domain, world)}
        assert set(await listed(world, Scope(True), state=state)) == expected, state
    for registrar in ("alpha", "beta"):
        expected = {name for name, domain in true.items() if domain.registrar == registrar}
        own = Scope(registrar_id=world.numbers[registrar], registrar=registrar)
        assert set(await listed(world, own)) == expected
        assert set(await listed(world, Scope(True), registrar=registrar)) == expected


async def test_the_order_by_expiry_is_the_projected_one(world: World) -> None:
    await live(world)
    world.clock.advance(days=50)  # the oldest name has renewed itself, unwritten
    rows = list((await listed(world, Scope(True), sort="expires")).values())
    assert [row["expires"] for row in rows] == sorted(row["expires"] for row in rows)
    assert rows[0]["expires"] - world.clock.now() > timedelta(0)


async def test_looking_writes_nothing(world: World) -> None:
    await live(world)
    world.clock.advance(days=400)
    before = await world.fetch("SELECT name, version, next_due FROM registry.domain ORDER BY name")
    await listed(world, Scope(True))
    assert await world.fetch("SELECT name, version, next_due FROM registry.domain ORDER BY name") == before
