"""List pages: what is asked for is what is shown, whatever the request says, in one statement."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from panel.domains.lists import DOMAINS
from panel.kit.access import Scope
from panel.kit.filters import Dates, Search
from panel.kit.lists import COUNTED, ListPage, Wish, read_page
from panel.kit.sql import Statement, pattern
from panel.messages.lists import KINDS as MESSAGE_KINDS
from panel.modules import MODULES
from registry.store.polls import KINDS as STORED_KINDS
from tests.panel.house import House

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LISTS = [
    value
    for module in MODULES
    for value in vars(__import__(f"panel.{module.name}.views", fromlist=["views"])).values()
    if isinstance(value, ListPage)
]


def names(house: House, query: str = "", role: str = "master") -> list[str]:
    text = house.signed_in(role).get(f"/domains/{query}").text
    return re.findall(r'class="nh-row-link" href="/domains/([^"]+)"', text)


def test_the_list_is_sorted_as_asked_and_turned_around_by_a_minus(house: House) -> None:
    upward = names(house, "?per_page=200")
    assert upward == sorted(upward) and len(upward) > 60
    assert names(house, "?per_page=200&sort=-name") == upward[::-1]
    assert names(house, "?per_page=200&sort=created")[0] == "welcome.example"
    assert names(house, "?sort=-created")[0] == "newborn.example"


def test_pages_follow_each_other_without_gap_or_repetition(house: House) -> None:
    whole = names(house, "?per_page=200")
    pages = [names(house, f"?page={number}") for number in (1, 2, 3)]
    assert [name for page in pages for name in page] == whole
    assert [len(page) for page in pages[:2]] == [25, 25]


def test_a_page_beyond_the_last_leads_to_the_first(house: House) -> None:
    answer = house.signed_in("master").get("/domains/?page=99&q=welcome")
    assert answer.status_code == 302 and answer.location == "/domains/?q=welcome"


def test_the_total_is_said(house: House) -> None:
    text = re.sub(r"<[^>]+>", "", house.signed_in("master").get("/domains/").text)
    assert f"1–25 of {len(names(house, '?per_page=200'))}" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=WELCOME", ["welcome.example", "welcome.test"]),
        ("?q=m%C3%BCnchen.example", ["xn--mnchen-3ya.example"]),
        ("?q=welcome&tld=test", ["welcome.test"]),
        ("?state=pendingTransfer", ["tundra.example", "wren.example"]),
        ("?state=redemptionPeriod", ["basil.example"]),
        ("?state=pendingRestore", ["bramble.example"]),
        ("?state=pendingDelete", ["aspen.example"]),
        ("?registrar=delta", ["newborn.example"]),
        ("?state=addPeriod", ["meadowlark.invalid", "newborn.example"]),
        ("?q=%25", []),
        ("?q=_", []),
        ("?q=nothing-like-this", []),
    ],
)
def test_filters_find_what_they_say(house: House, query: str, found: list[str]) -> None:
    assert names(house, query) == found


@pytest.mark.parametrize(
    "query",
    [
        "?sort=;DROP TABLE",
        "?sort=statuses",
        "?page=0",
        "?page=-3",
        "?page=x",
        "?page=99999999999999999999",
        "?per_page=1000000",
        "?state=unknown",
        "?expires_from=yesterday",
        "?expires_to=0001-01-01",
        "?q=%00",
        "?q=%27%3B--",
        "?registrar=%27",
        "?tld=none",
    ],
)
def test_a_nonsensical_address_never_fails(house: House, query: str) -> None:
    assert house.signed_in("master").get(f"/domains/{query}").status_code in (200, 302)


@pytest.mark.parametrize("declared", LISTS, ids=lambda declared: declared.name)
def test_every_list_answers_every_filter_and_sort_it_declares_for_every_scope(house: House, declared: ListPage) -> None:
    values = {"q": "a", "tld": "test", "registrar": "alpha", "at_from": "2026-01-01", "at_to": "2027-01-01"}
    for scope in (Scope(True), Scope(registrar_id=house.world.numbers["alpha"], registrar="alpha"), Scope()):
        for asked in (
            *({"sort": sign + column.name} for column in declared.columns if column.sortable for sign in ("", "-")),
            *(
                {name: option}
                for each in declared.filters
                for name in each.fields
                for option in getattr(each, "options", None) or [values.get(name, "2026-06-01")]
            ),
        ):
            wish = Wish.read(declared, asked)
            page = house.run(read_page(declared, house.world.registry, scope, lambda _: True, wish))
            if scope == Scope():
                assert not page.rows


@pytest.mark.parametrize("declared", LISTS, ids=lambda declared: declared.name)
def test_a_list_without_an_owner_exists_only_for_those_who_see_everything(house: House, declared: ListPage) -> None:
    bare = replace(declared, owner="")
    scope = Scope(registrar_id=house.world.numbers["alpha"], registrar="alpha")
    page = house.run(read_page(bare, house.world.registry, scope, lambda _: True, Wish.read(bare, {})))
    assert page.rows == []


def test_a_page_is_one_statement_and_one_more_for_what_is_projected(house: House) -> None:
    statements = []

    class Counted:
        def __init__(self, db):
            self.db = db

        async def fetch(self, sql, *values):
            statements.append(sql)
            return await self.db.fetch(sql, *values)

    class Counting:
        async def reading(self, work):
            return await house.world.store.reading(lambda db: work(Counted(db)))

    registry = replace(house.world.registry, store=Counting())
    bare = replace(DOMAINS, filters=())
    house.run(read_page(bare, registry, Scope(True), lambda _: True, Wish.read(bare, {})))
    assert len(statements) == 2


def test_nothing_of_a_request_reaches_the_text_of_a_statement() -> None:
    statement = Statement(NOW)
    evil = "'; DROP TABLE registry.domain; --"
    for declared in (Search("q", "", ("d.name",), exact=("d.roid",)), Dates("day", "", "d.created_at")):
        sql = declared.condition(dict.fromkeys(("q", "day_from", "day_to"), evil), statement)
        assert sql is None or "DROP" not in sql
    assert pattern("50%_\\") == "%50\\%\\_\\\\%"


def test_counting_stops_where_nobody_pages_to(house: House) -> None:
    page = house.run(
        read_page(
            replace(
                DOMAINS,
                source="(SELECT generate_series(1, 12000) AS id, 'n' AS name, NULL::timestamptz AS purge_at) d",
                columns=(DOMAINS.columns[0],),
                filters=(),
                finish=None,
            ),
            house.world.registry,
            Scope(True),
            lambda _: True,
            Wish.read(DOMAINS, {}),
        )
    )
    assert (page.total, page.more) == (COUNTED, True)


@pytest.mark.feature("UX-02")
def test_htmx_gets_the_list_alone_and_a_person_the_whole_page(house: House) -> None:
    visitor = house.signed_in("master")
    part = visitor.get("/domains/?q=welcome", headers={"HX-Request": "true", "HX-Target": "list"})
    assert part.text.lstrip().startswith('<div id="list"') and "<html" not in part.text
    assert "HX-Target" in part.headers["Vary"]
    whole = visitor.get("/domains/?q=welcome")
    assert "<html" in whole.text and part.text.strip() in whole.text


def test_htmx_of_somebody_whose_session_is_over_is_sent_to_the_sign_in(house: House) -> None:
    answer = house.visitor().get("/domains/", headers={"HX-Request": "true", "HX-Target": "list"})
    assert answer.status_code == 204 and answer.headers["HX-Redirect"].startswith("/sign-in")


def test_a_name_in_its_last_days_is_pending_delete_once(house: House) -> None:
    for address in ("/domains/?q=aspen.example", "/domains/aspen.example"):
        text = house.signed_in("master").get(address).text
        main = text[text.index("<main") :] if "<main" in text else text
        assert main.count(">pending delete<") == 1, address


@pytest.mark.parametrize(
    ("pages", "here", "shown"),
    [
        (3, 1, [1, 2, 3]),
        (4, 1, [1, 2, 3, 4]),
        (5, 1, [1, 2, None, 5]),
        (5, 3, [1, 2, 3, 4, 5]),
        (9, 5, [1, None, 4, 5, 6, None, 9]),
    ],
)
def test_a_gap_stands_for_several_pages(house: House, pages: int, here: int, shown: list[int | None]) -> None:
    wish = Wish.read(DOMAINS, {"page": str(here)})
    page = house.run(read_page(DOMAINS, house.world.registry, Scope(True), lambda _: True, wish))
    assert replace(page, total=25 * pages).neighbours() == shown


def test_messages_are_filtered_by_every_kind_there_is() -> None:
    assert MESSAGE_KINDS.keys() == STORED_KINDS.keys()
