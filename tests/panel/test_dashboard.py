"""The dashboard counts what the lists show, for everybody and for each registrar; it tells each what they may read."""

import re
from datetime import timedelta
from html import unescape

import pytest

from panel.contacts.lists import CONTACTS
from panel.dashboard import pictures, queries
from panel.dashboard.kept import Kept
from panel.hosts.lists import HOSTS
from panel.kit.access import Scope
from panel.kit.lists import ListPage, Wish
from panel.kit.reading import read_page
from registry.actions.contact_create import contact_create
from registry.actions.contact_transfer import contact_transfer
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_transfer import domain_transfer
from registry.actions.host_create import host_create
from registry.actions.settle import settle
from registry.model.contact import Postal
from registry.model.period import Period
from registry.requests.contact import ContactCreate, ContactTransfer
from registry.requests.domain import DomainCreate, DomainDelete, DomainTransfer
from registry.requests.host import HostCreate
from tests.panel.house import House
from tests.world import World


@pytest.fixture(scope="module")
def house(untouched: House) -> House:
    return untouched


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
    figures = await world.store.reading(lambda db: queries.figures(db, own=own, now=now))
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


def tasks(text: str) -> dict[str, tuple[str, int]]:
    """(address, number) of each thing to do, by its words."""
    found = re.findall(
        r'class="list-group-item list-group-item-action nh-task" href="([^"]+)".*?<strong>([\d,]+)</strong> ([^<]+)<',
        text,
    )
    return {words: (unescape(address), int(number.replace(",", ""))) for address, number, words in found}


@pytest.mark.parametrize(
    "role", ["master", "manager", "support", "registrar", "registrar-finance", "reseller", "client"]
)
def test_each_thing_to_do_leads_to_as_many_rows_as_it_counts(house: House, role: str) -> None:
    visitor = house.signed_in(role)
    for words, (address, number) in tasks(visitor.get("/dashboard/").text).items():
        listed = visitor.get(address)
        assert listed.status_code == 200, words
        total = re.search(r'class="nh-total".*?of <strong>([\d,]+)</strong>', listed.text)
        assert total and int(total[1].replace(",", "")) == number, words


def test_what_there_is_to_do_goes_by_role(house: House) -> None:
    words = {
        role: set(tasks(house.signed_in(role).get("/dashboard/").text)) for role in ("master", "support", "registrar")
    }
    money, judging = "top-ups wait for a second person", "applications are to be judged"
    assert money in words["master"] and not {money} & (words["support"] | words["registrar"])
    assert judging in words["master"] & words["support"] and judging not in words["registrar"]
    assert "deposit is held up until somebody helps" in words["master"]
    assert not any("held up" in each for each in words["support"]), "it may not help"


def test_a_reseller_sees_its_clients_and_a_client_itself_and_neither_the_registry(house: House) -> None:
    seen = {role: house.signed_in(role).get("/dashboard/").text for role in ("reseller", "client")}
    boxes = {
        role: re.findall(r'nh-figure" href="([^"]+)".*?<strong>([^<]+)', text, re.S) for role, text in seen.items()
    }
    assert boxes["reseller"][:3] == [("/clients/", "2"), ("/client-contacts/", "2"), ("/documents/", "4")]
    assert boxes["client"][:2] == [("/client-contacts/", "1"), ("/documents/", "2")]
    assert 'href="/clients/client"' in seen["reseller"] and "New clients in the last 90 days" in seen["reseller"]
    assert 'href="/clients/' not in seen["client"] and "New client" not in seen["client"]
    assert 'hx-get="/documents/-/create"' in seen["client"]
    for role, text in seen.items():
        assert "documents wait for their files" in text or "document waits for its file" in text, role
        assert "Names by TLD" not in text and "Active registrars" not in text, role


def test_pictures_are_of_what_the_role_may_read_and_have_their_figures_as_a_table(house: House) -> None:
    seen = {
        role: set(re.findall(r'<h2 class="card-title">([^<]+)', house.signed_in(role).get("/dashboard/").text))
        for role in ("master", "registrar", "registrar-finance")
    }
    assert {"Names in the last 90 days", "Commands in the last 24 hours"} <= seen["master"]
    assert "Balance in USD" not in seen["master"]
    assert {"Balance in USD", "Commands in the last 24 hours"} <= seen["registrar"]
    assert "Balance in USD" in seen["registrar-finance"]
    assert not {"Commands in the last 24 hours", "Last changes"} & seen["registrar-finance"]
    page = house.signed_in("registrar").get("/dashboard/").text
    assert page.count('role="img"') == page.count("<summary>The figures</summary>") == 3


async def test_names_count_on_the_day_and_for_the_registrar_to_whom_it_happened(world: World) -> None:
    await domain_create(world.as_("alpha"), DomainCreate("kept.example", Period(1), authinfo=SECRET))
    world.clock.advance(days=3)
    await domain_create(world.as_("beta"), DomainCreate("other.example", Period(1), authinfo=SECRET))
    await domain_create(world.as_("beta"), DomainCreate("gone.example", Period(1), authinfo=SECRET))
    await domain_delete(world.as_("beta"), DomainDelete("gone.example"))

    async def figures(registrar: str | None) -> list[tuple[int, ...]]:
        own, since = world.numbers.get(registrar or ""), world.clock.now() - timedelta(days=90)
        found = await world.store.reading(
            lambda db: queries.names_by_day(db, own=own, registrar=registrar, since=since)
        )
        return [place.figures for place in pictures.names(found, world.clock.now()).places]

    assert [(await figures(None))[day] for day in (-4, -3, -1)] == [(1, 0, 0), (0, 0, 0), (2, 0, 1)]
    assert (await figures("alpha"))[-4] == (1, 0, 0) and (await figures("beta"))[-4] == (0, 0, 0)
    world.clock.advance(days=363)
    await settle(world.operator, "kept.example")
    assert [(await figures(name))[-2] for name in ("alpha", "beta")] == [(0, 1, 0), (0, 0, 0)], (
        "time renewed it for alpha"
    )


async def test_a_balance_goes_back_through_what_was_booked(world: World) -> None:
    before = await world.balance("delta")
    await domain_create(world.as_("delta"), DomainCreate("first.example", Period(1), authinfo=SECRET))
    world.clock.advance(days=2)
    await domain_create(world.as_("delta"), DomainCreate("second.example", Period(1), authinfo=SECRET))
    since = pictures.days_until(world.clock.now())[0]
    found = await world.store.reading(lambda db: queries.booked_by_day(db, own=world.numbers["delta"], since=since))
    ((currency, line),) = pictures.balances(found, world.clock.now())
    ends = [place.figures[0] for place in line.places]
    assert (currency, ends[-4:]) == ("USD", [0, before - 1000, before - 1000, before - 2000])


async def test_what_is_kept_is_read_again_when_its_time_is_over(world: World) -> None:
    kept, asked = Kept(), []

    async def read() -> int:
        asked.append(1)
        return len(asked)

    async def get(key: str) -> int:
        return await kept.get(key, world.clock.now(), timedelta(minutes=1), read)

    assert [await get("a"), await get("a"), await get("b"), await get("a")] == [1, 1, 2, 1]
    world.clock.advance(minutes=1)
    assert await get("a") == 3
