"""Who may do what, and whose things they see; every endpoint by every role is in test_matrix.py."""

import pytest

from panel.app import create_app
from panel.bridge import Bridge
from panel.kit.access import Viewer, permissions_of, scope_of
from panel.kit.roles import ROLES
from registry.settings import Panel
from tests.panel.house import House


@pytest.mark.parametrize(
    ("role", "sees", "does_not"),
    [
        ("registrar", ("Balance", "Ways in", "Open EPP sessions", "Its people"), ()),
        ("registrar-technical", ("Ways in", "Open EPP sessions"), ("Balance", "Its people")),
        ("registrar-finance", ("Balance",), ("Ways in", "Open EPP sessions", "Its people")),
        ("registrar-support", ("Open EPP sessions",), ("Balance", "Ways in", "Its people")),
        ("registrar-read", ("Accreditations",), ("Balance", "Ways in", "Open EPP sessions", "Its people")),
    ],
)
def test_of_their_registrar_people_see_what_their_role_is_for(
    house: House, role: str, sees: tuple[str, ...], does_not: tuple[str, ...]
) -> None:
    text = house.signed_in(role).get("/registrars/alpha").text
    assert all(each in text for each in sees) and not any(each in text for each in does_not)
    assert house.signed_in(role).get("/registrars/beta").status_code == 404


def test_nobody_is_sent_to_the_sign_in_and_brought_back_after(house: House) -> None:
    visitor = house.visitor()
    assert visitor.get("/domains/?q=welcome").location.startswith("/sign-in?next=")
    answer = visitor.sign_in("master", back="/domains/?q=welcome")
    assert answer.location == "/domains/?q=welcome"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "///evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "/\t/evil.example",
        "/\r\n/evil.example",
        " //evil.example",
        "\N{ZERO WIDTH SPACE}//evil.example",
        "evil.example",
        "data:text/html,x",
        "/\N{LINE SEPARATOR}x",
        "?next=x",
    ],
)
def test_the_way_back_never_leads_to_another_site(house: House, elsewhere: str) -> None:
    assert house.visitor().sign_in("support", back=elsewhere).location == "/"


def test_a_view_that_says_nothing_is_open_to_nobody(house: House) -> None:
    app = create_app(house.world.registry, house.database, Bridge(house.loop), Panel(secret_key="x"))
    app.add_url_rule("/silent", "silent", lambda: "open")
    visitor = house.visitor()
    visitor.app, visitor.client = app, app.test_client()
    assert visitor.sign_in("master").status_code == 302
    assert visitor.get("/silent").status_code == 403


def test_deny_wins_wherever_it_comes_from() -> None:
    both = permissions_of(frozenset({"master", "support"}))
    assert "registrar.read-financial-info" in permissions_of(frozenset({"master"}))
    assert "registrar.read-financial-info" not in both
    assert "domain.read" in both


def test_an_unknown_role_grants_nothing() -> None:
    assert permissions_of(frozenset({"emperor"})) == frozenset()


def test_every_part_of_a_role_is_a_role_a_permission_or_a_denial() -> None:
    for parts in ROLES.values():
        for part in parts:
            assert part in ROLES or "." in part


def viewer(role: str, registrar_id: int | None = None, registrar: str | None = None) -> Viewer:
    return Viewer(1, 1, role, role, "", frozenset({role}), registrar_id, registrar)


def test_scope_is_everything_for_staff_one_registrar_for_its_people_and_a_subtree_for_clients() -> None:
    for role in ("master", "manager", "support", "admin"):
        assert scope_of(viewer(role)).everything
    own = scope_of(viewer("registrar", 7, "alpha"))
    assert (own.everything, own.registrar_id) == (False, 7)
    assert own.admits("alpha") and not own.admits("beta") and not own.admits(None)
    for role in ("client", "reseller"):
        subtree = scope_of(viewer(role, 7, "alpha"))
        assert (subtree.everything, subtree.registrar_id, subtree.root) == (False, None, 1)
        assert not subtree.admits("alpha")
    assert scope_of(viewer("emperor")).root is None


def test_a_registrars_people_see_their_registrars_things_only(house: House) -> None:
    visitor = house.signed_in("registrar")
    for path, own, others in (
        ("/domains/?per_page=200", "welcome.example", "anchor.example"),
        ("/hosts/", "ns1.welcome.example", "ns1.dns-house.net"),
        ("/contacts/", "ALPHA-1", "BETA-1"),
        ("/registrars/", "Alpha Registrar", "Beta Registrar"),
        ("/commands/?per_page=200", "welcome.example", "anchor.example"),
    ):
        text = visitor.get(path).text
        assert own in text and others not in text, path


@pytest.mark.parametrize(
    "path",
    [
        "/domains/anchor.example",
        "/hosts/ns1.dns-house.net",
        "/contacts/BETA-1",
        "/registrars/beta",
        "/domains/nothing.example",
    ],
)
def test_what_is_anothers_does_not_exist_any_more_than_what_is_nobodys(house: House, path: str) -> None:
    assert house.signed_in("registrar").get(path).status_code == 404
    text = house.signed_in("registrar").get(path).text
    assert "There is no such page" in text


def test_a_registrars_people_cannot_widen_their_scope_by_a_filter(house: House) -> None:
    text = house.signed_in("registrar").get("/domains/?registrar=beta&per_page=200").text
    assert "anchor.example" not in text


def test_money_is_for_those_whose_role_says_so(house: House) -> None:
    for role, sees in (("master", True), ("manager", True), ("registrar", True), ("support", False), ("admin", False)):
        visitor = house.signed_in(role)
        assert ("Last bookings" in visitor.get("/registrars/alpha").text) is sees, role
        assert ("Balance" in visitor.get("/registrars/").text) is sees, role


def test_frames_are_for_those_whose_role_says_so(house: House) -> None:
    sql = "SELECT svtrid FROM registry.command WHERE frame IS NOT NULL LIMIT 1"
    address = f"/commands/{house.run(house.world.fetch(sql))[0]['svtrid']}"
    assert "x-tag" in house.signed_in("support").get(address).text
    assert "x-tag" not in house.signed_in("manager").get(address).text
