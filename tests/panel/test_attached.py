"""Whatever has something attached to it, by the same tests: every list of MODULES that says what its rows are."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from panel.kit.access import Viewer
from panel.kit.attached.deeds import finder, told
from panel.kit.attached.tags import MOST_TAGS, tags_in
from panel.kit.lists import ListPage
from panel.kit.situation import Situation
from tests.panel.house import House
from tests.panel.modules import MODULES

pytestmark = pytest.mark.slow

ALL = [
    (module, deeds.list)
    for module in MODULES
    for deeds in module.deeds
    if any(each.name == "set-note" and each.find for each in deeds.deeds)
]
TABLES = ("note", "tag", "attribute")


@dataclass
class Kind:
    """A list whose rows have things attached, with rows of alpha's and of somebody else's (None: there is no such thing)."""

    house: House
    prefix: str
    declared: ListPage

    def keys(self, role: str) -> list[str]:
        thing = self.declared.thing
        answer = self.house.signed_in(role).get(f"/api/v1/{self.declared.name}?per_page=500")
        return [str(row[thing.key]) for row in answer.json["data"]] if answer.status_code == 200 else []

    @property
    def own(self) -> str:
        return self.keys("registrar")[0] if self.keys("registrar") else self.keys("master")[0]

    @property
    def stranger(self) -> str | None:
        """A row that exists for the master and not for alpha's people."""
        return next(iter(sorted(set(self.keys("master")) - set(self.keys("registrar")))), None)

    def page(self, role: str, key: str):
        return self.house.signed_in(role).get(f"{self.prefix}/{key}")

    def do(self, role: str, key: str, deed: str, form: dict):
        answer = self.house.signed_in(role).post(f"{self.prefix}/{key}/{deed}", form)
        self.house.signed_in(role).get(
            "/account/"
        )  # where it is said that it was done; pages after it say what is true
        return answer

    def found(self, query: str, role: str = "master") -> list[str]:
        answer = self.house.signed_in(role).get(f"/api/v1/{self.declared.name}?{query}")
        return [str(row[self.declared.thing.key]) for row in answer.json["data"]]


@pytest.fixture(params=ALL, ids=lambda pair: pair[1].name)
def kind(house: House, request) -> Iterator[Kind]:
    module, declared = request.param
    yield Kind(house, module.blueprint.url_prefix, declared)
    clean(house)


@pytest.fixture
def domains(house: House) -> Iterator[Kind]:
    declared = next(declared for _, declared in ALL if declared.name == "domains")
    yield Kind(house, "/domains", declared)
    clean(house)


def clean(house: House) -> None:
    for table in TABLES:
        house.run(house.world.fetch(f"DELETE FROM panel.{table}"))


def test_what_is_attached_is_on_the_page_in_the_list_and_found_there(kind: Kind) -> None:
    key = kind.own
    for deed, form in (
        ("set-note", {"note": "Read this\nfirst"}),
        ("set-label", {"label": "Between us"}),
        ("add-tags", {"tags": "VIP late"}),
        ("set-attribute", {"name": "colour", "value": "red"}),
    ):
        assert kind.do("master", key, deed, form).status_code == 302, deed
    page = kind.page("master", key).text
    for words in ("Read this\nfirst", "Between us", ">vip</a>", ">late</a>", "<dt>colour</dt><dd>red</dd>"):
        assert words in re.sub(r">\s+|\s+<", lambda each: each[0].strip(), page), words
    answer = kind.house.signed_in("master").get(f"/api/v1/{kind.declared.name}?columns=notes&tags=late")
    (row,) = answer.json["data"]
    assert (row["tags"], row["label"], row["note"]) == (["late", "vip"], "Between us", "Read this\nfirst")
    everything = {*kind.found("per_page=500")}
    for query in ("tags=vip", "tags=late+vip", "attribute=colour", "attribute=colour%3Dred"):
        assert kind.found(query) == [key] and len(everything) > 0, query
    for query in ("tags=vip+early", "attribute=colour%3Dblue", "attribute=size"):
        assert kind.found(query) == [], query
    assert kind.do("master", key, "remove-tags", {"tags": "late"}).status_code == 302
    assert kind.do("master", key, "remove-attribute", {"name": "colour"}).status_code == 302
    assert kind.do("master", key, "set-note", {"note": " "}).status_code == 302
    assert kind.found("tags=late") == [] and kind.found("attribute=colour") == [] and kind.found("tags=vip") == [key]
    assert "Read this" not in kind.page("master", key).text
    sql = "SELECT count(*) FROM audit.activity WHERE object = $1 AND name = $2 AND result = 'done' AND actor = 'master'"
    kept = kind.house.run(kind.house.world.fetch(sql, kind.declared.thing.kind, key))[0][0]
    assert kept >= 7, "each was written down"


def test_the_owner_reads_the_note_and_nothing_that_is_for_staff_alone(kind: Kind) -> None:
    key = kind.own
    kind.do("master", key, "set-note", {"note": "For the owner"})
    kind.do("master", key, "set-label", {"label": "For staff"})
    kind.do("master", key, "add-tags", {"tags": "hidden-word"})
    kind.do("master", key, "set-attribute", {"name": "hidden-name", "value": "hidden-value"})
    if key not in kind.keys("registrar"):
        return  # it is nothing of a registrar's
    for path in (f"{kind.prefix}/{key}", f"{kind.prefix}/?columns=notes&per_page=500"):
        page = kind.house.signed_in("registrar").get(path).text
        assert "For the owner" in page
        assert not any(each in page for each in ("For staff", "hidden-word", "hidden-name", "hidden-value")), path
    for role in ("registrar", "client"):
        for query in ("tags=no-such-tag", "attribute=no-such-name"):
            answer = kind.house.signed_in(role).get(f"/api/v1/{kind.declared.name}?{query}&per_page=500")
            assert answer.status_code in (400, 403), "the filter told them something"
        for deed in ("set-note", "set-label", "add-tags", "remove-tags", "set-attribute", "remove-attribute", "files"):
            # clients attach files to what is theirs, and this is nobody's of them
            denied = 404 if (role, deed) == ("client", "files") else 403
            assert kind.do(role, key, deed, {}).status_code == denied


def test_what_does_not_exist_for_somebody_has_nothing_attached_for_them(kind: Kind) -> None:
    """Even for somebody who would hold the right to write on it."""
    world, numbers = kind.house.world, kind.house.world.numbers
    rights = frozenset({"note.update"})
    asker = Viewer(1, 1, "x", "", "", frozenset({"registrar"}), numbers["alpha"], "alpha", rights=rights)
    blind = replace(asker, rights=rights | {f"deny:{kind.declared.permission}"})
    keys = kind.keys("master")
    for viewer, expected in ((asker, kind.keys("registrar")), (blind, []), (replace(asker, roles=frozenset()), [])):
        now = Situation(world.registry, viewer, world.clock.now())
        assert list(kind.house.run(finder(kind.declared)(now, keys))) == expected
    assert kind.stranger or not kind.keys("registrar"), "everything is alpha's: this tried nothing"


def test_many_are_read_by_three_queries(kind: Kind) -> None:
    statements: list[str] = []

    class Counting:
        async def reading(self, work):
            statements.append("")
            return await kind.house.world.store.reading(work)

    registry = replace(kind.house.world.registry, store=Counting())
    now = Situation(registry, Viewer(1, 1, "x", "", "", frozenset({"master"})), kind.house.world.clock.now())
    keys = kind.keys("master")
    found = kind.house.run(finder(kind.declared)(now, [*keys, "no-such-thing", "\0"]))
    assert list(found) == keys and len(statements) == 3


def test_a_name_that_is_registered_anew_has_nothing_of_what_was_attached_to_the_one_before(domains: Kind) -> None:
    domains.do("master", "welcome.example", "set-label", {"label": "An old story"})
    sql = "UPDATE registry.domain SET roid = $1 WHERE name = 'welcome.example'"
    fetch, run = domains.house.world.fetch, domains.house.run
    ((roid,),) = run(fetch("SELECT roid FROM registry.domain WHERE name = 'welcome.example'"))
    run(fetch(sql, "D999999-NAMEHSE"))
    try:
        assert "An old story" not in domains.page("master", "welcome.example").text
    finally:
        run(fetch(sql, roid))
    assert "An old story" in domains.page("master", "welcome.example").text


def test_tags_are_offered_while_somebody_types_and_to_staff_alone(domains: Kind) -> None:
    domains.do("master", "welcome.example", "add-tags", {"tags": "vip, village, late"})
    offered = domains.house.signed_in("support").get("/tags/find?tags=late,+vi").text
    assert re.findall(r'value="([^"]+)"', offered) == ["late, village", "late, vip"]
    assert domains.house.signed_in("registrar").get("/tags/find?tags=vi").status_code == 403


def test_many_are_tagged_and_untagged_at_once_with_a_result_each(domains: Kind) -> None:
    keys = ["welcome.example", "welcome.test", "no-such.example"]
    visitor = domains.house.signed_in("support")
    token = visitor.token("/account/")
    body = {"keys": keys, "values": {"tags": ["Campaign"]}}
    done = visitor.ask("POST", "/api/v1/domains/-/add-tags", json=body, headers={"X-CSRFToken": token}).json
    assert (done["done"], done["refused"], done["results"]["no-such.example"]["outcome"]) == (2, 1, "missing")
    assert sorted(domains.found("tags=campaign")) == keys[:2]
    form = visitor.post("/domains/-/", {"deed": "remove-tags", "keys": "\n".join(keys[:2])}).text
    assert 'value="campaign"' in form
    body = {"keys": keys[:2], "values": {"tags": ["campaign"]}}
    visitor.ask("POST", "/api/v1/domains/-/remove-tags", json=body, headers={"X-CSRFToken": token})
    assert domains.found("tags=campaign") == []


def test_a_note_is_changed_where_it_is_shown_and_what_it_said_is_kept(domains: Kind) -> None:
    visitor, target = domains.house.signed_in("support"), {"HX-Request": "true", "HX-Target": "inline-set-note"}
    visitor.post("/domains/welcome.example/set-note", {"note": "First"}, headers=target)
    form = visitor.get("/domains/welcome.example/set-note", headers=target).text
    assert "<textarea" in form and ">First</textarea>" in form
    shown = visitor.post("/domains/welcome.example/set-note", {"note": "<b>Second</b>"}, headers=target).text
    assert "&lt;b&gt;Second" in shown and "<form" not in shown
    sql = "SELECT detail FROM audit.activity WHERE action = 'domains.set-note' ORDER BY id DESC LIMIT 1"
    assert domains.house.run(domains.house.world.fetch(sql))[0][0] == "It says: <b>Second</b> It said: First"


def test_an_object_has_no_more_tags_than_it_can_have(domains: Kind) -> None:
    many = " ".join(f"t{number}" for number in range(MOST_TAGS - 1))
    domains.do("support", "welcome.example", "add-tags", {"tags": many})
    answer = domains.do("support", "welcome.example", "add-tags", {"tags": "one two"})
    assert answer.status_code == 422 and f"more than {MOST_TAGS}" in answer.text


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("true", True),
        ('["a", "b"]', ["a", "b"]),
        ('{"a": 1}', {"a": 1}),
        ("007", "007"),
        ("12", "12"),
        ("[" * 400, None),
    ],
)
def test_an_attribute_is_a_truth_a_list_or_a_map_where_it_is_written_so(value: str, meant: object) -> None:
    assert told(value) == (value if meant is None else meant)


def test_attributes_are_drawn_as_what_they_are(domains: Kind) -> None:
    for name, value in (("signed", "true"), ("people", json.dumps(["<i>", "b"])), ("map", '{"a": "b"}')):
        domains.do("support", "welcome.example", "set-attribute", {"name": name, "value": value})
    page = domains.page("support", "welcome.example").text
    assert "<li>&lt;i&gt;</li><li>b</li>" in page and "<dt>a</dt><dd>b</dd>" in page and " yes</dd>" in page


def test_tags_are_one_word_each_however_they_are_written() -> None:
    assert tags_in(" VIP,vip;\tÄrger\0 ") == ("vip", "ärger")
