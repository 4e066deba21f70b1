"""Acting as a client: with the client's eyes, never with more than one's own rights, never at the locks, always in both names."""

from itertools import product

import pytest

from panel.kit.access import BY_ROLE_ALONE, acting_with, permissions_of
from panel.kit.roles import ASSIGNABLE, NOT_WHILE_ACTING
from tests.panel.house import PASSWORD, House, Visitor
from tests.panel.test_seller_tree import Tree

WHY = "They cannot find their bill."


def test_nobody_may_more_by_acting_than_before_nor_touch_the_locks() -> None:
    for own, theirs in product(ASSIGNABLE, ASSIGNABLE):
        held = permissions_of(frozenset({own}))
        may = acting_with(permissions_of(frozenset({theirs})), held)
        assert may <= held | BY_ROLE_ALONE and not may & NOT_WHILE_ACTING, (own, theirs)


@pytest.fixture
def acting(yard: House):
    """A manager who acts as `shop`, a reseller below `reseller` that sells to `stall`."""
    tree = Tree(yard.world)
    if not yard.run(yard.world.fetch("SELECT FROM iam.account WHERE login = 'shop'")):
        yard.run(tree.plant("shop* < reseller", "stall < shop", "rival*"))
    password = "(SELECT password_hash FROM iam.account WHERE login = 'client')"
    sql = f"UPDATE iam.account SET password_hash = {password}, state = 'active' WHERE login IN ('shop', 'stall') RETURNING id"
    yard.run(yard.world.fetch(sql))
    return begun(yard, "manager", "shop")


def begun(yard: House, who: str, client: str) -> Visitor:
    visitor = yard.visitor()
    assert visitor.sign_in(who, PASSWORD).status_code == 302
    assert visitor.post(f"/acting/{client}", {"reason": WHY}).location == "/"
    return visitor


def name_of(visitor: Visitor) -> str:
    return visitor.get("/api/v1/clients").json["data"][0]["login"]


@pytest.mark.slow
@pytest.mark.feature("USR-02")
def test_it_is_seen_what_the_client_sees_until_one_is_oneself_again(yard: House, acting: Visitor) -> None:
    page = acting.get("/clients/").text
    assert "You act as Shop" in page and "Be Demo manager again" in page
    assert {row["login"] for row in acting.get("/api/v1/clients").json["data"]} == {"shop", "stall"}
    assert acting.get("/domains/").status_code == acting.get("/activity/").status_code == 403
    account = acting.get("/account/").text
    assert "Change password" not in account and "Second factor" not in account
    form = {"old": PASSWORD, "new": "another four plain words", "again": "another four plain words"}
    token = acting.token("/clients/")
    for path in ("/account/password", "/account/sessions/revoke-others", "/my-data/", "/acting/stall"):
        assert acting.ask("POST", path, data={**form, "csrf_token": token, "reason": WHY}).status_code == 403, path
    assert acting.get("/account/second-factor/").status_code == 403
    back = acting.post("/acting/-/end", at="/clients/")
    assert back.location == "/clients/shop" and "You act as" not in acting.get("/clients/shop").text
    assert acting.get("/domains/").status_code == 200
    assert acting.post("/acting/-/end").location == "/", "whoever is themselves stays so"


@pytest.mark.slow
@pytest.mark.feature("USR-02")
def test_all_that_is_done_has_both_names(yard: House, acting: Visitor) -> None:
    assert (
        acting.post("/clients/stall/set-kind", {"kind": "reseller", "reason": WHY}, at="/clients/").status_code == 302
    )
    refused = acting.post("/clients/stall/set-kind", {"kind": "reseller", "reason": WHY}, at="/clients/")
    assert refused.status_code == 422
    acting.post("/acting/-/end", at="/clients/")
    sql = """SELECT action, result, actor, behind, account FROM audit.activity
              WHERE actor IN ('shop', 'manager') AND coalesce(account, name) IN ('shop', 'stall') ORDER BY id DESC LIMIT 4"""
    rows = [tuple(row) for row in yard.run(yard.world.fetch(sql))]
    assert rows[::-1] == [
        ("acting.begin", "done", "manager", None, "shop"),
        ("clients.set-kind", "done", "shop", "manager", "stall"),
        ("clients.set-kind", "refused", "shop", "manager", None),
        ("acting.end", "done", "manager", None, "shop"),
    ]
    assert (
        yard.signed_in("manager").post("/clients/stall/set-kind", {"kind": "client", "reason": WHY}).status_code == 302
    )
    assert "by shop (manager)" in yard.signed_in("manager").get("/clients/stall").text
    assert "by manager" in yard.signed_in("manager").get("/clients/shop").text


@pytest.mark.slow
def test_it_is_over_when_the_client_is_blocked_moved_away_or_the_right_is_gone(yard: House, acting: Visitor) -> None:
    def change(sql: str) -> None:
        yard.run(yard.world.store.reading(lambda db: db.execute(sql)))

    change("UPDATE iam.account SET state = 'blocked' WHERE login = 'shop'")
    assert "You act as" not in acting.get("/domains/").text
    change("UPDATE iam.account SET state = 'active' WHERE login = 'shop'")
    assert "You act as" in acting.get("/clients/").text
    change(
        "INSERT INTO iam.account_right SELECT id, 'client.impersonate', true FROM iam.account WHERE login = 'manager'"
    )
    assert "You act as" not in acting.get("/domains/").text
    change("DELETE FROM iam.account_right WHERE permission = 'client.impersonate'")
    change("INSERT INTO iam.account_right SELECT id, 'client.block', true FROM iam.account WHERE login = 'manager'")
    assert acting.get("/clients/stall/block").status_code == 403, "the client may, and the manager may not"
    change("DELETE FROM iam.account_right WHERE permission = 'client.block'")
    seller = begun(yard, "reseller", "shop")
    assert "You act as Shop" in seller.get("/clients/").text
    change("UPDATE iam.account SET seller_id = NULL, sellers = '{}' WHERE login = 'shop'")
    assert "You act as" not in seller.get("/clients/").text
    change(
        "UPDATE iam.account SET seller_id = s.id, sellers = s.chain FROM iam.account s"
        " WHERE account.login = 'shop' AND s.login = 'reseller'"
    )
    assert seller.post("/sign-out", at="/clients/").status_code == 302 and seller.get("/clients/").status_code == 302


@pytest.mark.slow
def test_whom_nobody_acts_as(yard: House, acting: Visitor) -> None:
    def tried(who: str, client: str, reason: str = WHY) -> tuple[int, str]:
        visitor = yard.visitor()
        visitor.sign_in(who, PASSWORD)
        answer = visitor.post(f"/acting/{client}", {"reason": reason})
        acts = "You act as" in visitor.get("/account/").text
        assert not acts
        return answer.status_code, answer.location or ""

    assert tried("reseller", "rival")[0] == tried("manager", "support")[0] == tried("manager", "nobody")[0] == 404
    assert tried("support", "shop")[0] == tried("client", "client")[0] == 403
    assert tried("reseller", "reseller") == (302, "/clients/reseller")
    assert tried("manager", "shop", "") == (302, "/clients/shop")
    late = yard.visitor()
    late.sign_in("manager", PASSWORD)
    yard.world.clock.advance(minutes=11)
    assert late.post("/acting/shop", {"reason": WHY}).status_code == 401, "it was not asked who they are"
    proved = late.post("/acting/shop", {"reason": WHY, "proof-password": PASSWORD})
    assert proved.location == "/" and "You act as" in late.get("/clients/").text
    yard.visitors.clear()
