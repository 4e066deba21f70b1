"""Lists stay fast however much there is: what grows is found by indexes, and pages come in an index's order.

Told by the planner itself, which is forbidden to sort and to read whole tables where it can do without.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

import pytest

from panel.kit.access import Scope
from panel.kit.filters import Search
from panel.kit.lists import ListPage, Wish
from panel.kit.module import lists_of
from panel.kit.reading import View, statement_for
from tests.panel.house import House
from tests.panel.modules import MODULES

# A registry, or somebody whose own they are, has few of these: they may be read whole, and sorted.
FEW: Final = frozenset(
    {
        "mail_templates",
        "document_templates",
        "notifications",
        "tlds",
        "idn_tables",
        "name_lists",
        "registrars",
        "urs",
        "requesters",
        "references",
        "blacklist",
        "parties",
        "exports",
        "reminders",
        "money_addresses",
        "api_keys",
        "employees",  # among all accounts they have an index to themselves
        "webhooks",
        "dormant_accounts",  # those of no other list are few, and found by when they signed in last
    }
)
# Figures are made of what an index finds, and sorted when they are there (test_activity_reports.py).
LISTS: Final = tuple(each for each in lists_of(MODULES).values() if each.name not in FEW and not each.inside)


def plan(house: House, declared: ListPage, scope: Scope, off: Sequence[str] = (), **asked: str) -> dict[str, Any]:
    wish = Wish.read(declared, asked)
    view, statement = View.of(declared, scope, lambda _: True, wish), statement_for(house.world.clock.now(), scope)
    # without the count, which stops after some thousands
    text = f"EXPLAIN (FORMAT JSON) {view.select(wish, statement)} LIMIT {wish.per_page}"

    async def explained(db):
        async with db.transaction(readonly=True):
            await db.execute(
                "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = on;"
                # where no index may be walked in its order, sorting is what is left, and nothing speaks against it
                f"SET LOCAL enable_sort = {'on' if off else 'off'}"
            )
            for each in off:
                await db.execute(f"SET LOCAL {each} = off")
            await db.execute("SET LOCAL plan_cache_mode = force_custom_plan")
            return await db.fetchval(text, *statement.values)

    told = house.run(house.world.store.reading(explained))
    return (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Those that find the rows; not what is looked up for each of the few that are shown."""
    yield node
    for each in node.get("Plans", ()):
        if each["Parent Relationship"] not in ("SubPlan", "InitPlan"):
            yield from nodes(each)


@pytest.mark.parametrize("declared", LISTS, ids=lambda declared: declared.name)
def test_what_grows_comes_in_the_order_of_an_index(house: House, declared: ListPage) -> None:
    slow = {
        column.name: f"{node['Node Type']} {node.get('Relation Name') or node.get('Sort Key')}"
        for column in declared.columns
        if column.sortable
        for node in nodes(plan(house, declared, Scope(True), sort=column.name))
        if node["Node Type"] in ("Seq Scan", "Sort")
    }
    assert slow == {}


OWN: Final = [each for each in LISTS if each.owner]


@pytest.mark.parametrize("declared", OWN, ids=lambda declared: declared.name)
def test_what_a_registrar_has_is_found_by_an_index(house: House, declared: ListPage) -> None:
    alpha = Scope(registrar_id=house.world.numbers["alpha"], registrar="alpha")
    whole = [node for node in nodes(plan(house, declared, alpha)) if node["Node Type"] == "Seq Scan"]
    assert whole == []


SOLD: Final = [each for each in LISTS if each.client]


@pytest.mark.parametrize("declared", SOLD, ids=lambda declared: declared.name)
def test_what_those_below_a_reseller_have_is_found_by_an_index(house: House, declared: ListPage) -> None:
    """Whose rows they are is asked of the tree of sellers, which has an index of its own (panel/kit/subtree.py)."""
    (number,) = house.run(house.world.fetch("SELECT id FROM iam.account WHERE login = 'reseller'"))
    below = Scope(account_id=number["id"], root=number["id"])
    # a few rows are sorted after an index has found them
    found = plan(house, declared, below, ("enable_incremental_sort",))
    assert [node["Relation Name"] for node in nodes(found) if node["Node Type"] == "Seq Scan"] == []


PASTED: Final = {"domains": "names", "clients": "who"}


@pytest.mark.parametrize("name", PASTED)
def test_each_pasted_pattern_is_found_by_an_index_beside_what_was_pasted_whole(house: House, name: str) -> None:
    declared = next(each for each in LISTS if each.name == name)
    walking = ("enable_indexscan", "enable_indexonlyscan")
    found = plan(house, declared, Scope(True), walking, **{PASTED[name]: "seldom-so* whole.example seldom-*-either"})
    assert [node["Relation Name"] for node in nodes(found) if node["Node Type"] == "Seq Scan"] == []
    conditions = " ".join(node["Index Cond"] for node in nodes(found) if node["Node Type"] == "Bitmap Index Scan")
    assert ">= 'seldom-so'::text" in conditions and ">= 'seldom-'::text" in conditions
    assert "whole.example" in conditions


SEARCHED: Final = [each for each in LISTS if any(isinstance(one, Search) and one.beginnings for one in each.filters)]


@pytest.mark.parametrize("declared", SEARCHED, ids=lambda declared: declared.name)
def test_what_a_text_begins_is_found_by_an_index(untouched: House, declared: ListPage) -> None:
    """Where nothing may be walked, only conditions of indexes are left: one for each expression that may have it. Whatever
    the planner believes of how many rows there are: now and then it looks by itself."""
    untouched.run(untouched.world.store.reading(lambda db: db.execute("ANALYZE")))
    found = plan(untouched, declared, Scope(True), ("enable_indexscan", "enable_indexonlyscan"), q="seldom-so")
    assert [node["Relation Name"] for node in nodes(found) if node["Node Type"] == "Seq Scan"] == []
    conditions = " ".join(node["Index Cond"] for node in nodes(found) if node["Node Type"] == "Bitmap Index Scan")
    search = next(each for each in declared.filters if isinstance(each, Search))
    assert conditions.count(">= 'seldom-so'::text") == len(search.beginnings)
