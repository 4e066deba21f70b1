"""Terms: a client agrees to what is in force for it before anything else opens; what was said of them stays."""

import re

import asyncpg
import pytest

from panel.terms.queries import asked_of
from tests.panel.house import PASSWORD, House, Visitor
from tests.panel.test_seller_tree import Tree


@pytest.fixture
def shop(yard: House) -> House:
    """A house with a reseller `shop` that sells to `stall`, all of whom can sign in."""
    if not yard.run(yard.world.fetch("SELECT FROM iam.account WHERE login = 'shop'")):
        yard.run(Tree(yard.world).plant("shop*", "stall < shop"))
        password = "(SELECT password_hash FROM iam.account WHERE login = 'client')"
        sql = f"UPDATE iam.account SET password_hash = {password}, state = 'active' WHERE login IN ('shop', 'stall') RETURNING id"
        yard.run(yard.world.fetch(sql))
    return yard


def inside(house: House, who: str) -> Visitor:
    visitor = house.visitor()
    assert visitor.sign_in(who, PASSWORD).status_code == 302
    return visitor


def publish(house: House, seller: str | None, text: str, kind: str = "terms") -> int:
    sql = """INSERT INTO panel.terms (seller_id, kind, text, valid_from, by, at)
             VALUES ((SELECT id FROM iam.account WHERE login = $1), $2, $3, $4, 'boss', $4) RETURNING id"""
    house.world.clock.advance(seconds=1)
    return int(house.run(house.world.fetch(sql, seller, kind, text, house.world.clock.now()))[0][0])


def said(house: House, terms: int) -> list[bool]:
    rows = house.run(house.world.fetch("SELECT given FROM panel.consent WHERE terms_id = $1 ORDER BY id", terms))
    return [row["given"] for row in rows]


@pytest.mark.feature("USR-01")
def test_whoever_has_not_agreed_is_led_to_the_terms_from_every_page_and_back_when_they_have(shop: House) -> None:
    stall = inside(shop, "stall")
    assert stall.get("/client-contacts/").status_code == 200
    number = publish(shop, "shop", "You pay in advance.")
    led = stall.get("/client-contacts/?per_page=50")
    assert led.status_code == 302 and led.location == "/consents/"
    assert stall.get("/api/v1/client_contacts").status_code == 403
    shown = stall.get(led.location).text
    assert "You pay in advance." in shown and 'class="is-here"' not in shown
    assert stall.get("/account/").status_code == 200  # nobody is kept from their own ways in
    assert stall.post("/consents/", {"terms": str(number)}, at="/consents/").location == "/"
    assert stall.get("/").location == "/client-contacts/?per_page=50"
    assert stall.get("/client-contacts/").status_code == 200 and said(shop, number) == [True]
    following = publish(shop, "shop", "You pay at once.")
    assert stall.get("/client-contacts/").status_code == 302
    assert stall.post("/consents/", {"terms": [str(following)]}, at="/consents/").location == "/"
    assert stall.post(f"/consents/{following}/withdraw", at="/consents/").location == "/consents/"
    assert stall.get("/client-contacts/").status_code == 302 and said(shop, following) == [True, False]
    assert stall.post("/sign-out", at="/consents/").status_code == 302


def test_nothing_is_agreed_to_that_is_not_asked_and_staff_and_who_acts_are_not_asked(shop: House) -> None:
    number = publish(shop, "shop", "You pay tomorrow.")
    stranger = inside(shop, "client")
    assert stranger.get("/client-contacts/").status_code == 200
    stranger.post("/consents/", {"terms": [str(number), "0", "x", "9" * 30]}, at="/consents/")
    assert said(shop, number) == []
    assert inside(shop, "manager").get("/clients/").status_code == 200
    acting = inside(shop, "manager")
    acting.post("/acting/stall", {"reason": "They cannot find their bill."})
    assert acting.get("/client-contacts/").status_code == 200
    token = acting.token("/client-contacts/")
    form = {"terms": str(number), "csrf_token": token}
    assert acting.ask("POST", "/consents/", data=form).status_code == 403 and said(shop, number) == []


def test_of_each_kind_the_sellers_own_is_asked_and_the_houses_where_it_has_none(shop: House) -> None:
    publish(shop, "shop", "The shop's terms.")
    publish(shop, None, "The house's terms.")
    publish(shop, None, "The house's policy.", "privacy")

    async def asked(login: str) -> dict[str, str]:
        (row,) = await shop.world.fetch("SELECT id FROM iam.account WHERE login = $1", login)
        now = shop.world.clock.now()
        found = await shop.world.store.reading(lambda db: asked_of(db, account_id=row["id"], now=now))
        return {each.kind: each.text for each in found}

    assert shop.run(asked("stall")) == {"terms": "The shop's terms.", "privacy": "The house's policy."}
    assert shop.run(asked("shop")) == {"terms": "The house's terms.", "privacy": "The house's policy."}


def test_what_was_said_is_neither_changed_nor_removed(shop: House) -> None:
    sql = """INSERT INTO panel.consent (account_id, terms_id, given, at)
             SELECT a.id, t.id, true, now() FROM iam.account a, panel.terms t LIMIT 1 RETURNING id"""
    (row,) = shop.run(shop.world.fetch(sql))
    for change in ("UPDATE panel.consent SET given = false", "DELETE FROM panel.consent"):
        with pytest.raises(asyncpg.RestrictViolationError, match=re.escape("consents are only added to")):
            shop.run(shop.world.fetch(f"{change} WHERE id = {row['id']} RETURNING id"))
