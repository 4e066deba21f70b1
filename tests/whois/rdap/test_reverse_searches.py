"""Reverse searches (RFC 9536): who may finds what is somebody's, by what he is shown of that person, and by nothing else."""

import json
import logging
from typing import Any
from urllib.parse import urlencode

import jsonpath
import pytest

from registry.actions.domain_create import domain_create
from registry.context import Context
from registry.model.change import NameServers
from registry.model.disclosure import Asker
from registry.model.domain import ContactLink
from registry.model.period import Period
from registry.requests.domain import DomainCreate
from registry.settings import Whois
from registry.store.sql import DECLARED
from tests.whois.rdap.test_profile import request
from tests.whois.village import SECRET, add_host, register
from tests.world import World
from whois import reverse
from whois.limits import RateLimit
from whois.rdap.askers import Way
from whois.rdap.door import Rdap
from whois.rdap.searches import REVERSE
from wire.web import HttpRequest, HttpResponse

pytestmark = pytest.mark.slow  # short each, and many

STAFF = Asker("operator", "staff")
ALPHA = Asker("registrar", "alpha")
POLICE = Asker("requester", "police", purposes=frozenset({"crime"}))


def door(world: World, asker: Asker | None, **settings: Any) -> Rdap:
    async def known(cx: Context, asked: HttpRequest) -> Asker:
        assert asker
        return asker

    ways = () if asker is None else (Way(lambda asked: True, known),)
    return Rdap(world.registry, Whois(searches_per_minute=0, cursor_key="of the test", **settings), RateLimit(0), ways)


async def find(
    world: World, path: str, query: str, asker: Asker | None = STAFF, **settings: Any
) -> tuple[HttpResponse, Any]:
    settings = {"reverse_searches_per_minute": 0, **settings}
    response = await door(world, asker, **settings).answer(request(path, query=query))
    return response, json.loads(response.body)


async def names(world: World, query: str, asker: Asker | None = STAFF, kind: str = "domains") -> list[str]:
    response, document = await find(world, f"/{kind}/reverse_search/entity", query, asker)
    results = [each for key, found in document.items() if key.endswith("SearchResults") for each in found]
    assert response.status == (200 if results else 404), document
    return [each.get("ldhName") or each["handle"] for each in results]


async def add_contact(world: World, handle: str, name: str, email: str, registrar: str = "alpha") -> None:
    postal = {"type": "loc", "name": name, "street": ["1 Street"], "city": "Town", "country": "GB"}
    await world.fetch(
        """INSERT INTO registry.contact (id, roid, handle, registrar_id, postal, email, created_by, created_at)
           VALUES (nextval('registry.object_number'), $1, $2, $3, $4, $5, $3, $6)""",
        f"C{handle}-NAMEHSE",
        handle,
        world.numbers[registrar],
        [postal],
        email,
        world.clock.now(),
    )


async def give(world: World, name: str, registrant: str, tech: str, by: str = "alpha") -> None:
    links = (ContactLink("admin", registrant), ContactLink("tech", tech))
    await domain_create(world.as_(by), DomainCreate(name, Period(1), NameServers(()), registrant, links, SECRET))


async def stage(world: World) -> None:
    await add_contact(world, "BOB", "Bob Müller", "bob@home.example")
    await add_contact(world, "BOBBY", "Bobby 100% *Tables", "Bobby@Home.Example")
    await add_contact(world, "EVE", "Eve", "eve@evil.example", "beta")
    await give(world, "bobs.test", "BOB", "BOBBY")
    await give(world, "tables.test", "BOBBY", "BOBBY")
    await give(world, "eves.test", "EVE", "EVE", by="beta")
    await register(world, "plain.example")
    await add_host(world, "ns1.bobs.test", "8.8.8.8", above="bobs.test")
    await add_host(world, "ns1.eves.test", "8.8.4.4", above="eves.test", by="beta")


@pytest.mark.feature("REG-03")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("email=bob@home.example", ["bobs.test"]),
        ("email=BOB*", ["bobs.test", "tables.test"]),
        ("email=bob*&role=registrant", ["bobs.test", "tables.test"]),
        ("email=bobby*&role=registrant", ["tables.test"]),
        ("email=bob@home.example&role=technical", []),
        ("email=bobby@home.example&role=technical", ["bobs.test", "tables.test"]),
        ("email=bob@home.example&role=administrative", ["bobs.test"]),
        ("email=bob@home.example&role=registrar", []),
        ("fn=bob%20m%C3%BCller", ["bobs.test"]),
        ("fn=BOB%20M%C3%9C*", ["bobs.test"]),
        ("fn=Bobby 100%25 *".replace(" ", "%20"), ["bobs.test", "tables.test"]),
        ("fn=Bob*&email=eve*", []),  # of one person
        ("handle=CBOB-NAMEHSE", ["bobs.test"]),
        ("handle=CBOB*", ["bobs.test", "tables.test"]),
        ("handle=9991", ["eves.test"]),
        ("handle=9990&role=registrar", ["bobs.test", "plain.example", "tables.test"]),
        ("handle=9990&role=registrant", []),
        ("fn=Beta%20Registrar", ["eves.test"]),
        ("fn=alpha*&role=registrar&unknown=1", ["bobs.test", "plain.example", "tables.test"]),
        ("email=b%25b*", []),
        ("email=bo_@*", []),
    ],
)
async def test_domains_are_found_by_one_person_of_theirs(world: World, query: str, found: list[str]) -> None:
    await stage(world)
    assert await names(world, query) == found


async def test_name_servers_are_found_by_their_registrar_and_registrars_by_whom_they_have_for_abuse(
    world: World,
) -> None:
    await stage(world)
    assert await names(world, "handle=9991", kind="nameservers") == ["ns1.eves.test"]
    assert await names(world, "fn=alpha*&role=registrar", kind="nameservers") == ["ns1.bobs.test"]
    assert await names(world, "fn=alpha*&role=technical", kind="nameservers") == []
    assert await names(world, "email=abuse@beta.example", kind="entities") == ["9991"]
    assert await names(world, "email=abuse@*&role=abuse", kind="entities") == ["9990", "9991", "9992", "9993"]
    assert await names(world, "email=abuse@*&role=technical", kind="entities") == []


async def test_nobody_finds_by_what_he_is_not_shown(world: World) -> None:
    """A registrar searches among its own; a requester by what a grant lets him see, which here is nothing of a person."""
    await stage(world)
    assert await names(world, "email=bob*", ALPHA) == ["bobs.test", "tables.test"]
    for query in ("email=eve*", "fn=Eve", "handle=CEVE-NAMEHSE", "handle=9991"):
        assert await names(world, query, ALPHA) == []
    assert await names(world, "handle=9990", ALPHA) == ["bobs.test", "plain.example", "tables.test"]
    for query in ("email=bob*", "fn=Bob*", "handle=CBOB*"):
        assert await names(world, query, POLICE) == []
    assert await names(world, "handle=9991", POLICE) == ["eves.test"]


@pytest.mark.parametrize(
    ("asker", "secure", "status"),
    [
        (None, True, 401),
        (Asker(name="somebody"), True, 403),
        (STAFF, False, 403),
        (STAFF, True, 200),
        (ALPHA, True, 200),
    ],
)
async def test_it_is_for_those_who_may_and_over_https_alone(
    world: World, asker: Asker | None, secure: bool, status: int
) -> None:
    await stage(world)
    asked = request("/domains/reverse_search/entity", query="email=bob*", secure=secure)
    response = await door(world, asker, reverse_searches_per_minute=0).answer(asked)
    document = json.loads(response.body)
    assert (response.status, document.get("errorCode", 200)) == (status, status)
    assert ("WWW-Authenticate" in dict(response.headers)) == (status == 401)
    assert "home.example" not in response.body.decode() or status == 200
    assert dict(response.headers)["Cache-Control"] == "private, no-store"


async def test_help_says_what_can_be_searched_and_an_answer_where_it_is(world: World) -> None:
    await stage(world)
    _, told = await find(world, "/help", "")
    listed = {(each["searchableResourceType"], each["property"]) for each in told["reverse_search_properties"]}
    assert listed == {(kind, name) for kind, known in REVERSE.items() for name in known}
    assert {each["relatedResourceType"] for each in told["reverse_search_properties"]} == {"entity"}
    _, document = await find(world, "/domains/reverse_search/entity", "email=bob@home.example&role=registrant&fn=bob*")
    assert "reverse_search" in told["rdapConformance"] and "reverse_search" in document["rdapConformance"]
    mapping = {each["property"]: each["propertyPath"] for each in document["reverse_search_properties_mapping"]}
    assert [*mapping] == ["fn", "email", "role"]
    (found,) = document["domainSearchResults"]
    assert "bob@home.example" in jsonpath.findall(mapping["email"], found)
    assert "Bob Müller" in jsonpath.findall(mapping["fn"], found)
    assert ["registrant"] in jsonpath.findall(mapping["role"], found)


async def test_pages_follow_each_other_and_tell_nothing_of_what_is_withheld(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reverse, "MOST", 1)
    monkeypatch.setattr("whois.search.MOST", 1)
    await stage(world)
    told: list[str] = []
    following: str | None = "email=bob*"
    while following:
        _, document = await find(world, "/domains/reverse_search/entity", following)
        told += [each["ldhName"] for each in document["domainSearchResults"]]
        links = document.get("paging_metadata", {}).get("links")
        following = links[0]["href"].partition("?")[2] if links else None
        assert not links or "/domains/reverse_search/entity?email=bob" in links[0]["href"]
    assert told == ["bobs.test", "tables.test"]
    response, document = await find(world, "/domains/reverse_search/entity", "email=bob*", POLICE)
    assert response.status == 404 and "paging_metadata" not in document
    _, first = await find(world, "/domains/reverse_search/entity", "email=bob*")
    cursor = first["paging_metadata"]["links"][0]["href"].rpartition("cursor=")[2]
    response, _ = await find(world, "/domains/reverse_search/entity", f"email=eve*&cursor={cursor}")
    assert response.status == 400


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/domains/reverse_search/entity", "", 400),
        ("/domains/reverse_search/entity", "role=registrant", 400),
        ("/domains/reverse_search/entity", "name=x", 400),
        ("/domains/reverse_search/entity", "email=", 400),
        ("/domains/reverse_search/entity", "email=bo*", 422),
        ("/domains/reverse_search/entity", "email=*@home.example", 422),
        ("/domains/reverse_search/entity", "email=bob*&email=bob*", 400),
        ("/domains/reverse_search/entity", "email=bob*&role=reg*", 422),
        ("/domains/reverse_search/entity", "email=bob*&count=true", 400),
        ("/domains/reverse_search/entity", "email=bob*&sort=name", 400),
        ("/domains/reverse_search/entity", "email=bob*&fieldSet=huge", 400),
        ("/domains/reverse_search/entity", "email=bob%00*", 400),
        ("/domains/reverse_search/entity", "email=%ff", 400),
        ("/domains/reverse_search/entity", "email=" + "b" * 1100, 414),
        ("/domains/reverse_search/entity", "email=bob*&cursor=x", 400),
        ("/domains/reverse_search/domain", "name=x", 501),
        ("/domains/reverse_search/ip", "ip=8.8.8.8", 501),
        ("/nameservers/reverse_search/entity", "email=bob*", 501),
        ("/entities/reverse_search/entity", "fn=bob*", 501),
        ("/domains/reverse_search", "email=bob*", 404),
        ("/domains/reverse_search/entity/x", "email=bob*", 404),
        ("/ips/reverse_search/entity", "email=bob*", 404),
    ],
)
async def test_what_makes_no_sense_is_told_so(world: World, path: str, query: str, status: int) -> None:
    response, document = await find(world, path, query)
    assert response.status == document["errorCode"] == status and document["description"]


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE registry.contact; --", "x' OR '1'='1", "(((a+)+)+)", "bob\\", "%", "___"]
)
async def test_patterns_are_texts_to_the_database(world: World, text: str) -> None:
    await stage(world)
    for name in ("email", "fn", "handle"):
        for star in ("", "*"):
            response, _ = await find(world, "/domains/reverse_search/entity", urlencode({name: text + star}))
            assert response.status == (422 if star and len(text) < 3 else 404)


async def test_there_are_fewer_of_these_in_a_minute_and_each_is_in_the_log_without_whom_it_was_for(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await stage(world)
    rdap = door(world, POLICE, reverse_searches_per_minute=1)
    asked = request("/domains/reverse_search/entity", query="email=bob*&role=registrant")
    with caplog.at_level(logging.INFO, "whois"):
        first, second = [await rdap.answer(asked) for _ in range(2)]
    assert (first.status, second.status) == (404, 429) and ("Retry-After", "60") in second.headers
    told = "reverse search by police (requester) for crime: domains/reverse_search/entity email role"
    assert caplog.messages.count(told) == 1 and "bob" not in caplog.text
    assert (await rdap.answer(request("/domains", query="name=bobs*"))).status == 200


@pytest.mark.parametrize("name", [each.where for each in DECLARED if ".reverse_search." in each.where])
async def test_no_reverse_search_reads_domains_or_contacts_from_end_to_end(world: World, name: str) -> None:
    """As the planner would run it for any values, among many names and people: `force_generic_plan`."""
    await world.fetch(
        """INSERT INTO registry.domain (id, roid, name, tld_id, registrar_id, created_by, created_at, expires_at, next_due)
           SELECT n, 'D' || n || '-NAMEHSE', 'many' || n || '.example', t.id, $1, $1, now(), now() + interval '1 year', now()
             FROM generate_series(10000000, 10005000) AS n, registry.tld t
            WHERE t.name = 'example'""",
        world.numbers["alpha"],
    )
    await world.fetch(
        """INSERT INTO registry.contact (id, roid, handle, registrar_id, postal, email, created_by, created_at)
           SELECT n, 'C' || n || '-NAMEHSE', 'c' || n, $1, $2, 'c' || n || '@example.com', $1, now()
             FROM generate_series(20000000, 20005000) AS n""",
        world.numbers["alpha"],
        [{"type": "int", "name": "Somebody", "street": [], "city": "Town", "country": "GB"}],
    )
    await world.fetch(
        """INSERT INTO registry.host (id, roid, name, registrar_id, created_by, created_at)
           SELECT n, 'H' || n || '-NAMEHSE', 'ns' || n || '.else.net', $1, $1, now()
             FROM generate_series(30000000, 30005000) AS n""",
        world.numbers["alpha"],
    )
    for table in ("domain", "contact", "host"):
        await world.fetch(f"ANALYZE registry.{table}")
    (declared,) = (each for each in DECLARED if each.where == name)
    await world.fetch("SET LOCAL plan_cache_mode = force_generic_plan")
    await world.fetch(f"PREPARE search AS {declared.text}")
    values = ", ".join(["NULL"] * len(declared.parameters))
    plan = "\n".join(row[0] for row in await world.fetch(f"EXPLAIN EXECUTE search({values})"))
    await world.fetch("DEALLOCATE search")
    for table in ("domain", "contact", "host"):
        assert f"Seq Scan on {table} " not in plan, plan
    if "registry.contact c" in declared.text:
        assert any(
            f"using {index}" in plan for index in ("contact_by_name", "contact_by_email", "contact_roid_is_unique")
        ), plan
        assert "using domain_by_registrant" in plan and "using domain_contact_by_contact" in plan, plan
