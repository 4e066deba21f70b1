"""A contact by its ROID: there for those to whom it may be told, and for nobody else any more than what is not."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import jsonpath
import pytest

from registry.model.disclosure import ANYBODY, FIELDS, Asker, Grant
from registry.settings import Whois
from registry.store.pool import Store
from tests.ways import change_rules
from tests.whois.rdap.schemas import violations
from tests.whois.rdap.test_credentials import ALPHA, STRANGER, Door, accredit, basic, is_whole, log
from tests.whois.rdap.test_schemas import changes
from tests.whois.test_disclosure import CERT, EMAIL, FOR_ABUSE, FOR_CRIME, POLICE, show, told, withheld
from tests.whois.village import add_person, register_with_everything
from tests.world import PASSWORD, World
from whois import lookup
from whois.limits import RateLimit
from whois.rdap.askers import Way
from whois.rdap.door import Rdap
from wire.web import HttpRequest, HttpResponse

OWN = Asker("registrar", "alpha")
OTHER = Asker("registrar", "beta")
STAFF = Asker("operator", "ops")
ALL = Grant(FIELDS, ("registrant",))
SOME = Grant(("id", "email"), ("tech",))
NAMELESS = Grant(("name", "email"), ("registrant", "admin", "tech"))
GONE = "/entity/C999999-NAMEHSE"


async def roid_of(world: World, handle: str = "ADA-1") -> str:
    (row,) = await world.fetch("SELECT roid FROM registry.contact WHERE handle = $1", handle)
    return str(row["roid"])


async def ask(world: World, asker: Asker, path: str) -> tuple[HttpResponse, Any]:
    async def known(*_: Any) -> Asker:
        return asker

    ways = () if asker is ANYBODY else (Way(lambda _: True, known),)
    rdap = Rdap(world.registry, Whois(), RateLimit(0), ways)
    response = await rdap.answer(HttpRequest("GET", path, "", {"host": "rdap.example"}, b"", STRANGER, True))
    return response, json.loads(response.body)


def shown(document: Any) -> str:
    """How much of the contact an answer tells."""
    if document.get("errorCode") == 404:
        return "nothing"
    text = json.dumps(document)
    if "redacted" not in document:
        assert "Ada Lovelace" in text and EMAIL in text
        return "all"
    return "some"


@pytest.mark.parametrize(
    ("grants", "much"),
    [
        ((), {OWN: "all", STAFF: "all"}),
        ((FOR_CRIME,), {OWN: "all", STAFF: "all", POLICE: "all"}),
        ((FOR_CRIME, FOR_ABUSE), {OWN: "all", STAFF: "all", POLICE: "all"}),
        ((ALL,), dict.fromkeys((OWN, STAFF, POLICE, CERT, OTHER, ANYBODY), "all")),
        ((SOME,), {OWN: "all", STAFF: "all", **dict.fromkeys((POLICE, CERT, OTHER, ANYBODY), "some")}),
        ((SOME, FOR_CRIME), {OWN: "all", STAFF: "all", POLICE: "all", **dict.fromkeys((CERT, OTHER, ANYBODY), "some")}),
        ((NAMELESS,), {OWN: "all", STAFF: "all"}),
    ],
    ids=["places", "a purpose", "without identifiers", "everybody", "some of it", "both", "no identifier"],
)
async def test_each_asker_is_told_of_a_contact_what_is_his_to_see(
    world: World, grants: tuple[Grant, ...], much: dict[Asker, str]
) -> None:
    await register_with_everything(world)
    await show(world, *grants)
    path = f"/entity/{await roid_of(world)}"
    for asker in (ANYBODY, OTHER, CERT, POLICE, OWN, STAFF):
        response, document = await ask(world, asker, path)
        assert shown(document) == much.get(asker, "nothing"), asker
        assert violations(document) == [] and response.status in (200, 404)
        for each in document.get("redacted", ()):
            path_told, holds = (each.get("prePath"), set()) if each["method"] == "removal" else (each["postPath"], {""})
            assert set(jsonpath.findall(path_told, document)) == holds, each
        if response.status == 404:
            hidden, absent = response, (await ask(world, asker, GONE))[0]
            assert hidden.headers == absent.headers
            assert hidden.body.replace(path.encode(), GONE.encode()) == absent.body


@pytest.mark.parametrize("grants", [(), (FOR_CRIME, FOR_ABUSE), (ALL,), (SOME,), (NAMELESS,)])
async def test_what_a_name_links_is_there_for_who_is_shown_the_link_and_what_it_does_not_is_not(
    world: World, grants: tuple[Grant, ...]
) -> None:
    await register_with_everything(world)
    await show(world, *grants)
    path = f"/entity/{await roid_of(world)}"
    for asker in (ANYBODY, OTHER, CERT, POLICE, OWN, STAFF):
        people = [each for each in (await told(world, asker))["entities"] if each["roles"] != ["registrar"]]
        linked = {link["href"] for each in people for link in each.get("links", ())}
        assert {"handle" in each for each in people} >= {"links" in each for each in people}
        assert all(("handle" in each) == ("links" in each) for each in people)
        assert linked == ({f"https://rdap.example{path}"} if linked else set())
        assert (await ask(world, asker, path))[0].status == (200 if linked else 404), asker


async def test_a_contact_in_part_is_told_as_the_name_that_shows_most_of_it(world: World) -> None:
    await register_with_everything(world)
    await show(world, SOME, Grant(("id", "email", "name", "phone"), ("admin",)))
    _, document = await ask(world, ANYBODY, f"/entity/{await roid_of(world)}")
    assert "Ada Lovelace" in str(document) and "Admin City" in withheld(document)
    assert "roles" not in document and "status" not in document
    assert [each["eventAction"] for each in document["events"]] == ["last update of RDAP database"]


async def test_whole_it_tells_what_became_of_it(world: World) -> None:
    await register_with_everything(world)
    roid = await roid_of(world)
    _, document = await ask(world, OWN, f"/entity/{roid}")
    assert (document["handle"], document["status"]) == (roid, ["associated", "active"])
    assert {each["eventAction"] for each in document["events"]} == {"registration", "last update of RDAP database"}
    assert document["links"][0]["href"] == f"https://rdap.example/entity/{roid}"


async def test_names_count_as_they_are_now_and_where_their_tld_is_ones_own(world: World) -> None:
    await register_with_everything(world)
    await show(world, ALL, FOR_CRIME)
    path = f"/entity/{await roid_of(world)}"
    elsewhere = replace(POLICE, tlds=frozenset({"example"}))
    assert (await ask(world, ANYBODY, path))[0].status == 200
    await show(world, FOR_CRIME)
    assert [(await ask(world, each, path))[0].status for each in (POLICE, elsewhere, ANYBODY)] == [200, 404, 404]
    now = world.clock.now()
    await world.fetch(
        "UPDATE registry.domain SET deleted_at = $1, redemption_until = $2, purge_at = $2",
        now,
        now + timedelta(days=1),
    )
    assert (await ask(world, POLICE, path))[0].status == 200
    world.clock.advance(days=1)
    assert [(await ask(world, each, path))[0].status for each in (POLICE, OWN)] == [404, 200]


async def test_a_contact_of_those_who_practise_and_one_that_no_name_has_are_told_to_nobody_else(world: World) -> None:
    await add_person(world, "ADA-1")
    await show(world, ALL, FOR_CRIME)
    path = f"/entity/{await roid_of(world)}"
    assert [(await ask(world, each, path))[0].status for each in (ANYBODY, POLICE, OTHER, OWN)] == [404, 404, 404, 200]
    await world.fetch("UPDATE registry.registrar SET state = 'ote' WHERE handle = 'alpha'")
    assert (await ask(world, OWN, path))[0].status == 404


async def test_who_is_shown_a_contact_is_written_down_or_is_not_shown_it(world: World) -> None:
    await register_with_everything(world)
    await change_rules(world, "test", {"disclosure": [{"fields": list(FIELDS), "purpose": "crime"}]})
    door, token, roid = Door(world), await accredit(world), await roid_of(world)
    path = f"/entity/{roid}"
    assert (await door.ask(path=path)).status == (await door.ask(basic("beta", PASSWORD), path=path)).status == 404
    assert not await log(world)
    assert is_whole(await door.ask(ALPHA, path=path)) and is_whole(await door.ask(f"Bearer {token}", path=path))
    lines = [(each.asker, each.level, each.purpose, each.roid, each.name) for each in await log(world)]
    assert lines == [
        ("police", "requester", "crime", roid, "ADA-1"),
        ("alpha", "registrar", None, roid, "ADA-1"),
    ]
    world.registry.primary = await Store.connect("postgresql://127.0.0.1:1/nowhere", 1, least=0)
    response = await door.ask(ALPHA, path=path)
    assert response.status == 503 and EMAIL not in response.body.decode()
    await world.registry.primary.close()


async def test_a_contact_is_one_query_and_nobody_asks_for_one_where_none_is_shown(world: World) -> None:
    await register_with_everything(world)
    path = f"/entity/{await roid_of(world)}"
    asked: list[str] = []

    async def queries_of(asker: Asker, path: str) -> list[bool]:
        """Whether each query reads contacts."""
        await ask(world, asker, path)  # a connection learns types by queries of its own, once
        await asyncio.sleep(0)
        asked.clear()
        with world.store.db.query_logger(lambda record: asked.append(record.query)):  # type: ignore[attr-defined]
            await ask(world, asker, path)
            await asyncio.sleep(0)  # the last one is told of then
        return ["registry.contact c" in each for each in asked if each.lstrip().startswith("SELECT")]

    assert await queries_of(ANYBODY, "/entity/9990") == [False]
    assert await queries_of(ANYBODY, path) == await queries_of(ANYBODY, GONE) == [False]
    assert await queries_of(POLICE, path) == await queries_of(POLICE, GONE) == [False]
    assert await queries_of(OWN, "/entity/9990") == [False]
    assert await queries_of(OWN, path) == [True]
    assert await queries_of(OTHER, path) == await queries_of(OTHER, GONE) == [True, False]
    await show(world, ALL)
    assert await queries_of(ANYBODY, "/entity/9990") == [False]
    assert await queries_of(ANYBODY, path) == [True]


async def test_a_registrar_is_found_by_a_handle_that_looks_like_a_contacts(world: World) -> None:
    await world.fetch("UPDATE registry.registrar SET handle = 'R1-NAMEHSE', iana_id = NULL WHERE handle = 'gamma'")
    for asker in (ANYBODY, OTHER, STAFF):
        assert (await ask(world, asker, "/entity/R1-NAMEHSE"))[1]["roles"] == ["registrar"]
    assert await lookup.contact(world.registry.context("whois"), "R1-NAMEHSE", STAFF) is None


@pytest.mark.slow
@pytest.mark.parametrize("asker", [OWN, ANYBODY], ids=lambda asker: asker.kind)
async def test_nothing_can_be_added_to_the_answer_nor_become_something_else(world: World, asker: Asker) -> None:
    await register_with_everything(world)
    await show(world, SOME)
    _, document = await ask(world, asker, f"/entity/{await roid_of(world)}")
    assert violations(document) == []
    for where, changed in changes(document):
        assert violations(changed), where
