"""The dashboard counts what the lists show, for everybody and for each registrar."""

from datetime import timedelta

import pytest

from panel.contacts.lists import CONTACTS
from panel.dashboard import queries
from panel.hosts.lists import HOSTS
from panel.kit.access import Scope
from panel.kit.lists import ListPage, Wish
from panel.kit.reading import read_page
from registry.actions.contact_create import contact_create
from registry.actions.contact_transfer import contact_transfer
from registry.actions.domain_create import domain_create
from registry.actions.domain_transfer import domain_transfer
from registry.actions.host_create import host_create
from registry.model.contact import Postal
from registry.model.period import Period
from registry.requests.contact import ContactCreate, ContactTransfer
from registry.requests.domain import DomainCreate, DomainTransfer
from registry.requests.host import HostCreate
from tests.world import World

SECRET = "a-secret-of-twenty-characters"


async def live(world: World) -> None:
    """A contact and a name with a host below it are on their way from alpha to beta; others stay."""
    postal = Postal("int", "Ada", "Springfield", "US")
    for handle in ("Ada-1", "Ada-2"):
        await contact_create(world.as_("alpha"), ContactCreate(handle, (postal,), "ada@mail.example", authinfo=SECRET))
    for name in ("moving.example", "staying.example"):
        await domain_create(world.as_("alpha"), DomainCreate(name, Period(1), authinfo=SECRET))
        await host_create(world.as_("alpha"), HostCreate(f"ns1.{name}", (("9.9.9.9", "v4"),)))
    await host_create(world.as_("alpha"), HostCreate("ns1.outside.net"))
    await contact_transfer(world.as_("beta"), ContactTransfer("Ada-1", "request", SECRET))
    await domain_transfer(world.as_("beta"), DomainTransfer("moving.example", "request", authinfo=SECRET))


async def counted(world: World, own: int | None) -> tuple[int, int]:
    now = world.clock.now()
    soon = now + timedelta(days=30)
    figures = await world.store.reading(lambda db: queries.figures(db, own=own, now=now, soon=soon))
    return figures.contacts, figures.hosts


async def listed(world: World, declared: ListPage, scope: Scope) -> int:
    return (await read_page(declared, world.registry, scope, lambda _: True, Wish.read(declared, {}))).total


@pytest.mark.parametrize(
    ("days", "alpha", "beta"), [(0, (2, 3), (0, 0)), (4, (2, 3), (0, 0)), (6, (1, 2), (1, 1)), (300, (1, 2), (1, 1))]
)
async def test_contacts_and_hosts_are_counted_by_the_sponsor_they_have_now(
    world: World, days: int, alpha: tuple[int, int], beta: tuple[int, int]
) -> None:
    await live(world)
    world.clock.advance(days=days)
    for registrar, expected in (("alpha", alpha), ("beta", beta)):
        number = world.numbers[registrar]
        assert await counted(world, number) == expected
        scope = Scope(registrar_id=number, registrar=registrar)
        assert (await listed(world, CONTACTS, scope), await listed(world, HOSTS, scope)) == expected
    assert await counted(world, None) == (2, 3)
