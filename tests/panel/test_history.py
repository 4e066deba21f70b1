"""Versions of objects side by side, what a request touched, and for whom: for every list of things that have versions."""

import html
import json
import re

import pytest

from panel.kit.access import permissions_of
from panel.kit.difference import differences, said
from panel.kit.history_pages import permission_for
from panel.kit.lists import ListPage
from panel.kit.versions import SOMEBODY
from tests.panel.deed_samples import FORESEEN, SAMPLES
from tests.panel.house import House
from tests.panel.modules import MODULES

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


KEEPING = [declared for module in MODULES for declared in module.lists if declared.thing and declared.thing.keeps]
ELSE = {"about": "Somebody else", "purposes": "crime", "tlds": "all", "reason": "Told so"}
# A deed that changes what a row says, by its list: whose deed, what it is done to, and the values.
CHANGES = {
    "clients": ("master", "client", "update", {"name": "Another Name"}, "name"),
    "employees": ("reseller", "reseller-support", "update", {"name": "Another Name", "language": "en"}, "name"),
    "brands": ("reseller", "reseller", "change", {"name": "Harbour", "colour": "#0b7285", "hosts": "x.example"}, "name"),
    "gadgets": ("reseller", "", "recolour", {"colour": "green"}, "colour"),
    "tokens": ("master", "", "revoke", {"reason": "Lost"}, "until"),
    "requesters": ("master", "", "change", ELSE, "about"),
    "name_lists": ("master", "", "add", SAMPLES["name_lists", "add"].values, "labels"),
    "contact_profiles": ("master", "", "change", {"title": "Another", "needs": "director", "reason": "Told so"}, "title"),
}  # fmt: skip


@pytest.mark.parametrize("declared", KEEPING, ids=lambda each: each.name)
def test_what_a_thing_of_the_panel_says_is_columns_that_everybody_who_sees_the_row_may_see(declared: ListPage) -> None:
    kept = [declared.column(name) for name in declared.thing.keeps]
    assert all(kept) and not [each.name for each in kept if each.permission], (
        "the page of versions asks for the list's alone"
    )
    assert declared.name in CHANGES


@pytest.mark.parametrize("name", CHANGES)
def test_a_deed_leaves_a_version_with_who_did_it_and_why_and_what_was_there_before(yard: House, name: str) -> None:
    role, key, deed, values, field = CHANGES[name]
    module, declared = next((module, each) for module in MODULES for each in module.lists if each.name == name)
    prefix, thing = module.blueprint.url_prefix, declared.thing
    if not key:
        sample = SAMPLES[name, deed]
        key = yard.run(sample.fits(yard.world))
    visitor = yard.signed_in(role)
    answer = visitor.post(f"{prefix}/{key}/{deed}", values)
    if seen := FORESEEN.search(answer.text):
        answer = visitor.post(f"{prefix}/{key}/{deed}", {**values, "foreseen": seen[1]})
    assert answer.status_code == 302, answer.text
    sql = """SELECT v.version, v.by, v.event, v.reason, v.state, v.account_id FROM panel.version v
              WHERE v.kind = $1 AND v.name = $2 ORDER BY v.version"""
    *_, before, after = yard.run(yard.world.fetch(sql, thing.kind, key))
    assert (after["by"], after["event"], after["reason"]) == (role, deed, values.get("reason"))
    assert before["by"] == SOMEBODY or before["event"] in {each.name for each in yard_deeds(declared)}
    was, now = (
        each["state"] if isinstance(each["state"], dict) else json.loads(each["state"]) for each in (before, after)
    )
    assert was[field] != now[field] and set(now) == set(thing.keeps)
    assert (after["account_id"] is None) is (thing.account == "")
    page = visitor.get(f"{prefix}/{key}/history").text
    assert str(now[field])[:10] in page and f'href="{prefix}/{key}/history"' in visitor.get(f"{prefix}/{key}").text
    again = len(yard.run(yard.world.fetch(sql, thing.kind, key)))
    refused = visitor.post(f"{prefix}/{key}/{deed}", {next(iter(values)): ""})
    assert refused.status_code in (200, 422)
    assert len(yard.run(yard.world.fetch(sql, thing.kind, key))) == again, (
        "what is refused, or changes nothing, is no version"
    )


def yard_deeds(declared: ListPage) -> list:
    return [
        deed for module in MODULES for deeds in module.deeds if deeds.list.name == declared.name for deed in deeds.every
    ]


def test_what_was_changed_elsewhere_is_found_and_not_put_down_to_who_comes_next(yard: House) -> None:
    yard.run(yard.world.fetch("UPDATE iam.account SET description = 'by hand' WHERE login = 'client' RETURNING id"))
    assert yard.signed_in("reseller").post("/clients/client/set-language", {"language": "uk"}).status_code == 302
    sql = """SELECT v.by, v.state ->> 'description' AS said, v.state ->> 'language' AS language FROM panel.version v
              WHERE v.kind = 'client' AND v.name = 'client' ORDER BY v.version DESC LIMIT 2"""
    last, found = yard.run(yard.world.fetch(sql))
    assert (found["by"], found["said"]) == (SOMEBODY, "by hand") and found["language"] != last["language"]
    assert (last["by"], last["said"]) == ("reseller", "by hand")


def test_what_is_new_has_a_first_version_of_whoever_made_it(yard: House) -> None:
    form = {"login": "newest", "name": "Newest", "kind": "client", "language": "en", "seller": ""}
    assert yard.signed_in("reseller").post("/clients/-/create", form).status_code == 302
    (only,) = yard.run(yard.world.fetch("SELECT v.by, v.event, v.version FROM panel.version v WHERE v.name = 'newest'"))
    assert (only["by"], only["event"], only["version"]) == ("reseller", "create", 1)


def test_who_is_erased_has_no_versions_left(yard: House) -> None:
    form = {"login": "forgotten", "name": "Forgotten", "kind": "client", "language": "en", "seller": ""}
    assert yard.signed_in("reseller").post("/clients/-/create", form).status_code == 302
    assert yard.signed_in("reseller").post("/clients/forgotten/delete", {"reason": "They left"}).status_code == 302
    address, form = "/clients/forgotten/erase", {"login": "forgotten", "reason": "They asked"}
    seen = yard.signed_in("master").post(address, form).text
    assert yard.signed_in("master").post(address, {**form, "foreseen": FORESEEN.search(seen)[1]}).status_code == 302
    sql = "SELECT v.name FROM panel.version v WHERE v.name = 'forgotten' OR v.state::text LIKE '%orgotten%'"
    left = yard.run(yard.world.fetch(sql))
    assert left == []
