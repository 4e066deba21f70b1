"""One server keeps a TLD with contacts, one without and one where each registrar has its own model, and changes them by date."""

from dataclasses import replace
from datetime import timedelta

import pytest

from epp.services import menu
from epp.session import Service
from registry.actions.registrar_accredit import registrar_accredit
from registry.actions.tld_create import tld_change, tld_create
from registry.model.amending import amended
from registry.model.contact import Postal
from registry.model.domain import ContactLink
from registry.model.policy import PolicyBook
from registry.requests.contact import ContactCreate
from registry.requests.domain import DomainCreate, DomainInfo, DomainUpdate
from registry.requests.registrar import RegistrarAccredit
from registry.store import accreditations, tlds
from tests.epp.talk import CERTIFICATE, NS, Talk
from tests.world import TLDS, World

DAY = timedelta(days=1)
LINKS = (ContactLink("admin", "C-1"), ContactLink("tech", "C-1"))


async def reloaded(world: World) -> None:
    """What running processes do when they hear of it."""
    world.registry.book = await world.store.reading(tlds.book)
    world.registry.takes_contacts = await world.store.reading(accreditations.take_contacts)


def thick(name: str) -> DomainCreate:
    return DomainCreate(name, registrant="C-1", contacts=LINKS)


async def logged_in(service: Service, handle: str) -> Talk:
    talk = Talk(service, CERTIFICATE)
    assert (await talk.login(handle)).code == 1000
    return talk


async def code(talk: Talk, wish: object) -> int:
    return (await talk.say(wish)).code


@pytest.mark.feature("REG-12")
async def test_the_model_is_that_of_the_tld_the_registrar_and_the_instant(world: World, service: Service) -> None:
    await tld_create(world.operator, "mixed", replace(TLDS["example"], contacts="optional"))
    until = world.clock.now() + 30 * DAY
    for handle, rule in (("alpha", "required"), ("beta", "forbidden"), ("gamma", None)):
        await registrar_accredit(world.operator, RegistrarAccredit(handle, "mixed", contacts=rule))
    await registrar_accredit(world.operator, RegistrarAccredit("beta", "mixed", until, contacts="required"))
    await reloaded(world)
    alpha, beta, gamma = [await logged_in(service, each) for each in ("alpha", "beta", "gamma")]
    postal = Postal("int", "Jane Doe", "Oslo", "NO", street=("1 Road",))
    assert await code(alpha, ContactCreate("C-1", (postal,), "jane@doe.example")) == 1000

    assert await code(alpha, thick("one.test")) == 1000
    assert await code(alpha, DomainCreate("two.test")) == 2003
    assert await code(alpha, thick("one.example")) == 2306
    assert await code(alpha, DomainCreate("two.example")) == 1000

    assert await code(alpha, thick("one.mixed")) == 1000
    assert await code(alpha, DomainCreate("two.mixed")) == 2003
    assert await code(beta, thick("three.mixed")) == 2306
    assert await code(beta, DomainCreate("three.mixed")) == 1000
    assert await code(gamma, thick("four.mixed")) == 1000
    assert await code(gamma, DomainCreate("five.mixed")) == 1000
    assert await code(beta, DomainUpdate("three.mixed", registrant="C-1")) == 2306

    world.clock.move_to(until)
    assert await code(beta, DomainCreate("six.mixed")) == 2003
    assert await code(beta, thick("six.mixed")) == 1000
    answer = await beta.say(DomainInfo("three.mixed"))
    assert (answer.code, answer.has("domain:registrant")) == (1000, False), "what was registered before stays"


@pytest.mark.feature("REG-12")
async def test_a_tld_that_takes_contacts_from_an_instant_on_keeps_what_it_has(world: World, service: Service) -> None:
    later = world.clock.now() + DAY
    await tld_change(world.operator, "example", lambda rules: amended(rules, {"contacts": "required"}), later)
    await reloaded(world)
    alpha = await logged_in(service, "alpha")
    assert await code(alpha, DomainCreate("before.example")) == 1000
    world.clock.move_to(later)
    assert await code(alpha, DomainCreate("after.example")) == 2003
    assert await code(alpha, DomainInfo("before.example")) == 1000


async def test_contacts_are_offered_where_a_registrar_has_them_though_no_tld_does(world: World) -> None:
    book = PolicyBook([each for each in world.registry.book.current(world.clock.now()) if each.tld == "example"])
    now = world.clock.now()
    assert NS["contact"] not in menu(book, now, ()).objects
    assert await world.store.reading(accreditations.take_contacts) is False
    await registrar_accredit(world.operator, RegistrarAccredit("alpha", "example", contacts="required"))
    takes = await world.store.reading(accreditations.take_contacts)
    assert NS["contact"] in menu(book, now, (), takes_contacts=takes).objects
