"""Each role has a dashboard that suits it, and each person makes their own of it, out of what they may see."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest

from panel.dashboard.choosing import arranged, board_of
from panel.dashboard.queries import Chosen
from panel.dashboard.usual import USUAL
from panel.kit.access import Viewer, scope_of
from panel.kit.lists import Wish
from panel.kit.module import Module
from panel.kit.roles import ASSIGNABLE, OF_REGISTRARS
from panel.kit.widgets import Counts, Rows, Widget
from panel.modules import MODULES
from tests.panel.house import House, Visitor

EVERY = {each.name: each for module in MODULES for each in module.widgets}


def somebody(role: str) -> Viewer:
    alpha = {"registrar_id": 7, "registrar": "alpha"} if role in OF_REGISTRARS else {}
    return Viewer(1, 1, role, role, "", frozenset({role}), **alpha)


def board(role: str, chosen: Chosen | None = None, modules: tuple[Module, ...] = MODULES):
    viewer = somebody(role)
    return board_of(modules, viewer, scope_of(viewer), chosen)


def names(widgets: tuple[Widget, ...]) -> list[str]:
    return [each.name for each in widgets]


@pytest.mark.feature("UX-02")
def test_every_role_begins_with_a_dashboard_of_what_it_may_see() -> None:
    assert set(USUAL) == set(ASSIGNABLE)
    for role, usual in USUAL.items():
        assert names(board(role).shown) == list(usual), role
        assert len(usual) >= 5, role


def test_a_role_that_nobody_thought_of_begins_with_all_that_it_may_see() -> None:
    viewer = replace(somebody("client"), roles=frozenset({"person", "holder", "access.own"}))
    found = board_of(MODULES, viewer, scope_of(viewer), None)
    assert found.hidden == () and {"documents.ending", "dashboard.own-to-do"} <= set(names(found.shown))
    assert "clients.latest" not in names(found.shown)


def test_a_widget_is_of_its_drawer_and_wants_what_its_list_understands() -> None:
    assert len(EVERY) == sum(len(module.widgets) for module in MODULES), "two have one name"
    for module in MODULES:
        for each in module.widgets:
            assert each.name.startswith(f"{module.name}."), each.name
            asked = [each] if isinstance(each, Rows) else each.counts if isinstance(each, Counts) else ()
            for one in asked:
                wish = Wish.read(one.of, one.filter)
                wanted = {name: value for name, value in one.filter.items() if name != "sort"}
                assert dict(wish.values) == wanted, each.name
                assert one.filter.get("sort", "").removeprefix("-") in ("", wish.sort.name), each.name
                for filter_ in one.of.filters:
                    options = getattr(filter_, "options", {})
                    assert not options or wanted.get(filter_.name, next(iter(options))) in options, each.name
            if isinstance(each, Rows):
                assert all(each.of.column(column) for column in each.columns), each.name


def test_what_is_ticked_is_shown_in_its_order_and_what_is_moved_goes_one_place() -> None:
    here = board("client")
    first, second, *rest = names(here.shown)
    kept = arranged(here, [second, first, *rest], [first, second, "dashboard.revenue", "nothing"])
    assert kept.shown == [second, first] and set(rest) <= set(kept.hidden)
    assert arranged(here, names(here.shown), names(here.shown), f"up {second}").shown == [second, first, *rest]
    assert arranged(here, names(here.shown), names(here.shown), f"up {first}").shown == [first, second, *rest]
    assert arranged(here, names(here.shown), names(here.shown), "down nothing").shown == [first, second, *rest]
    assert arranged(here, [], []).shown == []


def test_what_is_declared_later_comes_where_it_is_usual_and_what_was_hidden_stays_so() -> None:
    first, *rest = names(board("client").shown)
    found = board("client", Chosen([rest[0]], rest[1:]))
    assert names(found.shown) == [rest[0], first] and set(names(found.hidden)) >= set(rest[1:])
    without = tuple(replace(module, widgets=()) if module.name == "dashboard" else module for module in MODULES)
    gone = board("client", Chosen(["dashboard.own-to-do", "reminders.next"], []), without)
    assert "dashboard.own-to-do" not in names((*gone.shown, *gone.hidden)), "a drawer that is gone leaves nothing"


@pytest.fixture
def clean(house: House) -> Iterator[House]:
    yield house
    house.run(house.world.fetch("DELETE FROM panel.dashboard"))


def seen(visitor: Visitor) -> list[str]:
    return re.findall(r'data-widget="([^"]+)"', visitor.get("/dashboard/").text)


def keep(visitor: Visitor, shown: list[str], **more: str):
    order = re.findall(r'name="order" value="([^"]+)"', visitor.get("/dashboard/widgets").text)
    form = {"order": [*shown, *(each for each in order if each not in shown)], "shown": shown, **more}
    return visitor.post("/dashboard/widgets", form)


def in_columns(wanted: list[str]) -> list[str]:
    return [name for place in ("strip", "wide", "narrow") for name in wanted if EVERY[name].place == place]


@pytest.mark.feature("UX-02")
def test_what_somebody_chose_is_kept_with_their_account_and_nobody_elses_changes(clean: House) -> None:
    manager, support = clean.signed_in("manager"), clean.signed_in("support")
    before, others = seen(manager), seen(support)
    assert before == in_columns(list(USUAL["manager"]))
    wanted = ["dashboard.queues", "clients.latest", "domains.latest"]
    assert keep(manager, wanted).location == "/dashboard/"
    assert seen(manager) == in_columns(wanted) and seen(clean.signed_in("manager")) == in_columns(wanted)
    moved = keep(manager, wanted, move="up domains.latest")
    assert moved.location == "/dashboard/widgets#domains.latest"
    assert seen(manager) == in_columns(["dashboard.queues", "domains.latest", "clients.latest"])
    assert seen(support) == others
    assert keep(manager, []).location == "/dashboard/" and seen(manager) == []
    assert "Your dashboard shows nothing." in manager.get("/dashboard/").text
    keep(manager, [], usual="yes")
    assert seen(manager) == before
    assert clean.run(clean.world.fetch("SELECT FROM panel.dashboard")) == []


def test_nobody_shows_what_they_may_not_see_whatever_they_send(clean: House) -> None:
    for role, forbidden in (
        ("support", "dashboard.revenue"),
        ("client", "clients.latest"),
        ("reseller", "domains.latest"),
    ):
        visitor = clean.signed_in(role)
        assert forbidden not in visitor.get("/dashboard/widgets").text, role
        keep(visitor, [forbidden, "notifications.latest"])
        assert seen(visitor) == ["notifications.latest"], role
        kept = "INSERT INTO panel.dashboard SELECT id, ARRAY[$2], '{}', now() FROM iam.account WHERE login = $1"
        clean.run(clean.world.fetch("DELETE FROM panel.dashboard"))
        clean.run(clean.world.fetch(kept, role, forbidden))
        assert forbidden not in seen(visitor), "nor where it was chosen while they might"
        assert visitor.post("/dashboard/widgets", {"order": ["\0", "x" * 999], "shown": ["\0"]}).status_code == 302


@pytest.mark.parametrize("role", ["master", "registrar", "reseller", "client"])
def test_all_that_a_role_may_see_is_of_its_scope_and_in_one_page(clean: House, role: str) -> None:
    visitor = clean.signed_in(role)
    every = re.findall(r'name="order" value="([^"]+)"', visitor.get("/dashboard/widgets").text)
    keep(visitor, every)
    text = visitor.get("/dashboard/").text
    assert set(re.findall(r'data-widget="([^"]+)"', text)) == set(every) and len(every) >= 6
    assert text.count('role="img"') == text.count("<summary>The figures</summary>")
    for address in re.findall(r'class="nh-row-link" href="([^"]+)"', text)[:20]:
        assert visitor.get(unescape(address)).status_code == 200, address
    if role == "registrar":
        keep(visitor, ["domains.latest", "domains.expiring"])
        shown = set(re.findall(r'class="nh-row-link" href="/domains/([^"]+)"', visitor.get("/dashboard/").text))
        theirs = """SELECT d.name FROM registry.domain d JOIN registry.registrar r ON r.id = d.registrar_id
                     WHERE r.handle = 'alpha'"""
        assert shown and shown <= {row["name"] for row in clean.run(clean.world.fetch(theirs))}
    if role == "client":
        assert "/clients/" not in re.sub(r"<nav.*?</nav>", "", text, flags=re.S)
