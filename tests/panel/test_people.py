"""Looking after other people's accounts: whose, by whom, with which reason; and what a demanded second factor means."""

import re

import pytest

from panel.app import create_app
from panel.bridge import Bridge
from registry.settings import Panel
from tests.panel.person import FACTOR, Person

pytestmark = pytest.mark.slow  # each signs in with hashes that are meant to take time

WHY = {"reason": "They  called, and knew."}


def act(who: Person, verb: str, whom: Person, **form: str):
    return who.inside().post(f"/people/{whom.login}/{verb}", {**WHY, **form}, at="/account/")


def reasons(whom: Person) -> list[tuple[str, str, str | None]]:
    sql = "SELECT action, actor, reason FROM audit.activity WHERE account = $1 AND actor <> account ORDER BY id"
    return [tuple(row) for row in whom.house.run(whom.house.world.fetch(sql, whom.login))]


@pytest.mark.parametrize("role", ["master", "admin", "registrar"])
def test_whoever_lost_everything_gets_in_by_the_password_again_and_the_reason_is_kept(house, person, role) -> None:
    lost = Person(house, "registrar-technical", "gamma")
    inside = lost.enrol()
    keeper = Person(house, role, "gamma" if role == "registrar" else None)
    assert "knew" not in (page := keeper.inside().get(f"/people/{lost.login}").text) and "10 left" in page
    assert act(keeper, "reset-second-factor", lost, reason=" ").status_code == 422, "no reason was asked for"
    assert lost.half()
    assert act(keeper, "reset-second-factor", lost).location == f"/people/{lost.login}"
    assert inside.get("/account/").status_code == 302, "a session lived on"
    assert "Reset the second factors" in lost.inside().get("/account/").text
    assert reasons(lost) == [("second-factor.reset", keeper.login, "They called, and knew.")]


@pytest.mark.parametrize("verb", ["reset-second-factor", "block", "role", "sessions/end"])
@pytest.mark.parametrize(
    ("role", "registrar", "whom", "of", "status"),
    [
        ("admin", None, "master", None, 422),
        ("registrar", "gamma", "registrar-read", "beta", 404),
        ("registrar", "gamma", "client", None, 404),
        ("support", None, "client", None, 403),
        ("registrar-technical", "gamma", "registrar-read", "gamma", 403),
    ],
)
def test_nobody_looks_after_those_who_are_not_in_their_care(
    house, person, verb, role, registrar, whom, of, status
) -> None:
    keeper, other = Person(house, role, registrar), Person(house, whom, of)
    if (role, verb) == ("admin", "role"):
        status = 403
    assert act(keeper, verb, other, role=whom).status_code == status
    assert reasons(other) == []
    if status == 404:
        assert keeper.inside().get(f"/people/{other.login}").status_code == 404
        assert other.login not in keeper.inside().get("/people/?per_page=200").text


def test_nobody_changes_their_own_account_there(house, person) -> None:
    master = Person(house, "master")
    for verb in ("role", "block", "reset-second-factor", "sessions/end"):
        answer = act(master, verb, master, role="client")
        assert answer.status_code == 422 and "Nobody changes their own account" in answer.text


@pytest.mark.feature("USR-03")
def test_an_owner_gives_roles_of_its_registrar_and_no_others(house, person) -> None:
    owner, other = Person(house, "registrar", "gamma"), Person(house, "registrar-read", "gamma")
    assert act(owner, "role", other, role="registrar-finance").status_code == 302
    assert "Registrar, finance" in other.inside().get("/account/").text
    for role in ("master", "client", "emperor", ""):
        assert act(owner, "role", other, role=role).status_code == 422
    master = Person(house, "master")
    assert act(master, "role", other, role="support").status_code == 422, "a registrar's person became staff"
    assert [each for each, *_ in reasons(other)] == ["account.role"]


def test_a_blocked_account_is_out_until_it_is_let_in_again(house, person) -> None:
    owner, other = Person(house, "registrar", "gamma"), Person(house, "registrar-read", "gamma")
    inside = other.inside()
    assert act(owner, "block", other).status_code == 302
    assert inside.get("/account/").status_code == 302
    assert other.visitor().sign_in(other.login).status_code == 401
    assert act(owner, "unblock", other).status_code == 302
    assert other.inside().get("/account/").status_code == 200


def test_sessions_of_others_are_seen_and_ended_one_by_one_or_all(house, person) -> None:
    owner, other = Person(house, "registrar", "gamma"), Person(house, "registrar-read", "gamma")
    first, second = other.inside(), other.inside()
    page = owner.inside().get(f"/people/{other.login}").text
    number = re.search(rf"/people/{other.login}/(sessions/[0-9]+/end)", page)[1]
    assert act(owner, number, other).status_code == 302
    assert sorted(each.get("/account/").status_code for each in (first, second)) == [200, 302]
    assert act(owner, number, other).status_code == 404
    assert act(owner, "sessions/end", other).status_code == 302
    assert {each.get("/account/").status_code for each in (first, second)} == {302}


def test_a_second_factor_that_is_demanded_comes_before_anything_else(house, person) -> None:
    owner, other = Person(house, "registrar", "delta"), Person(house, "registrar-read", "delta")
    foreigner = Person(house, "registrar-read", "gamma")
    demand, inside = "/people/of/delta/second-factor", other.inside()
    stranger = Person(house, "registrar", "gamma").inside()
    assert stranger.post(demand, {"wanted": "yes"}, at="/account/").status_code == 404
    assert owner.inside().post(demand, {"wanted": "yes"}, at="/account/").location == "/registrars/delta"
    for path in ("/domains/", "/account/", "/registrars/delta"):
        assert inside.get(path).location == FACTOR, path
    assert inside.get("/").location == FACTOR
    page = inside.get(FACTOR).text
    assert "A second factor is demanded of you." in page and 'href="/domains/"' not in page
    assert inside.post("/account/password", at=FACTOR).location == FACTOR
    listed = inside.get("/domains/", headers={"HX-Request": "true"})
    assert (listed.status_code, listed.headers["HX-Redirect"]) == (204, FACTOR)
    assert foreigner.inside().get("/domains/").status_code == 200
    assert other.enrol().get("/domains/").status_code == 200
    freed = owner.enrol()
    assert "since" in freed.get("/registrars/delta").text
    assert freed.post(demand, {"wanted": "no"}, at="/account/").status_code == 302
    assert Person(house, "registrar-read", "delta").inside().get("/domains/").status_code == 200


def test_a_role_of_which_a_second_factor_is_demanded_is_a_setting(house, person) -> None:
    settings = Panel(secret_key="x", second_factor_roles=("support",))
    app = create_app(house.world.registry, house.database, Bridge(house.loop), settings)
    for one, location in ((person, FACTOR), (Person(house, "client"), None)):
        visitor = one.visitor()
        visitor.app, visitor.client = app, app.test_client()
        assert visitor.sign_in(one.login).status_code == 302
        assert visitor.get("/account/").location == location


def test_what_was_done_is_listed_for_those_who_look_after_accounts(house, person) -> None:
    owner, other = Person(house, "registrar", "gamma"), Person(house, "registrar-read", "gamma")
    act(owner, "block", other)
    person.inside()
    own = owner.inside().get("/activity/?per_page=200").text
    assert "They called, and knew." in own and person.login not in own
    every = Person(house, "admin").inside().get(f"/activity/?q={person.login}").text
    assert person.login in every and "Signed in" in every
    refused = Person(house, "admin").inside().get(f"/activity/?q={other.login}&result=refused").text
    assert "They called" not in refused
