"""The schemas of RDAP's answers are schemas, and an answer that is wrong in any place is none of theirs."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.thorough import some
from tests.whois.rdap.schemas import FILES, violations
from tests.whois.rdap.test_profile import get
from tests.whois.village import register_with_everything
from tests.world import World

ANSWERS = (
    ("/domain/everything.test", ""),
    ("/nameserver/ns1.everything.test", ""),
    ("/entity/9990", ""),
    ("/help", ""),
    ("/domain/nobody.test", ""),
    ("/domains", "name=every*&count=true"),
    ("/domains", "name=every*&fieldSet=brief"),
    ("/domains", "name=every*&fieldSet=brief&sort=registrationDate:d"),
    ("/nameservers", "ip=198.51.100.7"),
    ("/entities", "fn=alpha*"),
    ("/entities", "fn=alpha*&fieldSet=id&sort=handle"),
)
# members without which an object is still one: what is not known is left out
OPTIONAL = {
    "type",
    "paging_metadata",
    "publicIds",
    "status",
    "handle",
    "nameservers",
    "ipAddresses",
    "v4",
    "v6",
    "events",
    "cc",
    "totalCount",
    "currentSort",
}


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_a_schema_and_says_what_of(name: str) -> None:
    Draft202012Validator.check_schema(FILES[name])
    assert FILES[name]["title"]


@pytest.mark.slow
@pytest.mark.parametrize(("path", "query"), ANSWERS, ids=lambda given: given or "plain")
async def test_nothing_can_be_added_anywhere_in_an_answer_nor_become_something_else(
    world: World, path: str, query: str
) -> None:
    await register_with_everything(world)
    _, document = await get(world, path, query=query)
    assert violations(document) == []
    for where, changed in some(list(changes(document)), 4, path):
        assert violations(changed), where


def changes(document: Any) -> Iterator[tuple[str, Any]]:
    """The document with one member more, one less, or one of another type, and where that is."""
    for place in places(document):
        here = at(document, place)
        if isinstance(here, dict):
            yield f"{place} has one more", altered(document, place, {**here, "more": 1})
        if place:
            yield f"{place} is null", altered(document, place, None)
        if place and isinstance(place[-1], str) and place[-1] not in OPTIONAL:
            yield f"{place} is not there", without(document, place)


def places(value: Any, here: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield here
    for key, each in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(each, (*here, key))


def at(document: Any, place: tuple[str | int, ...]) -> Any:
    for key in place:
        document = document[key]
    return document


def altered(document: Any, place: tuple[str | int, ...], value: Any) -> Any:
    if not place:
        return value
    changed = copy.deepcopy(document)
    at(changed, place[:-1])[place[-1]] = value
    return changed


def without(document: Any, place: tuple[str | int, ...]) -> Any:
    changed = copy.deepcopy(document)
    del at(changed, place[:-1])[place[-1]]
    return changed
