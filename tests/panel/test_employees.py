"""People who work for a reseller: they see what it sees, may no more than it may, and come in only while it may."""

import re
from functools import partial

import pytest

from panel.accounts import AccountRefused, ensure_account
from panel.clients.actions import client_kind, client_step
from panel.clients.queries import clients
from panel.employees.actions import roles_for
from panel.exports.actions import copy_later, export_later, make
from panel.identity.browser import Browser
from panel.identity.openid import queries as openid
from panel.identity.restoring import Restoring
from panel.identity.tries import Tries
from panel.kit.access import Employer, Viewer, permissions_of, scope_of
from panel.kit.deeds import Declined
from panel.kit.module import lists_of
from panel.kit.roles import OF_RESELLERS
from panel.modules import MODULES
from tests.panel.house import PASSWORD, House, Visitor
from tests.panel.test_api_keys import program
from tests.panel.test_seller_tree import HOUSE, Tree

BROWSER = Browser("127.0.0.1", "Testbrowser/1.0")
WHY = "They asked by letter."


def parts(*each: str) -> frozenset[str]:
    return frozenset(each)


def works(role: str = "reseller-manager", *employers: str, rights: frozenset[str] = frozenset()) -> Viewer:
    employer = Employer(7, "boss", parts("reseller", *employers))
    return Viewer(8, 1, "hand", "Hand", "", parts(role), rights=rights, employer=employer)


def test_they_see_what_their_employer_sees_and_own_what_they_own() -> None:
    scope = scope_of(works())
    assert (scope.root, scope.account_id, scope.everything) == (7, 8, False)
    assert (works().client_id, works().client_login, works().employer_id) == (7, "boss", 7)


@pytest.mark.parametrize("role", sorted(OF_RESELLERS))
def test_no_role_of_theirs_holds_more_than_a_reseller(role: str) -> None:
    assert permissions_of(parts(role)) <= permissions_of(parts("reseller"))


def test_what_is_denied_to_the_employer_is_denied_to_all_who_work_for_it() -> None:
    assert works().may("client.block") and not works("reseller-manager", "deny:client.block").may("client.block")
    assert not works(rights=parts("domain.delete")).may("domain.delete"), "nor is more given than it holds"


def test_nobody_is_offered_a_role_that_may_do_more_than_they_or_than_the_employer() -> None:
    boss, support = permissions_of(parts("reseller")), permissions_of(parts("reseller-support"))
    assert set(roles_for(None, parts("reseller"))) == set(roles_for(boss, parts("reseller"))) == OF_RESELLERS
    assert set(roles_for(support, parts("reseller"))) == {"reseller-support", "reseller-read"}
    less = parts("reseller", "deny:client.block")
    assert set(roles_for(permissions_of(less), less)) == OF_RESELLERS, "what the employer lacks is given by no role"


@pytest.fixture
def shop(yard: House) -> House:
    """`shop`, a reseller below `reseller`, sells to `stall`; `anna` manages it, `bert` supports, `cleo` reads. `rival` is
    nobody's of these, with `dora`."""
    run, world = yard.run, yard.world
    if not run(world.fetch("SELECT FROM iam.account WHERE login = 'anna'")):
        if not run(world.fetch("SELECT FROM iam.account WHERE login = 'shop'")):
            run(Tree(world).plant("shop* < reseller", "stall < shop", "rival*"))
        for login, role, employer in (
            ("anna", "reseller-manager", "shop"),
            ("bert", "reseller-support", "shop"),
            ("cleo", "reseller-read", "shop"),
            ("dora", "reseller-manager", "rival"),
        ):
            run(ensure_account(world.registry, login, PASSWORD, role, None, login.title(), "", seller=employer))
        password = "(SELECT password_hash FROM iam.account WHERE login = 'client')"
        run(world.fetch(f"UPDATE iam.account SET password_hash = {password} WHERE login = 'shop' RETURNING id"))
    return yard


def number(house: House, login: str) -> int:
    return house.run(Tree(house.world).number(login))


def logins(visitor: Visitor, of: str = "clients", query: str = "") -> set[str]:
    return {row["login"] for row in visitor.get(f"/api/v1/{of}?per_page=500{query}").json["data"]}


def step(house: House, login: str, name: str) -> None:
    house.run(client_step(Tree(house.world).cx, HOUSE, number(house, login), name, None, WHY))


@pytest.mark.slow
@pytest.mark.feature("USR-01")
@pytest.mark.feature("USR-02")
def test_a_reseller_lets_somebody_in_who_works_in_its_name(shop: House) -> None:
    boss = shop.signed_in("shop")
    form = {"login": "Emil", "name": "Emil", "role": "reseller-support", "language": "en"}
    assert boss.post("/employees/-/create", form).location == "/employees/emil"
    drawn = boss.post("/employees/emil/set-tmp-pwd", {"reason": WHY}).text
    (password,) = set(re.findall(r'nh-once"><li>([^<]+)</li>', drawn))
    emil = shop.visitor()
    assert emil.sign_in("emil", password).status_code == 302
    assert emil.get("/clients/").location == "/account/", "a temporary password opens nothing"
    form = {"old": password, "new": "another four plain words", "again": "another four plain words"}
    assert emil.post("/account/password", form).status_code == 302
    assert logins(emil) == {"shop", "stall"}
    assert emil.post("/clients/stall/set-note", {"note": "Rings twice"}).status_code == 302
    assert emil.post("/clients/stall/block", {"kind": "debt", "reason": WHY}).status_code == 403
    ((actor, account),) = shop.run(
        shop.world.fetch(
            "SELECT actor, account FROM audit.activity WHERE action = 'clients.set-note' AND actor = 'emil'"
        )
    )
    assert (actor, account) == ("emil", "stall")
    page = boss.get("/employees/emil").text
    assert "Set note" in page and "Rings twice" not in page and "Testbrowser" in page
    assert boss.post("/employees/emil/end-sessions").status_code == 302
    assert emil.get("/clients/").location.startswith("/sign-in")


@pytest.mark.slow
@pytest.mark.feature("USR-02")
def test_who_works_for_somebody_sees_and_does_as_their_role_says_within_the_subtree(shop: House) -> None:
    anna, cleo, dora = (shop.signed_in(each) for each in ("anna", "cleo", "dora"))
    assert logins(anna) == logins(cleo) == {"shop", "stall"} and logins(dora) == {"rival"}
    assert logins(anna, "employees", "&q=*a*") >= {"anna"} and logins(dora, "employees") == {"dora"}
    assert cleo.get("/employees/").status_code == 403
    for path in ("/clients/reseller", "/clients/rival", "/employees/dora", "/employees/dora/rights"):
        assert anna.get(path).status_code == 404, path
    own = anna.post("/clients/shop/set-note", {"note": "My employer"})
    assert own.status_code == 422 and "whom they work for" in own.text
    assert anna.post("/employees/anna/set-role", {"role": "reseller-read", "reason": WHY}).status_code == 422
    assert anna.post("/clients/-/create", {"login": "booth", "name": "B", "kind": "client", "language": "en"}).location
    ((seller,),) = shop.run(
        shop.world.fetch(
            "SELECT s.login FROM iam.account a JOIN iam.account s ON s.id = a.seller_id WHERE a.login = 'booth'"
        )
    )
    assert seller == "shop"
    seen = shop.signed_in("reseller")
    assert {"anna", "bert", "cleo"} <= logins(seen, "employees", "&employer=shop")
    assert "dora" in logins(shop.signed_in("manager"), "employees")


@pytest.mark.slow
@pytest.mark.feature("USR-02")
def test_with_a_single_right_somebody_looks_after_those_alone_who_may_no_more_than_they(shop: House) -> None:
    boss = shop.signed_in("shop")
    for right in ("employee.read", "employee.block", "employee.set-role"):
        wanted = {f"right:{right}": "given", "reason": WHY}
        assert boss.post("/employees/bert/rights", wanted).location == "/employees/bert/rights"
    bert = shop.signed_in("bert")
    anna = bert.post("/employees/anna/block", {"kind": "left", "reason": WHY})
    assert anna.status_code == 422 and "may do more than yours" in anna.text
    more = bert.post("/employees/cleo/set-role", {"role": "reseller-manager", "reason": WHY})
    assert more.status_code == 422 and "not one of those to choose from" in more.text
    assert bert.post("/employees/cleo/set-role", {"role": "reseller-support", "reason": WHY}).status_code == 302
    assert bert.post("/employees/cleo/set-tmp-pwd", {"reason": WHY}).status_code == 403
    assert bert.post("/employees/cleo/block", {"kind": "left", "reason": WHY}).status_code == 302
    assert shop.visitor().sign_in("cleo").status_code == 401
    assert bert.post("/employees/cleo/unblock", {"reason": WHY}).status_code == 302
    for right, why in (("access.all", "with a role alone"), ("domain.delete", "for other people")):
        refused = boss.post("/employees/bert/rights", {f"right:{right}": "given", "reason": WHY})
        assert refused.status_code == 422 and why in refused.text
    # what the house takes from the reseller is gone for its people, and the sheet says why
    manager = shop.signed_in("master")
    deny = {"right:client.set-note": "denied", "reason": WHY}
    assert manager.post("/rights/shop", deny).status_code == 302
    assert bert.post("/clients/stall/set-note", {"note": "No"}).status_code == 403
    assert "denied their employer" in shop.signed_in("anna").get("/employees/bert/rights").text
    assert manager.post("/rights/shop", {"right:client.set-note": "role", "reason": WHY}).status_code == 302


@pytest.mark.slow
@pytest.mark.feature("USR-01")
def test_nobody_comes_in_while_the_employer_may_not(shop: House) -> None:
    run, world = shop.run, shop.world
    anna, key = shop.visitor(), program(shop, "anna", "client.read")
    assert anna.sign_in("anna").status_code == 302 and key.ask("GET", "clients").status_code == 200
    asked = Viewer(number(shop, "anna"), 0, "anna", "", "", parts("reseller-manager"))
    lists = lists_of(MODULES)
    before = run(export_later(world.registry, asked, lists["clients"], "", "csv"))
    run(make(world.registry, lists, before))
    later = run(export_later(world.registry, asked, lists["clients"], "", "csv"))
    step(shop, "shop", "block")
    assert run(world.fetch("SELECT FROM iam.session WHERE account_id = $1", asked.account_id)) == []
    assert anna.get("/clients/").location.startswith("/sign-in")
    assert shop.visitor().sign_in("anna").status_code == 401
    assert key.ask("GET", "clients").status_code == 401
    run(world.fetch("UPDATE iam.account SET email = 'anna@shop.example' WHERE login = 'anna' RETURNING id"))
    run(Restoring(shop.database, world.clock, Tries(shop.database, world.clock)).mail_link("anna", BROWSER, None, str))
    assert run(world.fetch("SELECT FROM iam.mailed_link WHERE account_id = $1", asked.account_id)) == []
    assert run(world.store.reading(lambda db: openid.person(db, id=asked.account_id, now=world.clock.now()))) is None
    run(make(world.registry, lists, later))
    states = run(world.fetch("SELECT state, rows FROM panel.export WHERE id = ANY($1) ORDER BY id", [before, later]))
    assert [row["state"] for row in states] == ["ready", "failed"]
    assert states[0]["rows"] == len(logins(shop.signed_in("manager"), query="&seller=shop")) + 1, (
        "the employer's subtree"
    )
    step(shop, "shop", "unblock")
    assert key.ask("GET", "clients").status_code == 200
    assert (
        run(world.store.reading(lambda db: openid.person(db, id=asked.account_id, now=world.clock.now()))) is not None
    )
    assert anna.sign_in("anna").status_code == 302
    # a session that somehow outlived the block of its employer opens nothing either
    run(world.fetch("UPDATE iam.account SET state = 'blocked' WHERE login = 'shop' RETURNING id"))
    assert anna.get("/clients/").location.startswith("/sign-in")
    run(world.fetch("UPDATE iam.account SET state = 'active' WHERE login = 'shop' RETURNING id"))
    shop.visitors.clear()


@pytest.mark.slow
def test_they_are_no_clients_in_lists_counts_and_what_is_offered(shop: House) -> None:
    manager, ours = shop.signed_in("manager"), {"anna", "bert", "cleo", "dora"}
    assert not logins(manager, query="&state=any") & ours
    assert manager.get("/clients/anna").status_code == 404
    assert not ours & set(re.findall(r"\w+", manager.get("/clients/-/find?seller=a").text))
    rows = manager.get("/api/v1/clients?columns=tree&per_page=500").json["data"]
    assert {row["login"]: row["clients"] for row in rows}["rival"] == 0
    (rival,) = shop.run(shop.world.store.reading(lambda db: clients(db, logins=["rival"], everything=True, root=None)))
    assert (rival.below, rival.people) == (0, 1)
    with pytest.raises(Declined, match="People work for it"):
        shop.run(client_kind(Tree(shop.world).cx, HOUSE, rival.id, "client"))
    assert (
        manager.post(
            "/clients/-/create", {"login": "x1", "name": "X", "kind": "client", "language": "en", "seller": "anna"}
        ).status_code
        == 422
    )
    for seller, role in ((None, "reseller-read"), ("rival", "master")):
        with pytest.raises(AccountRefused):
            shop.run(ensure_account(shop.world.registry, "odd", PASSWORD, role, seller=seller))


@pytest.mark.slow
@pytest.mark.feature("USR-01")
def test_data_of_employees_is_theirs_and_their_employers_and_goes_when_they_are_erased(shop: House) -> None:
    run, world, boss = shop.run, shop.world, shop.signed_in("shop")
    form = {"login": "zqcanaryzq", "name": "Zqcanaryzq", "role": "reseller-manager", "language": "en"}
    assert boss.post("/employees/-/create", form).status_code == 302
    mine = number(shop, "zqcanaryzq")
    for who, whose, state in (
        ("shop", mine, "ready"),
        ("anna", number(shop, "shop"), "failed"),
        ("dora", mine, "failed"),
    ):
        asker = Viewer(number(shop, who), 0, who, who, "", parts("reseller"))
        export = run(copy_later(world.registry, asker, whose, "data"))
        run(make(world.registry, {}, export))
        ((found,),) = run(world.fetch("SELECT state FROM panel.export WHERE id = $1", export))
        assert found == state, (who, whose)
    anna = shop.signed_in("anna")
    assert anna.post("/employees/zqcanaryzq/delete", {"reason": "zqcanaryzq left"}).status_code == 302
    manager = shop.signed_in("manager")
    erase = {"login": "zqcanaryzq", "reason": WHY}
    seal = re.search(r'name="foreseen" value="(\w+)"', manager.post("/employees/zqcanaryzq/erase", erase).text)[1]
    assert manager.post("/employees/zqcanaryzq/erase", {**erase, "foreseen": seal}).location == "/employees/"
    for table in ("iam.account", "audit.activity", "iam.account_role"):
        assert run(world.fetch(f"SELECT FROM {table} x WHERE x::text ILIKE '%zqcanaryzq%'")) == [], table
    (left,) = run(world.fetch("SELECT login, state, seller_id FROM iam.account WHERE id = $1", mine))
    assert tuple(left) == (f"wiped-{mine}", "wiped", number(shop, "shop"))


@pytest.mark.slow
def test_views_that_they_share_are_for_their_colleagues_and_their_employer(shop: House) -> None:
    anna = shop.signed_in("anna")
    form = {"list": "clients", "query": "?kind=client", "name": "Ours alone", "next": "/clients/", "shared": "yes"}
    assert anna.post("/views/", form).status_code == 302
    seen = {
        who: "Ours alone" in shop.signed_in(who).get("/clients/").text for who in ("bert", "shop", "dora", "reseller")
    }
    assert seen == {"bert": True, "shop": True, "dora": False, "reseller": False}
    assert "Ours alone" not in shop.signed_in("manager").get("/clients/").text


@pytest.mark.slow
@pytest.mark.feature("USR-02")
def test_those_above_say_from_where_somebody_signs_in_and_the_command_line_lets_in_again(shop: House) -> None:
    boss, run, world = shop.signed_in("shop"), shop.run, shop.world
    hire = partial(ensure_account, world.registry, "roamer", PASSWORD, "reseller-read", None, "Roamer", "")
    run(hire(seller="shop"))
    far, near = shop.visitor(), Visitor(shop.loop, shop.app, "203.0.113.9")
    assert far.sign_in("roamer").location == near.sign_in("roamer").location == "/"
    only = {"networks": ["203.0.113.0/24"]}
    assert boss.post("/employees/roamer/set-others-allowed-ips", only).status_code == 302
    assert "203.0.113.0/24" in boss.get("/employees/roamer").text
    assert near.get("/clients/").status_code == 200 and far.get("/clients/").location.startswith("/sign-in")
    assert far.sign_in("roamer").location == "/sign-in/elsewhere"
    run(hire(seller="shop"))
    assert shop.visitor().sign_in("roamer").location == "/"
