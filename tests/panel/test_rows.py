"""Each list whose rows have names tells one of them to programs: what the list tells of it, to the same viewers."""

import json
from typing import Final
from urllib.parse import quote

import pytest

from panel.kit.access import Scope
from panel.kit.api.parts import _asked
from panel.kit.lists import ListPage, Wish
from panel.kit.module import lists_of
from panel.kit.reading import View, statement_for
from tests.panel.house import House
from tests.panel.modules import MODULES
from tests.panel.test_plans import FEW, nodes

LISTS: Final = lists_of(MODULES)
CALLED: Final = [each for each in LISTS.values() if each.called]
ROLES: Final = ("master", "registrar", "reseller", "client", "registrar-finance")


def test_every_list_calls_its_rows_but_those_of_figures() -> None:
    assert {name for name, each in LISTS.items() if not each.called} == {
        name for name, each in LISTS.items() if each.inside
    }


@pytest.mark.feature("ARC-01")
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("declared", CALLED, ids=lambda declared: declared.name)
def test_a_row_is_told_by_itself_as_the_list_tells_it(house: House, declared: ListPage, role: str) -> None:
    visitor = house.signed_in(role)
    listed = visitor.get(f"/api/v1/{declared.name}?per_page=3")
    one = f"/api/v1/{declared.name}/{{}}"
    if listed.status_code == 403:
        assert visitor.get(one.format("0")).status_code == 403
        return
    for row in listed.json["data"]:
        address = one.format(quote(row["key"], safe="/"))
        answer = visitor.get(address)
        assert answer.status_code == 200, (address, answer.text)
        assert {name: answer.json[name] for name in row} == row, address
        assert visitor.get(one.format(quote(row["key"], safe=""))).json == answer.json, "whatever way it is written"
        again = visitor.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    for strange in ("no/such/thing", "0", "%20", "-1", "9" * 30, "%27;--", "domain/", "%00"):
        answer = visitor.get(one.format(strange))
        # what has parts can be the address of a deed, or of a change
        assert answer.status_code in (404, 405) and answer.mimetype == "application/problem+json", strange
        assert answer.status_code == 404 or "/" in strange


@pytest.mark.parametrize("declared", CALLED, ids=lambda declared: declared.name)
def test_a_row_of_others_is_not_there(house: House, declared: ListPage) -> None:
    everything = house.signed_in("master").get(f"/api/v1/{declared.name}?per_page=200")
    keys = {row["key"] for row in everything.json["data"]}
    for role in ("registrar", "client"):
        visitor = house.signed_in(role)
        seen = visitor.get(f"/api/v1/{declared.name}?per_page=500")
        if seen.status_code == 403:
            continue
        theirs = {row["key"] for row in seen.json["data"]}
        own = visitor.get(f"/api/v1/{declared.name}?per_page=500&include=total").json
        for key in sorted(keys - theirs)[:3] if not own["more"] else ():
            answer = visitor.get(f"/api/v1/{declared.name}/{quote(key)}")
            hidden = {row["key"] for row in _every(house, declared, role)}
            assert answer.status_code == 404 or key in hidden, (role, key)


def _every(house: House, declared: ListPage, role: str) -> list[dict]:
    """What the viewer has with what a list hides until it is asked for."""
    found = []
    for each in declared.filters:
        for option in getattr(each, "options", {}) if getattr(each, "otherwise", "") else ():
            found += (
                house.signed_in(role)
                .get(f"/api/v1/{declared.name}?per_page=500&where[{each.name}]={quote(option)}")
                .json["data"]
            )
    return found


@pytest.mark.parametrize("name", [module.name for module in MODULES for deeds in module.deeds])
def test_a_row_is_called_as_what_is_done_to_it_calls_it(house: House, name: str) -> None:
    deeds = next(deeds for module in MODULES if module.name == name for deeds in module.deeds)
    found = house.signed_in("master").get(f"/api/v1/{deeds.list.name}?per_page=5").json["data"]
    for row in found:
        known = {**row, **{each: row["key"] for each in deeds.list.called.names if each not in row}}
        parts = dict(zip(deeds.list.called.names, row["key"].split("/", len(deeds.list.called.names) - 1), strict=True))
        assert deeds.key({**known, **parts}) == row["key"]


GROWING: Final = [each for each in CALLED if each.name not in FEW]


@pytest.mark.parametrize("declared", GROWING, ids=lambda declared: declared.name)
def test_a_row_is_found_by_an_index(house: House, declared: ListPage) -> None:
    scope = Scope(True)
    wish = Wish.read(declared, {})
    view, statement = View.of(declared, scope, lambda _: True, wish), statement_for(house.world.clock.now(), scope)
    key = "domain/wren.example" if len(declared.called.names) > 1 else "7"
    source = f"{view.rows(wish, statement)} AND ({_asked(declared, declared.called, key, statement)})"
    text = f"EXPLAIN (FORMAT JSON) SELECT 1 {source} {view.order(wish, statement)} LIMIT 2"

    async def explained(db):
        async with db.transaction(readonly=True):
            await db.execute(
                "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = on;"
                "SET LOCAL plan_cache_mode = force_custom_plan"
            )
            return await db.fetchval(text, *statement.values)

    told = house.run(house.world.store.reading(explained))
    found = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    assert [node.get("Relation Name") for node in nodes(found) if node["Node Type"] == "Seq Scan"] == []


def test_what_is_done_to_a_row_is_refused_where_it_is_not_any_more_what_was_seen(yard: House) -> None:
    """RFC 9110, section 13.1.1, for a row whose name has parts."""
    visitor = yard.signed_in("master")
    address = "/api/v1/references/block-reason/left"
    seen = visitor.get(address)
    headers = {"X-CSRFToken": visitor.token("/account/"), "If-Match": seen.headers["ETag"]}
    body = {"label": "Left for good"}
    assert visitor.ask("POST", f"{address}/reword", json=body, headers=headers).status_code == 200
    again = visitor.ask("POST", f"{address}/reword", json={"label": "Gone"}, headers=headers)
    assert (again.status_code, again.mimetype) == (412, "application/problem+json")
    assert visitor.get(address).json["label"] == "Left for good"
