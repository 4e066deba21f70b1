"""The contacts of a name, as those who ask may see them: by port 43, by RDAP and on the page."""

import json
from dataclasses import replace
from typing import Any

import jsonpath
import pytest

from registry.actions.contact_transfer import contact_transfer
from registry.actions.domain_create import domain_create
from registry.actions.domain_transfer import domain_transfer
from registry.actions.tld_create import tld_change
from registry.model.change import NameServers
from registry.model.contact import Disclose
from registry.model.disclosure import ANYBODY, FIELDS, PLACE, Asker, Grant
from registry.model.domain import ContactLink
from registry.model.period import Period
from registry.requests.contact import ContactTransfer
from registry.requests.domain import DomainCreate, DomainTransfer
from registry.settings import Whois
from registry.store import tlds
from tests.whois.rdap.schemas import violations
from tests.whois.village import PERSONAL, SECRET, add_person, ask, register, register_with_everything
from tests.world import TLDS, World
from whois import lookup
from whois.limits import RateLimit
from whois.rdap import answers, notices
from whois.rdap.document import document
from whois.rdap.door import Rdap
from whois.web.door import Web
from wire.web import HttpRequest

LEGAL = Grant(("name", "organization", "email"), ("registrant", "tech"), persons="legal")
FOR_CRIME = Grant(FIELDS, ("registrant", "admin", "tech"), purpose="crime")
FOR_ABUSE = Grant(("email",), ("registrant", "admin"), purpose="abuse")
POLICE = Asker("requester", "police", "crime", frozenset({"crime"}))
CERT = Asker("requester", "cert", "abuse", frozenset({"abuse"}))
EMAIL = "ada@home.example"
BASE = "https://rdap.example/"


async def show(world: World, *grants: Grant, legal: bool = False) -> None:
    """From now on `test` grants so much besides where registrants are."""
    rules = replace(TLDS["test"], disclosure=(*PLACE, *grants), legal_persons="organizations" if legal else "none")
    world.clock.advance(seconds=1)
    await tld_change(world.operator, "test", rules, world.clock.now())
    world.registry.book = await world.store.reading(tlds.book)


async def told(world: World, asker: Asker = ANYBODY, name: str = "everything.test") -> dict[str, Any]:
    """The document of RDAP about a name; what it says is withheld is not there, or stands there empty."""
    cx = world.registry.context("whois")
    found = await lookup.domain(cx, name, asker)
    assert found
    answer = answers.of_domain(found, f"{BASE}domain/{name}", BASE, cx.now)
    said: dict[str, Any] = json.loads(json.dumps(document(answer, notices.top(answer, BASE, BASE))))
    assert violations(said) == []
    for each in said.get("redacted", ()):
        if each["method"] == "removal":
            assert jsonpath.findall(each["prePath"], said) == [], each
        else:
            assert set(jsonpath.findall(each["postPath"], said)) == {""}, each
    return said


def people(said: dict[str, Any]) -> dict[str, list[Any]]:
    """The jCards of an answer's contacts, by role."""
    return {each["roles"][0]: each["vcardArray"][1] for each in said["entities"] if each["roles"] != ["registrar"]}


def withheld(said: dict[str, Any]) -> set[str]:
    return {name for each in said.get("redacted", ()) for name in each["name"].values()}


async def page_of(world: World, name: str) -> str:
    rdap = Rdap(world.registry, Whois(), RateLimit(0)).answer
    web = Web(world.registry, Whois(), RateLimit(0), rdap)
    asked = HttpRequest("GET", "/lookup", f"name={name}", {}, b"", "203.0.113.9", True)
    return (await web.answer(asked)).body.decode()


async def test_a_tld_shows_everybody_the_data_of_organisations_and_of_nobody_else(world: World) -> None:
    await add_person(world, "PERSON-1")
    await add_person(world, "OFFICE-1", org="Analytical Engines")
    await show(world, LEGAL, legal=True)
    links = (ContactLink("admin", "PERSON-1"), ContactLink("tech", "PERSON-1"))
    for name, registrant in (("office.test", "OFFICE-1"), ("person.test", "PERSON-1")):
        await domain_create(world.as_("alpha"), DomainCreate(name, Period(1), NameServers(), registrant, links, SECRET))
    text, said, page = (
        await ask(world, "office.test"),
        await told(world, name="office.test"),
        await page_of(world, "office.test"),
    )
    assert "Registrant Name: Ada Lovelace\r\nRegistrant Organization: Analytical Engines\r\n" in text
    assert f"Registrant Email: {EMAIL}\r\nRegistry Admin ID: REDACTED FOR PRIVACY" in text
    assert "Registrant Street: REDACTED FOR PRIVACY" in text and "Tech Name: REDACTED FOR PRIVACY" in text
    assert people(said)["registrant"][1:3] == [
        ["fn", {}, "text", "Ada Lovelace"],
        ["org", {}, "text", "Analytical Engines"],
    ]
    assert ["email", {}, "text", EMAIL] in people(said)["registrant"] and "administrative" not in people(said)
    assert people(said)["technical"] == [["version", {}, "text", "4.0"], ["fn", {}, "text", ""]]
    assert withheld(said) >= {"Registrant Street", "Registrant Phone", "Tech Name", "Tech Email"}
    assert not withheld(said) & {"Registrant Name", "Registrant Organization", "Registrant Email"}
    in_ripes_manner = await ask(world, "office.test", "ripe")
    assert "name:          Ada Lovelace\r\norg:           Analytical Engines\r\n" in in_ripes_manner
    assert "St James" not in in_ripes_manner and f"e-mail:        {EMAIL}" in in_ripes_manner
    assert "Ada Lovelace · Analytical Engines" in page and EMAIL in page and "St James" not in page
    for shown in (await ask(world, "person.test"), json.dumps(await told(world, name="person.test"))):
        assert not any(each in shown for each in PERSONAL if each != "GB")
    assert "Ada" not in await page_of(world, "person.test")


@pytest.mark.parametrize(
    ("wish", "disclose", "is_shown"),
    [
        ("allowed", None, False),
        ("allowed", Disclose(True, frozenset({"email"})), True),
        ("allowed", Disclose(False, frozenset({"email"})), False),
        ("not_refused", None, True),
        ("not_refused", Disclose(True, frozenset({"voice"})), True),
        ("not_refused", Disclose(False, frozenset({"email"})), False),
        ("ignored", Disclose(False, frozenset({"email"})), True),
    ],
)
async def test_what_a_contact_wants_counts_as_far_as_its_tld_says(
    world: World, wish: Any, disclose: Disclose | None, is_shown: bool
) -> None:
    await add_person(world, "ADA-1", disclose=disclose)
    await show(world, Grant(("email",), wish=wish))
    links = (ContactLink("admin", "ADA-1"), ContactLink("tech", "ADA-1"))
    await domain_create(world.as_("alpha"), DomainCreate("one.test", Period(1), NameServers(), "ADA-1", links, SECRET))
    said = await told(world, name="one.test")
    assert (EMAIL in json.dumps(said)) == (f"Registrant Email: {EMAIL}" in await ask(world, "one.test")) == is_shown
    assert ("Registrant Email" in withheld(said)) != is_shown


async def test_each_asker_is_shown_what_is_his_to_see(world: World) -> None:
    await register_with_everything(world)
    await show(world, FOR_CRIME, FOR_ABUSE)
    whole = {"registrant", "technical", "administrative"}
    for asker, roles, tells_name, tells_email in (
        (ANYBODY, {"registrant", "technical"}, False, False),
        (Asker("registrar", "beta"), {"registrant", "technical"}, False, False),
        (Asker("requester", "police"), {"registrant", "technical"}, False, False),
        (replace(POLICE, tlds=frozenset({"example"})), {"registrant", "technical"}, False, False),
        (CERT, whole, False, True),
        (POLICE, whole, True, True),
        (Asker("registrar", "alpha"), {*whole, "billing"}, True, True),
        (Asker("operator", "ops"), {*whole, "billing"}, True, True),
    ):
        said = await told(world, asker)
        text = json.dumps(said)
        assert (people(said).keys(), "Ada" in text, EMAIL in text) == (roles, tells_name, tells_email), asker
        if tells_name:
            assert "redacted" not in said and "redacted" not in said["rdapConformance"]
            assert {each["handle"].partition("-")[2] for each in said["entities"][1:]} == {"NAMEHSE"}
    said = await told(world, CERT)
    assert {"description": "Admin Name"} in [each["name"] for each in said["redacted"]]
    for profile in ("icann", "minimal", "ripe"):
        assert "Ada" not in await ask(world, "everything.test", profile), "port 43 knows nobody"


async def test_a_registrar_does_not_read_a_contact_by_giving_it_to_a_name_of_its_own(world: World) -> None:
    await add_person(world, "ADA-1", "alpha")
    links = (ContactLink("admin", "ADA-1"), ContactLink("tech", "ADA-1"))
    await domain_create(world.as_("beta"), DomainCreate("bait.test", Period(1), NameServers(), "ADA-1", links, SECRET))
    for asker in (Asker("registrar", "beta"), Asker("registrar", "alpha")):
        said = json.dumps(await told(world, asker, "bait.test"))
        assert not any(each in said for each in PERSONAL if each != "GB")


async def test_a_contact_and_a_name_that_time_has_moved_are_their_new_sponsors_to_see(world: World) -> None:
    await register_with_everything(world)
    alpha, beta = Asker("registrar", "alpha"), Asker("registrar", "beta")
    await world.fetch("UPDATE registry.contact SET authinfo = (SELECT authinfo FROM registry.domain LIMIT 1)")
    await domain_transfer(world.as_("beta"), DomainTransfer("everything.test", "request", authinfo=SECRET))
    await contact_transfer(world.as_("beta"), ContactTransfer("ADA-1", "request", SECRET))
    assert EMAIL in json.dumps(await told(world, alpha)) and EMAIL not in json.dumps(await told(world, beta))
    world.clock.advance(days=6)
    assert EMAIL in json.dumps(await told(world, beta)) and EMAIL not in json.dumps(await told(world, alpha))


async def test_anybody_costs_one_query_and_contacts_are_read_only_where_somebody_may_see_them(world: World) -> None:
    await register_with_everything(world)
    await register(world, "bare.example")
    asked: list[str] = []

    async def queries_of(name: str, asker: Asker = ANYBODY) -> list[bool]:
        """Whether each query reads contacts."""
        asked.clear()
        cx = world.registry.context("whois")
        with world.store.db.query_logger(lambda record: asked.append(record.query)):  # type: ignore[attr-defined]
            await lookup.domain(cx, name, asker)
        return ["c.voice" in each for each in asked if each.lstrip().startswith("SELECT")]

    assert await queries_of("everything.test") == await queries_of("bare.example") == [False]
    assert await queries_of("everything.test", POLICE) == [True]
    await show(world, LEGAL, legal=True)
    assert (await queries_of("everything.test"), await queries_of("bare.example")) == ([True], [False])
