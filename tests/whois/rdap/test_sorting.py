"""The order of what a search finds (RFC 8977, section 2.3): by what an answer tells, up and down, on every page."""

from typing import Any

import pytest

from registry.actions.domain_create import domain_create
from registry.model.change import NameServers
from registry.model.period import Period
from registry.requests.domain import DomainCreate
from tests.whois.rdap.test_searches import find, names
from tests.whois.village import add_host, register
from tests.world import World
from whois import search as searched

OLDEST_FIRST = ["exams.example", "exam3.example", "exam1.example", "exam4.example", "exam2.example"]
SEARCHES = ["name=exam*.example", "nsLdhName=ns1.abo*", "nsIp=8.8.8.8"]


async def stage(world: World) -> None:
    """Names registered neither in the order of the alphabet nor, as far as the last goes, in that of their numbers."""
    await register(world, "above.example")
    await add_host(world, "ns1.above.example", "8.8.8.8", above="above.example")
    served = NameServers(("ns1.above.example",))
    for name in OLDEST_FIRST:
        world.clock.advance(days=1)
        await domain_create(world.as_("alpha"), DomainCreate(name, Period(1), served))
    await world.fetch(
        """UPDATE registry.domain
              SET created_at = (SELECT created_at FROM registry.domain WHERE name = 'exams.example') - interval '1 day'
            WHERE name = 'exam2.example'"""
    )


AS_STORED = ["exam2.example", *OLDEST_FIRST[:4]]


async def pages(world: World, path: str, query: str) -> list[Any]:
    """The documents of a search, each found by the link of the one before."""
    found: list[Any] = []
    following: str | None = query
    while following:
        status, document = await find(world, path, following)
        assert status == 200, document
        found.append(document)
        links = document.get("paging_metadata", {}).get("links")
        following = links[0]["href"].partition("?")[2] if links else None
    return found


@pytest.mark.feature("REG-03")
@pytest.mark.parametrize("search", SEARCHES)
async def test_domains_are_sorted_by_when_they_were_registered(world: World, search: str) -> None:
    await stage(world)
    for sort in ("registrationDate", "registrationDate:a", "registrationDate%3Aa"):
        assert await names(world, "/domains", f"{search}&sort={sort}") == AS_STORED
    assert await names(world, "/domains", f"{search}&sort=registrationDate:d") == AS_STORED[::-1]
    _, document = await find(world, "/domains", f"{search}&sort=registrationDate")
    told = [
        next(event["eventDate"] for event in each["events"] if event["eventAction"] == "registration")
        for each in document["domainSearchResults"]
    ]
    assert told == sorted(told), "what is told is in that order"


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("direction", [":a", ":d"])
async def test_pages_go_on_in_their_order_whatever_is_of_one_instant(
    world: World, monkeypatch: pytest.MonkeyPatch, search: str, direction: str
) -> None:
    await stage(world)
    await world.fetch(
        "UPDATE registry.domain SET created_at = now() WHERE name LIKE 'exam%' AND name <> 'exam4.example'"
    )
    query = f"{search}&sort=registrationDate{direction}"
    whole = await names(world, "/domains", query)
    monkeypatch.setattr(searched, "MOST", 2)
    told = await pages(world, "/domains", f"{query}&count=true&fieldSet=brief")
    assert [each["ldhName"] for page in told for each in page["domainSearchResults"]] == whole and len(whole) == 5
    for number, page in enumerate(told, 1):
        assert page["paging_metadata"]["totalCount"] == 5 and page["paging_metadata"]["pageNumber"] == number
        assert page["sorting_metadata"]["currentSort"] == f"registrationDate{direction}"
        assert page["subsetting_metadata"]["currentFieldSet"] == "brief"


async def test_a_page_goes_on_although_the_name_before_it_is_gone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("exam2.example", "exam1.example", "exam3.example"):
        world.clock.advance(days=1)
        await register(world, name)
    monkeypatch.setattr(searched, "MOST", 1)
    _, first = await find(world, "/domains", "name=exam*&sort=registrationDate")
    await world.fetch("UPDATE registry.domain SET name = 'gone.example' WHERE name = 'exam2.example'")
    _, second = await find(world, "/domains", first["paging_metadata"]["links"][0]["href"].partition("?")[2])
    assert [each["ldhName"] for each in second["domainSearchResults"]] == ["exam1.example"]


async def entities(world: World) -> None:
    for handle, name, iana_id, days in (
        ("alpha", "beta", None, 3),
        ("beta", "Éclair", 10000, 1),
        ("gamma", "Zebra", 9992, 2),
        ("delta", "Zebra", 9993, 2),
    ):
        await world.fetch(
            """UPDATE registry.registrar
                  SET name = $2, iana_id = $3, created_at = now() + $4 * interval '1 day'
                WHERE handle = $1""",
            *(handle, name, iana_id, days),
        )


@pytest.mark.parametrize(
    ("sort", "handles"),
    [
        ("fn", ["9992", "9993", "alpha", "10000"]),
        ("fn:d", ["10000", "alpha", "9993", "9992"]),
        ("handle", ["10000", "9992", "9993", "alpha"]),
        ("handle:d", ["alpha", "9993", "9992", "10000"]),
        ("registrationDate", ["10000", "9992", "9993", "alpha"]),
        ("registrationDate:d", ["alpha", "9993", "9992", "10000"]),
    ],
)
async def test_entities_are_sorted_by_what_is_told_of_them_letter_for_letter(
    world: World, monkeypatch: pytest.MonkeyPatch, sort: str, handles: list[str]
) -> None:
    await entities(world)
    await world.fetch("UPDATE registry.registrar SET name = 'same' || name")
    assert await names(world, "/entities", f"fn=same*&sort={sort}") == handles
    monkeypatch.setattr(searched, "MOST", 1)
    told = await pages(world, "/entities", f"fn=same*&sort={sort}&count=1")
    assert [each["handle"] for page in told for each in page["entitySearchResults"]] == handles


async def test_an_answer_tells_its_order_and_leads_to_the_others(world: World) -> None:
    await stage(world)
    _, plain = await find(world, "/domains", "name=exam*&count=true&fieldSet=brief")
    assert "sorting" in plain["rdapConformance"] and "currentSort" not in plain["sorting_metadata"]
    (available,) = plain["sorting_metadata"]["availableSorts"]
    assert (available["property"], available["default"]) == ("registrationDate", False)
    assert available["jsonPath"] == "$.domainSearchResults[*].events[?(@.eventAction=='registration')].eventDate"
    up, down = available["links"]
    assert up["rel"] == down["rel"] == "alternate" and up["value"].endswith("?name=exam*&count=true&fieldSet=brief")
    for link, order in ((up, AS_STORED), (down, AS_STORED[::-1])):
        _, document = await find(world, "/domains", link["href"].partition("?")[2])
        assert [each["ldhName"] for each in document["domainSearchResults"]] == order
        assert document["paging_metadata"] == {"totalCount": 5}
        assert document["subsetting_metadata"]["currentFieldSet"] == "brief"
        (other,) = document["sorting_metadata"]["availableSorts"][0]["links"]
        assert other["href"] == (down if link is up else up)["href"], "the order that is shown leads nowhere"
    assert document["sorting_metadata"]["currentSort"] == "registrationDate:d"


async def test_only_what_a_field_set_tells_sorts_in_it(world: World) -> None:
    await stage(world)
    _, brief = await find(world, "/domains", "name=exam*&sort=registrationDate:d&fieldSet=brief")
    bare, _, full = brief["subsetting_metadata"]["availableFieldSets"]
    _, same = await find(world, "/domains", full["links"][0]["href"].partition("?")[2])
    assert [each["ldhName"] for each in same["domainSearchResults"]] == AS_STORED[::-1]
    status, other = await find(world, "/domains", bare["links"][0]["href"].partition("?")[2])
    assert status == 200 and "sorting" not in other["rdapConformance"] and "sorting_metadata" not in other
    _, entities = await find(world, "/entities", "handle=999*&fieldSet=brief")
    assert [each["property"] for each in entities["sorting_metadata"]["availableSorts"]] == ["fn", "handle"]
    for path, query in (
        ("/domains", "name=exam*&sort=registrationDate&fieldSet=id"),
        ("/entities", "fn=alpha*&sort=registrationDate&fieldSet=brief"),
        ("/entities", "fn=alpha*&sort=fn&fieldSet=id"),
    ):
        assert (await find(world, path, query))[0] == 400


async def test_a_cursor_is_of_its_order_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await stage(world)
    monkeypatch.setattr(searched, "MOST", 2)
    cursors = {}
    for sort in ("", "&sort=registrationDate", "&sort=registrationDate:d"):
        _, document = await find(world, "/domains", f"name=exam*{sort}")
        cursors[sort] = document["paging_metadata"]["links"][0]["href"].rpartition("cursor=")[2]
    for sort in cursors:
        for other, cursor in cursors.items():
            status, _ = await find(world, "/domains", f"name=exam*{sort}&cursor={cursor}")
            assert status == (200 if sort == other else 400)
    same = f"name=exam*&sort=registrationDate:a&cursor={cursors['&sort=registrationDate']}"
    assert await names(world, "/domains", same) == AS_STORED[2:4]
    _, first = await find(world, "/entities", "handle=999*&sort=fn")
    cursor = first["paging_metadata"]["links"][0]["href"].rpartition("cursor=")[2]
    for sort, status in (("fn", 200), ("fn:d", 400), ("handle", 400)):
        assert (await find(world, "/entities", f"handle=999*&sort={sort}&cursor={cursor}"))[0] == status


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/domains", "name=exam*&sort="),
        ("/domains", "name=exam*&sort=name"),
        ("/domains", "name=exam*&sort=registrationdate"),
        ("/domains", "name=exam*&sort=registrationDate:"),
        ("/domains", "name=exam*&sort=registrationDate:D"),
        ("/domains", "name=exam*&sort=registrationDate:d:d"),
        ("/domains", "name=exam*&sort=registrationDate,registrationDate"),
        ("/domains", "name=exam*&sort=registrationDate&sort=registrationDate"),
        ("/domains", "name=exam*&sort=fn"),
        ("/domains", "name=exam*&sort=%22%3E%3Cscript%3E"),
        ("/entities", "fn=alpha*&sort=fn,handle"),
        ("/entities", "fn=alpha*&sort=email"),
        ("/nameservers", "name=ns1*&sort=name"),
        ("/nameservers", "name=ns1*&sort=registrationDate"),
    ],
)
async def test_what_sorts_nothing_is_refused_with_a_word_of_what_does(world: World, path: str, query: str) -> None:
    status, document = await find(world, path, query)
    assert status == document["errorCode"] == 400 and "script" not in "".join(document["description"])
    assert "sorting" not in document["rdapConformance"]


async def test_the_word_names_what_sorts(world: World) -> None:
    _, document = await find(world, "/entities", "fn=alpha*&sort=email")
    assert document["description"] == [
        "With the field set full, entities are sorted by one of fn, handle, registrationDate, with :a or :d behind it."
    ]


async def test_what_can_be_sorted_by_nothing_says_nothing_of_it(world: World) -> None:
    await add_host(world, "ns1.elsewhere.net")
    _, document = await find(world, "/nameservers", "name=ns1*")
    assert "sorting_metadata" not in document and "sorting" not in document["rdapConformance"]
