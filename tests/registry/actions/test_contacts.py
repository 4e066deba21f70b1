"""Contacts: what they must hold, who sees and changes them, and what keeps them."""

import asyncio
from dataclasses import replace

import pytest

from registry.actions.contact_check import contact_check
from registry.actions.contact_create import contact_create
from registry.actions.contact_delete import contact_delete
from registry.actions.contact_info import contact_info
from registry.actions.contact_update import contact_update
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.clock import FakeClock
from registry.errors import LinkForbids, ObjectMissing, Refusal
from registry.model.contact import Disclose, Phone, Postal
from registry.model.countries import EXCEPTIONAL
from registry.model.domain import ContactLink
from registry.requests.contact import (
    ContactCheck,
    ContactCreate,
    ContactDelete,
    ContactInfo,
    ContactUpdate,
    PostalAddress,
    PostalChange,
)
from registry.requests.domain import DomainCreate, DomainDelete
from tests.world import Clone, World, open_world

SECRET = "a-secret-of-twenty-characters"
INT = Postal("int", "Ada Example", "Springfield", "US", "Example Inc.", ("1 Main St",), "IL", "12345")
LOC = Postal("loc", "Åda Exåmple", "Spríngfield", "US")
WISH = ContactCreate("Ada-1", (INT,), "ada@mail.example", Phone("+1.5550100", "7"), None, SECRET)


async def create(world: World, by: str = "alpha", **changes: object) -> None:
    await contact_create(world.as_(by), replace(WISH, **changes))


async def look(world: World, by: str = "alpha", handle: str = "Ada-1", **rest: str):
    return await contact_info(world.as_(by), ContactInfo(handle, **rest))


async def update(world: World, by: str = "alpha", **changes: object) -> None:
    await contact_update(world.as_(by), ContactUpdate("Ada-1", **changes))


async def register(world: World, name: str = "one.test", handle: str = "Ada-1", by: str = "beta") -> None:
    links = (ContactLink("admin", handle), ContactLink("tech", handle))
    await domain_create(world.as_(by), DomainCreate(name, registrant=handle, contacts=links))


async def refusal_of(attempt) -> tuple[int, str | None, str | None]:
    with pytest.raises(Refusal) as refusal:
        await attempt
    return refusal.value.code, refusal.value.element, refusal.value.value


@pytest.mark.feature("DOM-11")
async def test_a_contact_is_kept_as_it_was_given(world: World) -> None:
    disclose = Disclose(False, frozenset({"voice", "name:int"}))
    await create(world, postals=(INT, LOC), disclose=disclose)
    view = await look(world)
    contact = view.contact
    assert (contact.handle, contact.postals, contact.disclose) == ("Ada-1", (INT, LOC), disclose)
    assert (contact.voice, contact.fax, contact.email) == (Phone("+1.5550100", "7"), None, "ada@mail.example")
    assert (contact.created_by, contact.created_at, contact.updated_at) == ("alpha", world.clock.now(), None)
    assert view.statuses == ("ok",) and view.has_authinfo
    assert contact.roid.startswith("C") and contact.roid.endswith("-NAMEHSE")
    assert SECRET not in (contact.authinfo or "")


async def test_identifiers_keep_their_case_and_belong_to_one_contact(world: World) -> None:
    await create(world)
    await create(world, by="beta", handle="ADA-1")
    assert await refusal_of(create(world, by="beta")) == (2302, "contact:id", "Ada-1")
    lines = await contact_check(world.as_("beta"), ContactCheck(("Ada-1", "ada-1", "no", "ada 1")))
    assert [(line.available, line.reason) for line in lines] == [
        (False, "In use"),
        (True, None),
        (False, "Invalid identifier"),
        (False, "Invalid identifier"),
    ]


@pytest.mark.parametrize(
    ("changes", "code", "element"),
    [
        ({"handle": "a"}, 2005, "contact:id"),
        ({"handle": "with blank"}, 2005, "contact:id"),
        ({"postals": ()}, 2003, "contact:postalInfo"),
        ({"postals": (INT, INT)}, 2005, "contact:postalInfo"),
        ({"postals": (replace(INT, country="us"),)}, 2005, "contact:cc"),
        ({"postals": (replace(INT, country="USA"),)}, 2005, "contact:cc"),
        ({"postals": (replace(INT, country="ZZ"),)}, 2004, "contact:cc"),
        ({"postals": (replace(INT, country="UK"),)}, 2004, "contact:cc"),
        ({"postals": (replace(INT, city=""),)}, 2003, "contact:city"),
        ({"postals": (replace(INT, city="Köln"),)}, 2005, "contact:city"),
        ({"postals": (replace(LOC, name="a\x0bb"),)}, 2005, "contact:name"),
        ({"postals": (replace(LOC, name="a\ud800b"),)}, 2005, "contact:name"),
        ({"postals": (replace(LOC, name="ä" * 256),)}, 2005, "contact:name"),
        ({"postals": (replace(INT, street=("a", "b", "c", "d")),)}, 2005, "contact:street"),
        ({"email": "ada"}, 2005, "contact:email"),
        ({"email": "ada@"}, 2005, "contact:email"),
        ({"email": "a da@mail.example"}, 2005, "contact:email"),
        ({"email": "åda@mail.example"}, 2005, "contact:email"),
        ({"email": "ada@192.31.196.53"}, 2005, "contact:email"),
        ({"email": "ada@_mail.example"}, 2005, "contact:email"),
        ({"email": "a" * 65 + "@mail.example"}, 2005, "contact:email"),
        ({"email": "a" * 64 + "@" + ".".join(["b" * 63] * 3)}, 2005, "contact:email"),
        ({"postals": (replace(INT, name="  "),)}, 2003, "contact:name"),
        ({"voice": Phone("5550100")}, 2005, "contact:voice"),
        ({"voice": Phone("")}, 2005, "contact:voice"),
        ({"fax": Phone("", "12")}, 2005, "contact:fax"),
        ({"voice": Phone("+123.12345678901234")}, 2005, "contact:voice"),
        ({"fax": Phone("+1.5550100", "\x01")}, 2005, "contact:fax"),
    ],
)
async def test_what_cannot_be_a_contact_is_refused(world: World, changes: dict, code: int, element: str) -> None:
    assert (await refusal_of(create(world, **changes)))[:2] == (code, element)


async def test_a_country_is_one_of_iso_3166_or_of_the_few_others_in_use(world: World) -> None:
    """Also the letters that are in no list of countries but in addresses; and none of those that only look like it."""
    for number, country in enumerate(("DE", "SS", "TL", "GG", *sorted(EXCEPTIONAL))):
        await create(world, handle=f"Ada-{number}", postals=(replace(INT, country=country),))
    for country in ("AA", "AN", "EN", "QM", "SU", "XX", "YU"):
        assert await refusal_of(create(world, postals=(replace(INT, country=country),))) == (
            2004,
            "contact:cc",
            country,
        )


async def test_a_country_that_is_no_more_stops_no_other_change(world: World) -> None:
    await create(world)
    await world.store.db.execute(
        """UPDATE registry.contact SET postal = jsonb_set(postal, '{0,country}', '"AN"') WHERE handle = 'Ada-1'"""
    )
    await update(world, email="ada@new.example")
    moved = PostalChange("int", address=PostalAddress("Belgrade", "YU"))
    assert (await refusal_of(update(world, postals=(moved,))))[0] == 2004


async def test_only_the_sponsor_and_who_knows_the_secret_see_a_contact(world: World) -> None:
    await create(world)
    roid = (await look(world)).contact.roid
    assert (await refusal_of(look(world, "beta")))[0] == 2201
    assert (await refusal_of(look(world, "beta", authinfo="wrong")))[0] == 2202
    assert (await refusal_of(look(world, "beta", authinfo=SECRET, authinfo_roid="D1-NAMEHSE")))[0] == 2202
    view = await look(world, "beta", authinfo=SECRET, authinfo_roid=roid)
    assert view.contact.email == "ada@mail.example" and not view.has_authinfo
    assert (await refusal_of(look(world, authinfo="wrong")))[0] == 2202, "a sponsor learns whether a secret is right"
    assert (await look(world, authinfo="")).has_authinfo, "old clients send an empty one"
    await update(world, authinfo=None)
    assert (await refusal_of(look(world, "beta", authinfo="")))[0] == 2202
    assert (await refusal_of(look(world, "beta", handle="nobody")))[0] == 2303


@pytest.mark.feature("DOM-11")
async def test_an_update_changes_what_it_names_and_nothing_else(world: World) -> None:
    await create(world)
    world.clock.advance(days=1)
    address = PostalAddress("Köln", "DE", ("Hauptstraße 1",))
    loc = PostalChange("loc", "Äda", address=address)
    await update(world, postals=(PostalChange("int", org=None), loc), voice=None, email="ada@new.example")
    contact = (await look(world)).contact
    assert contact.postals == (replace(INT, org=None), Postal("loc", "Äda", "Köln", "DE", None, ("Hauptstraße 1",)))
    assert (contact.voice, contact.email) == (None, "ada@new.example")
    assert (contact.updated_by, contact.updated_at) == ("alpha", world.clock.now())
    assert (await look(world, "beta", authinfo=SECRET)).contact.version == 2


async def test_a_form_of_the_address_that_was_not_there_comes_whole_or_not_at_all(world: World) -> None:
    await create(world)
    assert await refusal_of(update(world, postals=(PostalChange("loc", "Äda"),))) == (2003, "contact:city", None)


async def test_statuses_come_and_go_but_only_the_clients_own_and_as_they_are(world: World) -> None:
    await create(world)
    await update(world, add=("clientDeleteProhibited",))
    assert (await refusal_of(contact_delete(world.as_("alpha"), ContactDelete("Ada-1"))))[0] == 2304
    for changes in (
        {"add": ("clientDeleteProhibited",)},
        {"add": ("linked",)},
        {"add": ("clientHold",)},
        {"add": ("serverUpdateProhibited",)},
        {"remove": ("clientTransferProhibited",)},
        {"add": ("clientTransferProhibited",) * 2},
    ):
        assert (await refusal_of(update(world, **changes)))[0] == 2306
    await update(world, add=("clientUpdateProhibited",), remove=("clientDeleteProhibited",))
    assert (await refusal_of(update(world, email="ada@new.example")))[0] == 2304
    await update(world, remove=("clientUpdateProhibited",))
    assert (await refusal_of(update(world, by="beta", email="ada@new.example")))[0] == 2201


async def test_a_contact_that_a_name_links_stays_until_the_name_is_gone(world: World) -> None:
    await create(world)
    await register(world)
    assert (await look(world)).statuses == ("linked", "ok")
    with pytest.raises(LinkForbids) as refusal:
        await contact_delete(world.as_("alpha"), ContactDelete("Ada-1"))
    assert refusal.value.reason == "Domains link this contact: one.test"
    world.clock.advance(days=10)
    await domain_delete(world.as_("beta"), DomainDelete("one.test"))
    world.clock.advance(days=36)  # the name is purged by time alone
    assert (await look(world)).statuses == ("ok",)
    await contact_delete(world.as_("alpha"), ContactDelete("Ada-1"))
    with pytest.raises(ObjectMissing):
        await look(world)


async def test_what_a_contact_was_is_remembered_without_its_secret(world: World) -> None:
    await create(world)
    await update(world, email="ada@new.example")
    await contact_delete(world.as_("alpha"), ContactDelete("Ada-1"))
    rows = await world.fetch("SELECT event, version, state FROM registry.history WHERE kind = 'contact' ORDER BY id")
    assert [(row["event"], row["version"]) for row in rows] == [("create", 1), ("update", 2), ("delete", 3)]
    assert [row["state"] and row["state"]["email"] for row in rows] == ["ada@mail.example", "ada@new.example", None]
    assert all("authinfo" not in (row["state"] or {}) for row in rows)


async def test_a_delete_and_a_link_at_once_never_leave_a_loose_end(clone: Clone, clock: FakeClock) -> None:
    first = await open_world(await clone.store(), clock)
    second = World(replace(first.registry, store=await clone.store()), clock, first.numbers)
    for number in range(8):
        handle = f"Ada-{number}"
        await create(first, handle=handle)
        outcomes = await asyncio.gather(
            contact_delete(first.as_("alpha"), ContactDelete(handle)),
            register(second, f"name{number}.test", handle),
            return_exceptions=True,
        )
        assert [outcome is None for outcome in outcomes].count(True) == 1, outcomes
        assert {outcome.code for outcome in outcomes if isinstance(outcome, Refusal)} in ({2305}, {2303})
