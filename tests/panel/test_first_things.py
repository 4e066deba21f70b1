"""What comes before everything else comes in its order, leaves nothing else open, and leads on to where somebody was going."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from panel.app import create_app
from panel.bridge import Bridge
from panel.kit.way import PATIENCE
from tests.panel.house import PASSWORD, SETTINGS, House, Visitor, agreeing
from tests.panel.letters import letters, token_in
from tests.panel.person import FACTOR
from tests.panel.relying import RelyingParty
from tests.panel.test_openid import register
from tests.panel.test_places import ELSEWHERE, Settled
from tests.panel.test_restoring import NEW, Forgetful

ADDRESS = "/mail-address/"


@pytest.fixture(scope="module")
def strict(yard: House) -> Iterator[House]:
    """A house that lets no client in whose address nobody has proved."""
    before, settings = yard.app, replace(SETTINGS, confirmed_address_roles=("client",))
    yard.app = agreeing(create_app(yard.world.registry, yard.database, Bridge(yard.loop), settings))
    yield yard
    yard.app = before


@pytest.fixture(scope="module")
def shop(strict: House) -> RelyingParty:
    return register(strict, "first-shop")


def confirmed(who: Forgetful) -> None:
    sql = "UPDATE iam.account SET confirmed_email = email WHERE login = $1"
    who.house.run(who.house.world.fetch(sql, who.login))


def follow(who: Forgetful) -> None:
    letter = letters(who.house, who.email, "account.confirm-address")[-1]
    assert who.visitor().post("/mail-address/confirm", {"token": token_in(letter)}, at="/restore/").status_code == 200


def is_led_on(shop: RelyingParty, visitor: Visitor) -> None:
    """Back to the question of the application, which it asked before."""
    led = visitor.get("/")
    assert led.location.startswith("/id/continue?") and f"state={shop.state}" in led.location
    assert visitor.get("/").location == "/dashboard/", "it leads there twice"


@pytest.mark.feature("IAM-01")
@pytest.mark.feature("IAM-03")
def test_the_place_comes_before_the_factor_and_the_factor_before_the_address(strict: House) -> None:
    vera = Settled(strict)
    confirmed(vera)
    assert vera.allow(vera.address).status_code == 302
    vera.enrol()
    strict.run(strict.world.fetch("UPDATE iam.account SET confirmed_email = NULL WHERE login = $1", vera.login))
    abroad = vera.abroad()
    assert abroad.get("/sign-in/second").location == ELSEWHERE and abroad.get(ADDRESS).location.startswith("/sign-in")
    assert vera.follow(abroad, vera.link(abroad)).location == "/sign-in/second"
    assert abroad.get(ADDRESS).location.startswith("/sign-in/second"), "the address is asked for before the factor"
    assert vera.give(abroad, vera.code()).location == "/"
    assert abroad.get("/").location == ADDRESS
    for closed in ("/dashboard/", "/account/", "/account/second-factor/", "/notifications/"):
        assert abroad.get(closed).location == ADDRESS, "somebody who has this step left does something else"
    assert abroad.get("/api/v1/domains").status_code == 403
    shown = abroad.get(ADDRESS).text
    assert "Before anything else opens" in shown and vera.email in shown and "/dashboard/" not in shown
    assert abroad.post(ADDRESS, {"email": vera.email, "next": ADDRESS}, at=ADDRESS).location == ADDRESS
    assert "nobody has followed it yet" in abroad.get(ADDRESS).text
    follow(vera)
    assert abroad.get("/account/").status_code == 200


def test_who_has_no_address_or_a_wrong_one_gives_another_and_other_roles_are_asked_and_let_in(strict: House) -> None:
    nobody = Forgetful(strict)
    strict.run(strict.world.fetch("UPDATE iam.account SET email = '' WHERE login = $1", nobody.login))
    inside = nobody.inside()
    assert inside.get("/").location == ADDRESS
    right = f"right-{nobody.email}"
    assert inside.post(ADDRESS, {"email": right}, at=ADDRESS).status_code == 302
    nobody.email = right
    follow(nobody)
    assert inside.get("/").location == "/dashboard/"
    helper = Forgetful(strict, "support")
    said = "is not confirmed."
    assert said in helper.inside().get("/account/").text and said in helper.inside().get("/account/").text
    browser = helper.inside()
    assert f'href="{ADDRESS}"' in browser.get("/account/").text and said not in browser.get("/account/").text
    confirmed(helper)
    assert said not in helper.inside().get("/account/").text


def test_an_applications_request_outlives_an_address_that_is_proved_first(strict: House, shop: RelyingParty) -> None:
    vera = Forgetful(strict)
    visitor = vera.inside()
    assert visitor.get(shop.begin()).location == "/" and visitor.get("/").location == ADDRESS
    visitor.post(ADDRESS, {"email": vera.email}, at=ADDRESS)
    follow(vera)
    is_led_on(shop, visitor)


def test_an_applications_request_outlives_a_temporary_password_and_terms_after_it(
    strict: House, shop: RelyingParty
) -> None:
    vera = Forgetful(strict)
    confirmed(vera)
    now = strict.world.clock.now()
    sql = "UPDATE iam.account SET password_until = $2 WHERE login = $1"
    strict.run(strict.world.fetch(sql, vera.login, now.replace(year=now.year + 1)))
    owed = """INSERT INTO panel.terms (kind, text, valid_from, by, at)
              VALUES ('terms', 'Be kind.', $1::timestamptz - interval '1 day', 'a test', $1) RETURNING id"""
    (term,) = strict.run(strict.world.fetch(owed, now))
    try:
        visitor = vera.inside()
        assert visitor.get(shop.begin()).location == "/" and visitor.get("/").location == "/account/"
        change = {"old": PASSWORD, "new": NEW, "again": NEW}
        assert visitor.post("/account/password", change).location == "/"
        assert visitor.get("/").location == "/consents/"
        assert visitor.post("/consents/", {"terms": str(term["id"])}, at="/consents/").location == "/"
        is_led_on(shop, visitor)
    finally:
        later = "UPDATE panel.terms SET valid_from = valid_from + interval '9 years' WHERE by = 'a test'"
        strict.run(strict.world.fetch(later))


def test_an_applications_request_outlives_a_factor_that_is_demanded(strict: House, shop: RelyingParty) -> None:
    vera = Forgetful(strict, "support")
    visitor = vera.inside()
    house = strict.app.extensions["house"]
    demands = replace(house.identity.demands, factor=frozenset({"support"}))
    strict.app.extensions["house"] = replace(house, identity=replace(house.identity, demands=demands))
    try:
        assert visitor.get(shop.begin()).location == "/" and visitor.get("/").location == FACTOR
        vera.begin(visitor)
        codes = visitor.post(f"{FACTOR}app/confirm", {"code": vera.code()}, at=f"{FACTOR}app").text
        assert re.search(r'href="/">\s*(<svg.*?</svg>)?I have kept them', codes, re.DOTALL)
        is_led_on(shop, visitor)
    finally:
        strict.app.extensions["house"] = house


def test_an_applications_request_outlives_a_sign_in_from_elsewhere(strict: House, shop: RelyingParty) -> None:
    vera = Settled(strict)
    confirmed(vera)
    vera.allow(vera.address)
    vera.enrol()
    abroad = vera.abroad()
    wanted = abroad.get(shop.begin()).location.partition("next=")[2]
    assert abroad.get(f"{ELSEWHERE}?next={wanted}").status_code == 200
    assert vera.follow(abroad, vera.link(abroad)).location == "/sign-in/second"
    assert vera.give(abroad, vera.code()).location == "/"
    is_led_on(shop, abroad)


def test_where_somebody_was_going_is_forgotten_in_time_and_is_here(strict: House) -> None:
    vera = Settled(strict)
    confirmed(vera)
    vera.allow(vera.address)
    for wanted, late, leads in (
        ("/account/", 0, "/account/"),
        ("https://evil.example/", 0, "/dashboard/"),
        ("//evil.example/", 0, "/dashboard/"),
        ("/account/", PATIENCE + 1, "/dashboard/"),
    ):
        abroad = vera.abroad()
        abroad.get(f"{ELSEWHERE}?next={wanted}")
        letter = vera.link(abroad)
        assert vera.follow(abroad, letter).location == "/"
        strict.world.clock.advance(seconds=late)
        assert abroad.get("/").location == leads, (wanted, late)
