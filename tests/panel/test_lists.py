"""List pages: what is asked for is what is shown, whatever the request says, in one statement."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from flask import g, url_for

from panel.domains.lists import DOMAINS
from panel.kit.access import Scope, Viewer, permissions_of
from panel.kit.filters import Country, Dates, Picked, Search
from panel.kit.languages import speak
from panel.kit.lists import COUNTED, Column, ListPage, Wish
from panel.kit.reading import View, read_page
from panel.kit.screens import other_views
from panel.kit.sql import Statement, pattern
from panel.ledger.lists import LEDGER
from panel.messages.lists import KINDS as MESSAGE_KINDS
from registry.clock import FakeClock
from registry.store.polls import KINDS as STORED_KINDS
from tests.panel.house import House
from tests.panel.modules import MODULES

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LISTS = [declared for module in MODULES for declared in module.lists]


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
        ("?names=Welcome.example%0A%0Abasil.example,nothing.example", ["basil.example", "welcome.example"]),
        ("?names=m%C3%BCnchen.example", ["xn--mnchen-3ya.example"]),
        (
            "?names=xn--m*.example%0Awelcome.e*%0Abasil.example",
            ["basil.example", "welcome.example", "xn--mnchen-3ya.example"],
        ),
        ("?signed=yes", ["welcome.test"]),
        ("?signed=no&tld=test", []),
        ("?q=%25", []),
        ("?q=_", []),
        ("?q=nothing-like-this", []),
        ("?q=elcome", []),
        ("?q=*elcome*", ["welcome.example", "welcome.test"]),
        ("?q=wel*.test", ["welcome.test"]),
        ("?q=*.test&state=registered", ["welcome.test"]),
    ],
)
def test_filters_find_what_they_say(house: House, query: str, found: list[str]) -> None:
    assert names(house, query) == found


def test_what_nothing_begins_with_can_be_looked_for_anywhere(house: House) -> None:
    visitor = house.signed_in("master")
    assert "/domains/?q=%2Aelcome%2A" in visitor.get("/domains/?q=elcome").text
    assert "%2A%2Aabsent" not in visitor.get("/domains/?q=*absent*").text


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
        "?columns=unknown",
        "?names=%2C%2C",
        "?signed=perhaps",
    ],
)
def test_a_nonsensical_address_never_fails(house: House, query: str) -> None:
    assert house.signed_in("master").get(f"/domains/{query}").status_code in (200, 302)


@pytest.mark.parametrize("declared", LISTS, ids=lambda declared: declared.name)
def test_every_list_answers_every_filter_and_sort_it_declares_for_every_scope(house: House, declared: ListPage) -> None:
    values = {"q": "a", "tld": "test", "registrar": "alpha", "at_from": "2026-01-01", "at_to": "2027-01-01"}
    alpha = Scope(registrar_id=house.world.numbers["alpha"], registrar="alpha")
    for scope in (Scope(True), alpha, Scope(root=1, account_id=1), Scope()):
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


# What no row of any list has, by the kind of filter.
NOBODYS = {
    "search": ("zq-nobodys-zq",),
    "pasted": ("zq-nobodys-zq",),
    "combo": ("zq-nobodys-zq",),
    "dates": ("2999-01-01", "2999-01-02"),
    "month": ("2999-01",),
    "numbers": ("2", "1"),
    "network": ("240.0.0.1",),
    "tags": ("zq-nobodys-zq",),
    "attribute": ("zq-nobodys-zq",),
}


@pytest.mark.parametrize("declared", LISTS, ids=lambda declared: declared.name)
def test_a_filter_leaves_out_what_it_does_not_name(house: House, declared: ListPage) -> None:
    """Of what nothing has, nothing is found; and what is neither so nor otherwise is not there."""

    def found(**values: str) -> set[str]:
        wish = Wish.read(declared, {"per_page": "500", **values})
        page = house.run(read_page(declared, house.world.registry, Scope(True), lambda _: True, wish))
        return {repr([(name, row[name]) for name in sorted(row) if not name.endswith("_")]) for row in page.rows}

    for each in declared.filters:
        if each.kind in NOBODYS:
            assert found(**dict(zip(each.fields, NOBODYS[each.kind], strict=True))) == set(), each.name
        elif [*getattr(each, "options", ())] == ["yes", "no"]:
            yes, no = found(**{each.name: "yes"}), found(**{each.name: "no"})
            assert not yes & no and (len(yes | no) >= 500 or yes | no == found()), each.name


def test_every_choice_of_a_filter_has_something_to_choose() -> None:
    """Whatever else is to be looked for is typed, or picked from another list."""
    bare = [
        f"{declared.name}.{each.name}"
        for declared in LISTS
        for each in declared.filters
        if each.kind == "choice" and not (isinstance(each, Country) or each.options or each.source)
    ]
    assert bare == []


def test_every_filter_that_picks_looks_in_a_list_that_can_be_searched() -> None:
    searched = {declared.name for declared in LISTS if declared.is_searched}
    picking = {each.of for declared in LISTS for each in declared.filters if isinstance(each, Picked)}
    assert picking <= searched


@pytest.mark.feature("UX-02")
def test_a_link_to_the_contacts_of_a_client_keeps_the_client_for_the_next_search(house: House) -> None:
    visitor = house.signed_in("master")
    page = visitor.get("/client-contacts/?client=client").text
    assert re.search(r'<input [^>]*name="client" value="client"', page), "the form sends it again"
    assert "?client=client" in re.search(r'href="(/client-contacts/[^"]*sort=[^"]*)"', page)[1]
    assert 'name="client"' not in house.signed_in("client").get("/client-contacts/").text, "who has one client: itself"


def test_countries_are_offered_in_the_language_spoken_and_found_by_their_code(house: House) -> None:
    page = house.signed_in("master").get("/client-contacts/?country=de").text
    assert re.search(r'<option value="DE"[^>]*>Germany</option>', page) and "Country:</span> Germany" in page
    speak("uk")
    try:
        assert Country("country", "Country", "?").offered()["DE"] == "Німеччина"
    finally:
        speak("en")


@pytest.mark.feature("UX-01")
def test_how_filters_stand_is_remembered_for_the_account_and_the_list(house: House) -> None:
    visitor = house.visitor()
    visitor.sign_in("admin")
    assert '<details class="nh-more">' in visitor.get("/hosts/").text
    here = {"Referer": "http://localhost/hosts/"}
    assert '<details class="nh-more" open>' in visitor.get("/hosts/?panel=beside", headers=here).text
    elsewhere = house.visitor()
    elsewhere.sign_in("admin")
    again = elsewhere.get("/hosts/").text
    assert "nh-list-card is-beside" in again and '<details class="nh-more" open>' in again
    assert (
        "is-beside" not in elsewhere.get("/contacts/").text and "is-beside" not in visitor.get("/hosts/?panel=no").text
    )
    assert "panel=" not in re.search(r'href="(/api/v1/hosts[^"]*)"', again)[1], "programs have no panel of filters"
    visitor.get("/hosts/?panel=closed", headers=here)
    assert '<details class="nh-more">' in elsewhere.get("/hosts/").text


def test_what_was_booked_is_summed_by_currency_and_only_where_all_rows_are_counted(house: House) -> None:
    text = house.signed_in("master").get("/ledger/?registrar=alpha&kind=create").text
    foot = re.search(r"<tfoot>.*?</tfoot>", text, re.DOTALL)[0]
    sql = """SELECT l.currency, sum(l.amount) AS sum FROM registry.ledger l JOIN registry.registrar r ON r.id = l.registrar_id
              WHERE r.handle = 'alpha' AND l.kind = 'create' GROUP BY 1 ORDER BY 1"""
    (usd,) = house.run(house.world.fetch(sql))
    assert usd["currency"] == "USD" and f"{abs(usd['sum']) / 100:,.2f}" in foot
    wish = Wish.read(LEDGER, {"registrar": "alpha"})
    page = house.run(read_page(LEDGER, house.world.registry, Scope(True), lambda _: True, wish))
    assert page.totals["amount"] == sorted(page.totals["amount"], key=lambda each: each[-3:])
    statement = Statement(NOW)
    assert f"<= {COUNTED} THEN" in View.of(LEDGER, Scope(True), lambda _: True, wish).page(wish, statement)


@pytest.mark.parametrize("declared", LISTS, ids=lambda declared: declared.name)
def test_a_list_without_an_owner_exists_only_for_those_who_see_everything(house: House, declared: ListPage) -> None:
    bare = replace(declared, owner="", client="")
    for scope in (Scope(registrar_id=house.world.numbers["alpha"], registrar="alpha"), Scope(root=1)):
        page = house.run(read_page(bare, house.world.registry, scope, lambda _: True, Wish.read(bare, {})))
        assert page.rows == []


def test_a_page_is_one_statement_and_one_more_where_something_is_due(house: House) -> None:
    statements = []

    class Counted:
        def __init__(self, db):
            self.db = db
            self.transaction, self.execute = db.transaction, db.execute

        async def fetch(self, sql, *values):
            statements.append(sql)
            return await self.db.fetch(sql, *values)

    class Counting:
        async def reading(self, work):
            return await house.world.store.reading(lambda db: work(Counted(db)))

    bare = replace(DOMAINS, filters=())
    for later, asked in ((timedelta(0), 1), (timedelta(days=400), 2)):
        statements.clear()
        clock = FakeClock(house.world.clock.now() + later)
        registry = replace(house.world.registry, store=Counting(), clock=clock)
        page = house.run(read_page(bare, registry, Scope(True), lambda _: True, Wish.read(bare, {})))
        assert page.rows
        assert len(statements) == asked


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
                hidden={},
                sets=(),
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
    assert "<html" in whole.text and untimed(part.text).strip() in untimed(whole.text)


def untimed(page: str) -> str:
    """Without the forms' tokens, which carry the second they were made in."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page)


def test_htmx_of_somebody_whose_session_is_over_is_sent_to_the_sign_in(house: House) -> None:
    answer = house.visitor().get("/domains/", headers={"HX-Request": "true", "HX-Target": "list"})
    assert answer.status_code == 204 and answer.headers["HX-Redirect"].startswith("/sign-in")


def test_a_name_in_its_last_days_is_pending_delete_once(house: House) -> None:
    for address in ("/domains/?q=aspen.example", "/domains/aspen.example"):
        text = house.signed_in("master").get(address).text
        main = re.sub(r'<dl class="nh-drop-box nh-legend">.*?</dl>', "", text[text.index("<main") :], flags=re.DOTALL)
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


def rows(house: House, address: str, role: str = "master") -> list[dict]:
    answer = house.signed_in(role).get(address)
    assert answer.status_code == 200, answer.text
    return answer.json["data"]


def test_a_set_of_columns_shows_its_columns_and_stays_while_one_pages_and_sorts(house: House) -> None:
    text = house.signed_in("master").get("/domains/?columns=dates&per_page=25").text
    heads = re.findall(r'<th scope="col"[^>]*>\s*(?:<a[^>]*>)?([^<]+)', text)
    assert [head.strip() for head in heads] == [
        "Name",
        "Registered",
        "Updated",
        "Transferred",
        "Expires",
        "At its expiry",
    ]
    assert 'href="/domains/?columns=dates&amp;sort=-name"' in text and "columns=dates&amp;page=2" in text
    assert 'name="columns" value="dates"' in text, "the form's next search would lose it"


def test_the_way_to_the_api_asks_for_what_the_page_shows(house: House) -> None:
    visitor = house.signed_in("master")
    for query, shown in (("", "overview"), ("?q=welcome&columns=dates", "dates"), ("?sort=-name", "overview")):
        page = visitor.get(f"/domains/{query}").text
        address = unescape(re.search(r'href="(/api/v1/domains[^"]*)"', page)[1])
        assert address.count("columns=") == 1, address
        (first, *_) = visitor.get(address).json["data"]
        assert {*first} - {"key"} == {column.name for column in DOMAINS.chosen(shown)}


def test_a_set_that_is_not_for_the_viewer_is_neither_offered_nor_shown() -> None:
    declared = replace(DOMAINS, sets=(DOMAINS.sets[0], replace(DOMAINS.sets[3], permission="domain.secret")))
    wish = Wish.read(declared, {"columns": "identity"}, lambda permission: permission != "domain.secret")
    assert wish.columns == "overview"
    view = View.of(declared, Scope(True), lambda permission: permission != "domain.secret", wish)
    assert [each.name for each in view.sets] == ["overview"]


@pytest.mark.parametrize("declared", LISTS, ids=lambda declared: declared.name)
def test_every_set_names_columns_that_there_are_and_every_column_is_in_a_set(declared: ListPage) -> None:
    known = {column.name for column in declared.columns}
    shown = {name for each in declared.sets for name in each.columns}
    assert shown == (known if declared.sets else set())


@pytest.mark.parametrize("role", ["master", "registrar"])
@pytest.mark.parametrize("declared", [each for each in LISTS if each.sets], ids=lambda declared: declared.name)
def test_every_set_is_drawn_with_what_its_rows_lead_to(house: House, declared: ListPage, role: str) -> None:
    """A row leads somewhere, and is chosen, by values that a set may not show."""
    if declared.permission not in permissions_of(frozenset({role})):
        return
    with house.app.test_request_context():
        addresses = [url_for(f"{declared.name}.index", columns=each.name) for each in declared.sets]
    assert [address for address in addresses if house.signed_in(role).get(address).status_code != 200] == []


@pytest.mark.parametrize("declared", [each for each in LISTS if each.sets], ids=lambda declared: declared.name)
def test_every_set_has_what_a_row_is_called_and_linked_by(declared: ListPage) -> None:
    """Told by what is read of the row in the code of its key and its link: where there are no rows, no page would say."""
    keys = [deeds.key for module in MODULES for deeds in module.deeds if deeds.list is declared]
    read = {
        name for each in (*keys, declared.link) if each for name in each.__code__.co_consts if isinstance(name, str)
    }
    known = {column.name for column in declared.columns} - set(declared.hidden)
    for each in declared.sets:
        assert read & known <= {column.name for column in declared.chosen(each.name)}, each.name


def test_a_total_is_of_all_rows_that_the_filters_leave(house: House) -> None:
    declared = replace(
        DOMAINS, columns=(DOMAINS.columns[0], Column("years", "Years", "1", cell="number", total="sum(1)")), sets=()
    )
    wish = Wish.read(declared, {"q": "*e*", "per_page": "25"})
    page = house.run(read_page(declared, house.world.registry, Scope(True), lambda _: True, wish))
    assert page.totals == {"years": page.total} and page.total > len(page.rows)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("9.9.9.0/24", ["ns1.welcome.example", "ns2.welcome.example"]),
        ("9.9.9.2", ["ns2.welcome.example"]),
        ("2620:fe::/32", ["ns1.welcome.example", "ns2.welcome.example"]),
        ("198.51.100.0/24", []),
    ],
)
def test_hosts_are_found_by_the_network_that_their_addresses_are_in(house: House, query: str, found: list[str]) -> None:
    assert [row["name"] for row in rows(house, f"/api/v1/hosts?address={query}")] == found


def test_commands_are_found_by_how_long_they_took(house: House) -> None:
    every = rows(house, "/api/v1/commands?per_page=500")
    slowest = max(row["milliseconds"] for row in every)
    some = rows(house, f"/api/v1/commands?per_page=500&milliseconds_least={slowest - 0.001:f}")
    assert some and all(row["milliseconds"] >= slowest - 0.002 for row in some)
    assert rows(house, "/api/v1/commands?milliseconds_most=-1") == []


@pytest.mark.parametrize("role", ["master", "registrar"])
@pytest.mark.parametrize("declared", LISTS, ids=lambda declared: declared.name)
def test_the_api_answers_what_the_page_shows(house: House, declared: ListPage, role: str) -> None:
    visitor = house.signed_in(role)
    answer = visitor.get(f"/api/v1/{declared.name}?per_page=500")
    if answer.status_code == 403:
        assert not permissions_of(frozenset({role})) & {declared.permission}
        return
    everything = answer.json
    with house.app.test_request_context():
        address = url_for(f"{declared.name}.index", per_page=500)
    page = visitor.get(address).text
    assert len(everything["data"]) == page.count(f'<td data-label="{lead_of(declared)}"')
    assert set(everything) == {"data", "next"}


def lead_of(declared: ListPage) -> str:
    return next(column.title for column in declared.columns if column.lead)


def test_the_api_tells_a_program_that_it_asked_for_what_there_is_not(house: House) -> None:
    answer = house.signed_in("master").get("/api/v1/domains?stat=hold")
    assert answer.status_code == 400 and answer.mimetype == "application/problem+json"
    assert [each["parameter"] for each in answer.json["errors"]] == ["stat"]


def test_money_and_instants_are_plain_for_programs(house: House) -> None:
    alpha = next(row for row in rows(house, "/api/v1/registrars") if row["handle"] == "alpha")
    assert {"amount", "currency"} == set(alpha["balance"][0]) and re.fullmatch(
        r"-?\d+\.\d\d", alpha["balance"][0]["amount"]
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", alpha["created"])


def test_a_list_leads_to_those_pages_alone_that_the_viewer_may_open(house: House) -> None:
    both = (("Clients", "users", "clients.index"), ("Calendar", "calendar", "deposits.calendar"))
    with house.app.test_request_context():
        for role, theirs in (("master", both), ("registrar", both[1:]), ("client", ())):
            g.viewer = Viewer(1, 1, role, role, "", frozenset({role}))
            assert [title for title, *_ in other_views(replace(DOMAINS, other_views=both))] == [
                each[0] for each in theirs
            ]


def test_past_sessions_say_how_long_they_lasted_and_how_they_ended_and_lead_to_what_was_asked(house: House) -> None:
    every = house.signed_in("master").get("/api/v1/past_sessions").json["data"]
    assert [each["ending"] for each in every] == [
        "logout", "lost", "overdue", "ended", "failed"
    ]  # fmt: skip
    theirs = house.signed_in("registrar").get("/past-sessions/?ending=logout").text
    assert re.findall(r'class="nh-row-link" href="/commands/\?([^"]+)"', theirs) == [
        "door=epp&amp;registrar=alpha&amp;address=192.0.2.10&amp;at_from=2026-08-31&amp;at_to=2026-08-31"
    ]
    assert "60 sec" in theirs and "Registrar in a box" in theirs
