"""What happens to an account is told to it, with what did it or not at all; as it wishes, save what everybody must know."""

import pytest

from panel.clients.actions import By, client_step
from panel.kit.deeds import Declined
from registry.context import Actor
from tests.panel.house import PASSWORD, House


def told(house: House, login: str) -> list[tuple[str, bool]]:
    rows = house.run(
        house.world.fetch(
            """SELECT n.event, n.on_site FROM mail.notice n JOIN iam.account a ON a.id = n.account_id
                WHERE a.login = $1 ORDER BY n.id""",
            login,
        )
    )
    return [tuple(row) for row in rows]


def mailed(house: House, login: str) -> list[str]:
    rows = house.run(
        house.world.fetch(
            """SELECT m.event FROM mail.message m JOIN iam.account a ON a.id = m.account_id
                WHERE a.login = $1 AND m.event LIKE 'account.%' ORDER BY m.id""",
            login,
        )
    )
    return [row["event"] for row in rows]


def test_a_new_password_and_a_strange_browser_are_told_at_the_bell_and_by_mail(yard: House) -> None:
    visitor = yard.visitor()
    assert visitor.sign_in("admin").status_code == 302
    assert told(yard, "admin") == [], "the first browser is no new one"
    other = {"environ_base": {"REMOTE_ADDR": "192.0.2.9", "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux) Firefox/140.0"}}
    for _ in range(2):
        assert yard.visitor().sign_in("admin", **other).status_code == 302
    assert told(yard, "admin") == [("account.new-device", True)] and mailed(yard, "admin") == ["account.new-device"]
    fresh = f"{PASSWORD}-anew"
    form = {"old": "wrong", "new": fresh, "again": fresh}
    visitor.post("/account/password", form)
    assert len(told(yard, "admin")) == 1, "what was refused did not happen"
    visitor.post("/account/password", form | {"old": PASSWORD})
    assert [event for event, _ in told(yard, "admin")][1:] == ["account.password-changed"]
    page = visitor.get("/account/").text
    assert 'nh-bell-count" aria-hidden="true">2<' in page
    assert "Your password was changed" in visitor.get("/notifications/?state=unread").text
    visitor.post("/notifications/-/all-read")
    assert "nh-bell-count" not in visitor.get("/account/").text


def test_what_is_not_mandatory_is_told_as_somebody_wishes_and_goes_with_what_it_tells(yard: House) -> None:
    visitor = yard.signed_in("client")
    (found,) = yard.run(yard.world.fetch("SELECT id FROM iam.account WHERE login = 'client'"))
    cx, boss = yard.world.registry.context("panel", Actor(operator="boss")), By("boss")
    # all are unticked: what is mandatory stays, and what is wished by name
    form = {"account.unblocked mail": "yes", "account.blocked mail": "no", "money.low mail": "yes"}
    assert visitor.post("/notifications/-/wishes", form).status_code == 302
    yard.run(client_step(cx, boss, found["id"], "block", None, "Why not"))
    with pytest.raises(Declined):
        yard.run(client_step(cx, boss, found["id"], "block", None, "Again"))
    yard.run(client_step(cx, boss, found["id"], "unblock", None, "Enough"))
    assert told(yard, "client") == [("account.blocked", True), ("account.unblocked", False)]
    assert mailed(yard, "client") == ["account.blocked", "account.unblocked"]
    kept = yard.run(yard.world.fetch("SELECT event, wanted FROM mail.wish WHERE account_id = $1", found["id"]))
    assert [tuple(row) for row in kept] == [("account.unblocked", True)], "of nothing that is mandatory, or for others"
    yard.visitors.clear()  # whoever is blocked is signed out
    shown = yard.signed_in("client").get("/notifications/-/wishes").text
    assert "The account was blocked" in shown and "The balance is low" not in shown
    assert 'value="newsletters mail"' not in shown or 'value="newsletters mail" checked' not in shown
    # as the group again, and the group is told by mail alone
    visitor = yard.signed_in("client")
    visitor.post(
        "/notifications/-/wishes", {"account.unblocked mail": "", "wanted": ["important mail", "made-up mail"]}
    )
    yard.run(client_step(cx, boss, found["id"], "block", None, "Why not"))
    yard.run(client_step(cx, boss, found["id"], "unblock", None, "Enough"))
    assert told(yard, "client")[2:] == [("account.blocked", True), ("account.unblocked", False)]
    assert mailed(yard, "client")[2:] == ["account.blocked", "account.unblocked"]


def test_staff_says_for_a_client_what_it_is_told_of_and_a_stranger_does_not(yard: House) -> None:
    yard.visitors.clear()
    support = yard.signed_in("support")
    form = {"wanted": ["documents mail", "important site"], "reason": "Asked by telephone."}
    assert support.post("/clients/client/set-mailing", form).status_code == 302
    rows = yard.run(
        yard.world.fetch(
            "SELECT w.of, w.channel FROM mail.group_wish w JOIN iam.account a ON a.id = w.account_id"
            " WHERE a.login = 'client' AND w.wanted ORDER BY 1, 2"
        )
    )
    assert [tuple(row) for row in rows] == [("documents", "mail"), ("important", "site")]
    assert 'value="documents mail" checked' in support.get("/clients/client/set-mailing").text
    assert support.post("/clients/client/set-mailing", form | {"wanted": "money mail"}).status_code == 422
    assert yard.signed_in("client").post("/clients/client/set-mailing", form).status_code == 403
    assert yard.signed_in("manager").post("/clients/client/set-mailing", form).status_code == 302
