"""Searches of RDAP (RFC 9082, sections 3.2 and 4.1; RFC 8977): what fits, in pages, by an index, and nothing for the curious."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.model.change import NameServers
from registry.model.host import NameServer, parsed
from registry.model.period import Period
from registry.requests.domain import DomainCreate, DomainDelete
from registry.settings import Whois
from registry.store.sql import DECLARED
from tests.whois.rdap.test_profile import get, notice, request
from tests.whois.village import add_host, register, register_with_everything
from tests.world import World
from whois import search as searched
from whois.limits import RateLimit
from whois.queries import Pattern, SearchQuery
from whois.rdap.cursors import Cursors
from whois.rdap.door import Rdap
from whois.rdap.searches import NotSearched, search_question

OPEN = Whois(searches_per_minute=0, cursor_key="of the test")


async def find(world: World, path: str, query: str) -> tuple[int, Any]:
    door = Rdap(world.registry, OPEN, RateLimit(0))
    response = await door.answer(request(path, query=query))
    return response.status, json.loads(response.body)


async def names(world: World, path: str, query: str) -> list[str]:
    status, document = await find(world, path, query)
    results = [each for key, found in document.items() if key.endswith("SearchResults") for each in found]
    assert status == (200 if results else 404), document
    return [each.get("ldhName") or each["handle"] for each in results]


async def stage(world: World) -> None:
    for name in ("exam.example", "example.example", "example2.example", "exotic.example"):
        await register(world, name)
    await add_host(world, "ns1.exam.example", "8.8.8.8", above="exam.example")
    await add_host(world, "ns2.exam.example", "8.8.4.4", above="exam.example")
    await domain_create(
        world.as_("beta"), DomainCreate("served.example", Period(1), NameServers(("ns1.exam.example",)))
    )
    address = parsed("8.8.8.8")
    assert address
    servers = NameServers(attributes=(NameServer("ns1.exams.invalid", (address,)), NameServer("ns2.exam.example")))
    await domain_create(world.as_("beta"), DomainCreate("exams.invalid", Period(1), servers))


@pytest.mark.feature("REG-03")
@pytest.mark.parametrize(
    ("path", "query", "found"),
    [
        ("/domains", "name=exam*", ["exam.example", "example.example", "example2.example", "exams.invalid"]),
        ("/domains", "name=EXAM*.example", ["exam.example", "example.example", "example2.example"]),
        ("/domains", "name=exam*.example.", ["exam.example", "example.example", "example2.example"]),
        ("/domains", "name=exam.*", ["exam.example"]),
        ("/domains", "name=exam.example", ["exam.example"]),
        ("/domains", "name=m%C3%BCller.example", []),
        ("/domains", "name=exa%2A.invalid&unknown=1", ["exams.invalid"]),
        ("/domains", "nsLdhName=ns1.exam.example", ["served.example"]),
        ("/domains", "nsLdhName=ns1*", ["served.example", "exams.invalid"]),
        ("/domains", "nsLdhName=ns2.exam*", ["exams.invalid"]),
        ("/domains", "nsIp=8.8.8.8", ["served.example", "exams.invalid"]),
        ("/domains", "nsIp=2001:db8::1", []),
        ("/nameservers", "name=ns1*", ["ns1.exam.example"]),
        ("/nameservers", "name=ns*.exam.example", None),
        ("/nameservers", "name=ns2.exam.example", ["ns2.exam.example"]),
        ("/nameservers", "ip=8.8.4.4", ["ns2.exam.example"]),
        ("/entities", "fn=alpha+*", ["9990"]),
        ("/entities", "fn=Beta%20Registrar", ["9991"]),
        ("/entities", "handle=999*", ["9990", "9991", "9992", "9993"]),
        ("/entities", "handle=9992", ["9992"]),
        ("/entities", "handle=alpha", []),
    ],
)
async def test_what_fits_the_pattern_is_found(world: World, path: str, query: str, found: list[str] | None) -> None:
    await stage(world)
    if found is None:
        assert (await find(world, path, query))[0] == 422
    else:
        assert await names(world, path, query) == found


async def test_results_are_what_a_lookup_tells_and_what_is_withheld_is_told_where_it_is(world: World) -> None:
    await register_with_everything(world)
    _, document = await find(world, "/domains", "name=every*")
    (found,) = document["domainSearchResults"]
    _, alone = await get(world, "/domain/everything.test")
    for key in ("handle", "ldhName", "status", "events", "nameservers", "secureDNS"):
        assert found[key] == alone[key]
    assert document["rdapConformance"] == [*alone["rdapConformance"], "sorting", "subsetting"]
    paths = [each.get("prePath") or each["postPath"] for each in found["redacted"]]
    assert paths and all(path.startswith("$.domainSearchResults[0].entities[") for path in paths)
    assert "Ada" not in json.dumps(document) and "paging_metadata" not in document


async def test_pages_follow_each_other_and_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searched, "MOST", 2)
    await stage(world)
    _, first = await find(world, "/domains", "name=exam*&count=true")
    paging = first["paging_metadata"]
    assert (paging["totalCount"], paging["pageNumber"]) == (4, 1) and "paging" in first["rdapConformance"]
    assert notice(first, "Search Policy")["type"] == "result set truncated due to unexplainable reasons"
    (link,) = paging["links"]
    assert (link["rel"], link["type"]) == ("next", "application/rdap+json")
    _, second = await find(world, "/domains", link["href"].partition("?")[2])
    told = [each["ldhName"] for document in (first, second) for each in document["domainSearchResults"]]
    assert told == ["exam.example", "example.example", "example2.example", "exams.invalid"]
    assert (second["paging_metadata"]["pageNumber"], "links" in second["paging_metadata"]) == (2, False)
    assert {each["title"] for each in second["notices"]} == {"Terms of Service"}


@pytest.mark.parametrize(
    ("path", "query", "all_of_them"),
    [("/domains", "nsLdhName=ns1*", 2), ("/nameservers", "name=ns1*", 1), ("/entities", "handle=999*", 4)],
)
async def test_every_search_has_pages(
    world: World, monkeypatch: pytest.MonkeyPatch, path: str, query: str, all_of_them: int
) -> None:
    monkeypatch.setattr(searched, "MOST", 1)
    await stage(world)
    found: list[Any] = []
    following: str | None = query + "&count=1"
    while following:
        _, document = await find(world, path, following)
        found += next(each for key, each in document.items() if key.endswith("SearchResults"))
        paging = document["paging_metadata"]
        assert paging["totalCount"] == all_of_them
        following = paging["links"][0]["href"].partition("?")[2] if "links" in paging else None
    assert len({each["objectClassName"] + each.get("handle", "") for each in found}) == len(found) == all_of_them


EVERY_OBJECT = {"objectClassName", "links"}


@pytest.mark.parametrize(
    ("path", "query", "field_set", "members"),
    [
        ("/domains", "name=b%C3%BCcher.example", "id", {"ldhName", "unicodeName"}),
        ("/domains", "name=every*", "id", {"ldhName"}),
        ("/domains", "name=every*", "brief", {"ldhName", "handle", "status", "events"}),
        ("/nameservers", "ip=198.51.100.7", "id", {"ldhName"}),
        ("/nameservers", "ip=198.51.100.7", "brief", {"ldhName", "handle", "ipAddresses", "status"}),
        ("/entities", "handle=9990", "id", {"handle"}),
        ("/entities", "handle=9990", "brief", {"handle", "roles", "vcardArray", "publicIds", "status"}),
    ],
)
async def test_a_field_set_is_a_part_of_what_is_told_of_each(
    world: World, path: str, query: str, field_set: str, members: set[str]
) -> None:
    await register_with_everything(world)
    await register(world, "xn--bcher-kva.example")
    _, part = await find(world, path, f"{query}&fieldSet={field_set}")
    _, whole = await find(world, path, query)
    (key,) = (each for each in whole if each.endswith("SearchResults"))
    ((told,), (all_of_it,)) = part[key], whole[key]
    assert told.keys() == members | EVERY_OBJECT < all_of_it.keys()
    assert {name: told[name] for name in members} == {name: all_of_it[name] for name in members}
    assert told["links"][0]["rel"] == "self" and "redacted" not in part["rdapConformance"]


async def test_the_field_sets_are_told_and_each_leads_to_the_others(world: World) -> None:
    await register(world, "exam.example")
    _, first = await find(world, "/domains", "name=exam*&count=true")
    assert first["subsetting_metadata"]["currentFieldSet"] == "full" and "subsetting" in first["rdapConformance"]
    told = first["subsetting_metadata"]["availableFieldSets"]
    assert [(each["name"], each["default"], bool(each["description"])) for each in told] == [
        ("id", False, True),
        ("brief", False, True),
        ("full", True, True),
    ]
    assert "links" not in told[2], "the set that is shown leads nowhere"
    (link,) = told[0]["links"]
    assert (link["rel"], link["value"]) == ("alternate", "https://rdap.example:8443/domains?name=exam*&count=true")
    _, other = await find(world, "/domains", link["href"].partition("?")[2])
    assert other["subsetting_metadata"]["currentFieldSet"] == "id" and other["paging_metadata"] == {"totalCount": 1}
    (back,) = other["subsetting_metadata"]["availableFieldSets"][2]["links"]
    again = await find(world, "/domains", back["href"].partition("?")[2])
    assert again[1]["domainSearchResults"][0].keys() == first["domainSearchResults"][0].keys()
    _, whole = await find(world, "/domains", "name=exam*&fieldSet=full")
    assert whole["domainSearchResults"][0].keys() == first["domainSearchResults"][0].keys()


async def test_pages_follow_each_other_in_their_field_set_and_lead_to_the_same_page_in_another(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searched, "MOST", 2)
    await stage(world)
    _, first = await find(world, "/domains", "name=exam*&fieldSet=id")
    _, second = await find(world, "/domains", first["paging_metadata"]["links"][0]["href"].partition("?")[2])
    assert second["subsetting_metadata"]["currentFieldSet"] == "id"
    assert [each["ldhName"] for each in second["domainSearchResults"]] == ["example2.example", "exams.invalid"]
    (brief,) = second["subsetting_metadata"]["availableFieldSets"][1]["links"]
    _, same = await find(world, "/domains", brief["href"].partition("?")[2])
    assert [each["ldhName"] for each in same["domainSearchResults"]] == ["example2.example", "exams.invalid"]
    assert "events" in same["domainSearchResults"][0]


async def test_a_field_set_that_is_none_is_refused_and_a_lookup_knows_none(world: World) -> None:
    await register(world, "exam.example")
    for wrong in ("", "ID", "unknown", "%22%3E%3Cscript%3E", "id&fieldSet=full"):
        status, document = await find(world, "/domains", f"name=exam*&fieldSet={wrong}")
        assert status == document["errorCode"] == 400 and "script" not in "".join(document["description"])
    assert document["rdapConformance"][0] == "rdap_level_0" and "subsetting" not in document["rdapConformance"]
    assert (await find(world, "/domains", "name=exam*&fieldSet="))[1]["description"] == [
        "The field sets of this server are id, brief, full."
    ]
    plain = (await get(world, "/domain/exam.example"))[1]
    for ignored in ("id", "unknown"):
        document = (await get(world, "/domain/exam.example", query=f"fieldSet={ignored}"))[1]
        assert document.keys() == plain.keys() and "subsetting_metadata" not in document


async def test_a_cursor_is_of_its_search_alone_and_nobody_makes_one_up(world: World) -> None:
    await stage(world)
    cursors = Cursors(OPEN.cursor_key)
    query = SearchQuery("domains name", "exam*", Pattern("exam", True))
    good = cursors.sealed(query, "example.example", 2)
    assert await names(world, "/domains", f"name=exam*&cursor={good}") == ["example2.example", "exams.invalid"]
    beyond = cursors.sealed(query, "exams.invalid", 3)
    assert (await find(world, "/domains", f"name=exam*&cursor={beyond}"))[1]["domainSearchResults"] == []
    changed = good[:30] + ("A" if good[30] != "A" else "B") + good[31:]
    for cursor in (changed, good[:-4], "A" * 40, "", "%00", Cursors("another").sealed(query, "example.example", 2)):
        assert (await find(world, "/domains", f"name=exam*&cursor={cursor}"))[0] == 400
    assert (await find(world, "/domains", f"name=exo*&cursor={good}"))[0] == 400
    assert (await find(world, "/nameservers", f"name=exam*&cursor={good}"))[0] == 400


async def test_a_name_that_time_has_purged_is_in_no_page(world: World) -> None:
    await register(world, "exam.example")
    world.clock.advance(days=30)
    await domain_delete(world.as_("alpha"), DomainDelete("exam.example"))
    assert await names(world, "/domains", "name=exam*") == ["exam.example"]
    world.clock.advance(days=35)
    assert (await find(world, "/domains", "name=exam*"))[0] == 404


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/domains", "", 400),
        ("/domains", "name=", 400),
        ("/domains", "name=*", 422),
        ("/domains", "name=ab*", 422),
        ("/domains", "name=***", 400),
        ("/domains", "name=exa*m*", 400),
        ("/domains", "name=exa*ple", 422),
        ("/domains", "name=exa*.-bad", 400),
        ("/domains", "name=-exa*", 400),
        ("/domains", "name=exa..*", 400),
        ("/domains", "name=ex%25*", 400),
        ("/domains", "name=m%C3%BCl*", 422),
        ("/domains", "name=exam*&name=exotic*", 400),
        ("/domains", "name=exam*&nsIp=8.8.8.8", 400),
        ("/domains", "nsIp=8.8.8", 400),
        ("/domains", "nsIp=8.8.8.0/24", 400),
        ("/domains", "nsIp=fe80::1%25eth0", 400),
        ("/domains", "name=exam*&count=perhaps", 400),
        ("/domains", "name=exam*&sort=name", 400),
        ("/domains", "name=%ff%fe*", 400),
        ("/domains", "name=exam%00*", 400),
        ("/domains", "name=" + "a" * 1100, 414),
        ("/domains", "name=" + "a" * 300 + "*", 400),
        ("/domains", "&".join(f"x{number}=1" for number in range(40)), 400),
        ("/domains", "name=(((((((((a*)*)*)*", 400),
        ("/domains", "name=[[:alpha:]]*", 400),
        ("/domains", "name=exam'; DROP TABLE*", 400),
        ("/nameservers", "fn=alpha*", 400),
        ("/entities", "fn=al*", 422),
        ("/entities", "fn=alpha*x", 422),
        ("/domains/x", "name=exam*", 404),
    ],
)
async def test_a_pattern_that_makes_no_sense_is_told_so(world: World, path: str, query: str, status: int) -> None:
    found, document = await find(world, path, query)
    assert found == document["errorCode"] == status and document["description"]


@given(st.sampled_from(["domains", "nameservers", "entities"]), st.text(st.characters(max_codepoint=255), max_size=60))
def test_any_query_string_is_a_search_or_refused(kind: str, text: str) -> None:
    for query in (
        text,
        f"name={text}",
        f"fn={text}",
        f"nsIp={text}",
        f"fn=alpha&sort={text}",
        f"name=exam*&sort={text}",
    ):
        try:
            found = search_question(kind, query)
        except NotSearched as refused:
            assert refused.status in (400, 414, 422)
        else:
            assert found.query.kind == kind


async def test_who_searches_too_often_may_still_look_up(world: World) -> None:
    door = Rdap(world.registry, Whois(searches_per_minute=1), RateLimit(0))
    first, second = [await door.answer(request("/entities", query="handle=999*")) for _ in range(2)]
    assert (first.status, second.status) == (200, 429) and ("Retry-After", "60") in second.headers
    assert (await door.answer(request("/help"))).status == 200


async def test_a_search_that_lasts_too_long_is_given_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searched, "SECONDS", 0.0)
    assert (await find(world, "/entities", "handle=999*"))[0] == 422


async def test_no_search_reads_the_domains_from_end_to_end(world: World) -> None:
    """As the planner would run each for any values, among many names: `force_generic_plan`."""
    await world.fetch(
        """INSERT INTO registry.domain (id, roid, name, tld_id, registrar_id, created_by, created_at, expires_at, next_due)
           SELECT n, 'D' || n || '-NAMEHSE', 'many' || n || '.example', t.id, $1, $1, now(), now() + interval '1 year', now()
             FROM generate_series(10000000, 10005000) AS n, registry.tld t
            WHERE t.name = 'example'""",
        world.numbers["alpha"],
    )
    await world.fetch("ANALYZE registry.domain")
    await world.fetch("SET LOCAL plan_cache_mode = force_generic_plan")
    searches = [each for each in DECLARED if ".directory_search." in each.where]
    assert {"domains_named_newest_first", "registrars_ascending"} < {each.where.rpartition(".")[2] for each in searches}
    for declared in searches:
        await world.fetch(f"PREPARE search AS {declared.text}")
        values = ", ".join(["NULL"] * len(declared.parameters))
        plan = "\n".join(row[0] for row in await world.fetch(f"EXPLAIN EXECUTE search({values})"))
        await world.fetch("DEALLOCATE search")
        if "registry.domain d" in declared.text:
            by_index = "using domain_name_is_unique" in plan or "using domain_pkey" in plan
            assert by_index, f"{declared.where}\n{plan}"
        assert "Seq Scan on domain d" not in plan and "Seq Scan on domain " not in plan, f"{declared.where}\n{plan}"
