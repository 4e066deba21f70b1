"""Every list as programs read it: in parts by cursors, by filters, fields and includes; and one row with its tag."""

import asyncio
import itertools
from urllib.parse import quote

import pytest

from panel.kit.lists import ListPage
from tests.panel.house import House
from tests.panel.modules import MODULES
from tests.panel.test_api_keys import PROBLEM

LISTS = tuple(each for module in MODULES for each in module.lists)


def walked(house: House, path: str, role: str = "master") -> list[dict]:
    """All rows, a few at a time."""
    rows, cursor = [], ""
    for _ in range(100):
        answer = house.signed_in(role).get(f"{path}&cursor={cursor}" if cursor else path)
        assert answer.status_code == 200, answer.text
        rows += answer.json["data"]
        cursor = answer.json["next"]
        assert (cursor is None) is ("Link" not in answer.headers)
        if not cursor:
            return rows
    raise AssertionError("it does not come to an end")


@pytest.mark.slow
@pytest.mark.parametrize("declared", LISTS, ids=lambda declared: declared.name)
def test_a_list_read_in_parts_is_the_list_in_every_order(house: House, declared: ListPage) -> None:
    orders = [each.name for each in declared.columns if each.sortable]
    for sign, order in itertools.product(("", "-"), orders):
        path = f"/api/v1/{declared.name}?sort={sign}{order}"
        whole = house.signed_in("master").get(f"{path}&per_page=500").json
        size = max(1, min(60, len(whole["data"]) // 2))
        if whole["next"] is None:
            assert walked(house, f"{path}&per_page={size}") == whole["data"], path


def test_rows_that_come_meanwhile_move_no_part(yard: House) -> None:
    def mask(name: str) -> None:
        sql = "INSERT INTO panel.blacklist (of, mask, white, by, at) VALUES ('domain', $1, false, 'boss', $2) RETURNING id"
        yard.run(yard.world.fetch(sql, name, yard.world.clock.now()))

    for letter in "bdfh":
        mask(f"{letter}.cursor.example")
    visitor, path = yard.signed_in("master"), "/api/v1/blacklist?where[q]=cursor.example&per_page=2&fields=mask"
    first = visitor.get(path).json
    mask("a.cursor.example")
    mask("g.cursor.example")
    second = visitor.get(f"{path}&cursor={first['next']}").json
    told = [row["mask"][0] for part in (first, second) for row in part["data"]]
    assert "".join(told) == "bdfg", "what came before the place was left out, what came behind it is told"
    assert set(first["data"][0]) == {"key", "mask"}


@pytest.mark.parametrize("declared", LISTS, ids=lambda declared: declared.name)
def test_a_list_tells_those_fields_that_are_asked_for(house: House, declared: ListPage) -> None:
    last = declared.columns[-1].name
    rows = house.signed_in("master").get(f"/api/v1/{declared.name}?fields={last}&per_page=2").json["data"]
    assert all(set(row) - {"key"} == {last} for row in rows)


@pytest.mark.parametrize("role", ["master", "reseller"])
@pytest.mark.parametrize("declared", [each for each in LISTS if each.sets], ids=lambda declared: declared.name)
def test_a_list_tells_all_columns_to_whoever_names_none_and_those_of_a_set_to_whoever_asks_for_it(
    house: House, declared: ListPage, role: str
) -> None:
    visitor, path = house.signed_in(role), f"/api/v1/{declared.name}?per_page=2"
    answer = visitor.get(path)
    if answer.status_code == 403 or not answer.json["data"]:
        return
    told = set(answer.json["data"][0]) - {"key"}
    sets = [visitor.get(f"{path}&columns={each.name}") for each in declared.sets]
    in_sets = [set(each.json["data"][0]) - {"key"} for each in sets if each.status_code == 200]
    assert told == set().union(*in_sets) and (len(in_sets) == 1 or min(map(len, in_sets)) < len(told))
    assert role != "master" or told == {column.name for column in declared.columns}


WRONG = {
    "an unknown filter": "where[stat]=hold",
    "a filter that does not know that": "where[state]=fast",
    "no day": "where[registered_from]=soon",
    "a strange field": "fields=name,secret",
    "no field": "fields=",
    "a field without a name": "fields=name,,state",
    "a strange order": "sort=colour",
    "a strange set": "columns=colours",
    "a strange include": "include=everything",
    "no include": "include=",
    "no page": "page=2",
    "a part of no size": "per_page=0",
    "too large a part": "per_page=501",
    "a cursor of nobody": "cursor=AAAA",
    "letters for a cursor": "cursor=%C3%A4",
    "a parameter twice": "sort=name&sort=-name",
    "a filter by both names": "where[state]=hold&state=hold",
}


@pytest.mark.parametrize("query", WRONG.values(), ids=WRONG)
def test_what_a_list_does_not_know_is_refused_with_its_parameter(house: House, query: str) -> None:
    answer = house.signed_in("master").get(f"/api/v1/domains?{query}")
    assert (answer.status_code, answer.mimetype) == (400, PROBLEM), answer.text
    assert answer.json["detail"] and answer.json["errors"]


def test_a_cursor_is_good_for_its_own_question_alone(house: House) -> None:
    visitor = house.signed_in("master")
    cursor = visitor.get("/api/v1/domains?per_page=3&sort=-name").json["next"]
    assert visitor.get(f"/api/v1/domains?per_page=9&sort=-name&cursor={cursor}").status_code == 200
    for other in ("domains?sort=name", "domains?sort=-name&where[q]=a", "hosts?sort=-name"):
        assert visitor.get(f"/api/v1/{other}&cursor={cursor}").status_code == 400
    forged = cursor[:-2] + ("AA" if cursor[-2:] != "AA" else "BB")
    assert visitor.get(f"/api/v1/domains?sort=-name&cursor={forged}").status_code == 400


def test_a_list_counts_only_for_whoever_asks(house: House) -> None:
    visitor = house.signed_in("master")
    told = visitor.get("/api/v1/domains?where[q]=a*&include=total&per_page=2").json
    assert told["total"] == len(visitor.get("/api/v1/domains?q=a*&per_page=500").json["data"]) and told["more"] is False


@pytest.mark.parametrize("declared", [each for each in LISTS if each.called], ids=lambda declared: declared.name)
def test_a_row_is_read_by_its_key_as_the_list_has_it(house: House, declared: ListPage) -> None:
    visitor = house.signed_in("master")
    row = visitor.get(f"/api/v1/{declared.name}?per_page=1").json["data"]
    if not row:
        return
    path = f"/api/v1/{declared.name}/{quote(row[0]['key'], safe='')}"
    answer = visitor.get(f"{path}?include=deeds")
    assert answer.status_code == 200, answer.text
    assert row[0].items() <= answer.json.items()
    assert all(set(each) == {"name", "title", "why_not"} for each in answer.json["deeds"])
    same = visitor.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    assert visitor.get(f"/api/v1/{declared.name}/no-such-thing").status_code == 404


def test_whoever_says_what_they_have_seen_changes_nothing_else(yard: House) -> None:
    visitor, path = yard.signed_in("master"), "/api/v1/registrars/delta"
    token = {"X-CSRFToken": visitor.token("/account/")}
    seen = visitor.get(path).headers["ETag"]
    first = visitor.ask("POST", f"{path}/suspend", json={"reason": "x"}, headers={**token, "If-Match": seen})
    assert first.status_code == 200, first.text
    again = visitor.ask("POST", f"{path}/activate", json={"reason": "x"}, headers={**token, "If-Match": seen})
    assert (again.status_code, again.mimetype) == (412, PROBLEM)
    now = visitor.get(path).headers["ETag"]
    assert (
        visitor.ask("POST", f"{path}/activate", json={"reason": "x"}, headers={**token, "If-Match": now}).status_code
        == 200
    )


def test_of_many_who_have_seen_the_same_one_changes_it(yard: House) -> None:
    """Each is judged by the transaction that would change it, before that does anything (RFC 9110, section 13.1.1)."""
    visitor, path = yard.signed_in("master"), "/api/v1/references/block-reason/left"
    seen = visitor.get(path).headers["ETag"]
    headers = {"X-CSRFToken": visitor.token("/account/"), "If-Match": seen}

    async def all_together():
        def send(number: int):
            with visitor.client.application.test_client() as other:
                other._cookies = visitor.client._cookies
                return other.post(f"{path}/reword", json={"label": f"Left {number}"}, headers=headers)

        return await asyncio.gather(*(asyncio.to_thread(send, number) for number in range(6)))

    answers = yard.run(all_together())
    assert sorted(each.status_code for each in answers) == [200, 412, 412, 412, 412, 412]
    (done,) = (number for number, each in enumerate(answers) if each.status_code == 200)
    assert visitor.get(path).json["label"] == f"Left {done}"
    (rows,) = yard.run(
        yard.world.fetch("SELECT count(*) FROM audit.activity WHERE action = 'references.reword' AND result = 'done'")
    )
    assert rows["count"] == 1
