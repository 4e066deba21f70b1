"""Versions of objects side by side, what a request touched, and for whom: for every list of things that have versions."""

import html
import re

import pytest

from panel.kit.access import permissions_of
from panel.kit.difference import differences, said
from panel.kit.history_pages import permission_for
from panel.kit.lists import ListPage
from panel.modules import MODULES
from tests.panel.house import House

ALL = [
    (module.blueprint.url_prefix, declared)
    for module in MODULES
    for declared in module.lists
    if declared.thing and declared.thing.versions
]


def told(before, after) -> list[tuple[str, str, str, str]]:
    return [(each.field, each.sort, each.before, each.after) for each in differences(before, after)]


def test_what_two_versions_differ_in_is_added_removed_or_changed() -> None:
    before = {"id": 1, "name": "a", "hosts": ["x", "y"], "postal": {"city": "Here", "org": None}, "dnssec": []}
    after = {
        "id": 2,
        "name": "b",
        "hosts": ["y", "z"],
        "postal": {"city": "Here", "org": "New"},
        "dnssec": [{"tag": 7}],
    }
    assert told(before, after) == [
        ("name", "changed", "a", "b"),
        ("hosts", "removed", "x", ""),
        ("hosts", "added", "", "z"),
        ("postal.org", "added", "", "New"),
        ("dnssec", "added", "", "tag 7"),
    ]
    assert told(before, before) == []


def test_an_object_that_was_not_or_is_no_more_has_all_its_fields_added_or_removed() -> None:
    state = {"name": "a", "deletion": {"purge_at": "2026-01-01T00:00:00+00:00"}, "statuses": ["ok"]}
    assert {each.sort for each in differences(None, state)} == {"added"}
    assert {each.sort for each in differences(state, None)} == {"removed"}
    assert ("deletion.purge_at", "added", "", "2026-01-01 00:00:00 UTC") in told(None, state)


def test_a_list_in_another_order_has_changed_and_one_with_a_part_twice_lost_one() -> None:
    assert told({"a": [1, 2]}, {"a": [2, 1]}) == [("a", "changed", "1, 2", "2, 1")]
    assert told({"a": [1, 1]}, {"a": [1]}) == [("a", "removed", "1", "")]


@pytest.mark.parametrize(
    ("value", "words"), [(None, ""), (True, "yes"), (False, "no"), (0, "0"), ([{"a": 1, "b": None}], "a 1")]
)
def test_a_value_is_said_on_one_line(value: object, words: str) -> None:
    assert said(value) == words


@pytest.mark.parametrize(("prefix", "declared"), ALL, ids=lambda each: getattr(each, "name", each))
@pytest.mark.slow
def test_every_page_leads_to_its_versions_and_nobody_else_reads_them(
    house: House, prefix: str, declared: ListPage
) -> None:
    rows = house.signed_in("master").get(f"/api/v1/{declared.name}?per_page=500").json["data"]
    key = rows[0][declared.thing.key]
    link = f'href="{prefix}/{key}/history"'
    page = house.signed_in("master").get(f"{prefix}/{key}").text
    assert link in page
    assert house.signed_in("master").get(f"{prefix}/{key}/history").status_code == 200
    assert house.signed_in("master").get(f"{prefix}/no-such-thing/history").status_code == 404
    theirs = declared.client and permission_for(declared) in permissions_of(frozenset({"client"}))
    assert house.signed_in("client").get(f"{prefix}/{key}/history").status_code == (200 if theirs else 403)
    answer = house.signed_in("registrar").get(f"/api/v1/{declared.name}?per_page=500")
    own = {row[declared.thing.key] for row in answer.json["data"]} if answer.status_code == 200 else set()
    for each in {row[declared.thing.key] for row in rows} - own:
        assert house.signed_in("registrar").get(f"{prefix}/{each}/history").status_code in (403, 404)
        break


@pytest.mark.slow
def test_any_two_versions_are_compared_and_the_last_two_when_none_is_named(house: House) -> None:
    visitor = house.signed_in("master")
    page = visitor.get("/domains/welcome.example/history").text
    assert "From version 1 to 2" in page
    row = re.search(r'<tr class="is-added">\s*<th scope="row">statuses.*?</tr>', page, re.S)
    assert row and "<ins>clientTransferProhibited</ins>" in row[0] and ">added</span>" in row[0]
    assert "All that version 1 says" in visitor.get("/domains/welcome.example/history?to=1").text
    assert "From version 1 to 2" in visitor.get("/domains/welcome.example/history?from=2&to=1").text
    assert "They say the same" in visitor.get("/domains/welcome.example/history?from=2&to=2").text
    for strange in ("?from=x&to=y", "?to=-5", "?to=99999999999999&from=-1", "?to=%00"):
        assert visitor.get(f"/domains/welcome.example/history{strange}").status_code == 200, strange


@pytest.mark.slow
def test_what_one_request_touched_is_told_with_its_command_and_its_money(house: House) -> None:
    page = html.unescape(house.signed_in("master").get("/domains/newborn.example/history").text)
    trace = page[page.index("What that request touched") :]
    assert re.search(r'href="/commands/NH-[^"]+">NH-', trace)
    assert "newborn.example" in trace and "version 1" in trace and "10.00 USD" in trace
    poor = house.signed_in("support").get("/domains/newborn.example/history").text
    assert "10.00 USD" not in poor[poor.index("What that request touched") :], "money is for those whose role says so"


@pytest.mark.slow
def test_reading_versions_of_a_contact_is_in_the_log_of_disclosures(house: House) -> None:
    sql = "SELECT count(*) FROM registry.disclosure WHERE name = 'ALPHA-2'"
    before = house.run(house.world.fetch(sql))[0][0]
    assert house.signed_in("support").get("/contacts/ALPHA-2/history").status_code == 200
    assert house.run(house.world.fetch(sql))[0][0] == before + 1


@pytest.mark.slow
def test_what_people_did_to_an_object_here_is_told_to_those_who_read_activity(house: House) -> None:
    visitor = house.signed_in("master")
    visitor.post("/domains/amber.example/set-label", {"label": "Told in its history"})
    assert "Told in its history" in house.signed_in("admin").get("/domains/amber.example/history").text
    assert "Told in its history" not in house.signed_in("support").get("/domains/amber.example/history").text
    assert "Told in its history" not in house.signed_in("registrar").get("/domains/amber.example/history").text
    house.run(house.world.fetch("DELETE FROM panel.note"))
