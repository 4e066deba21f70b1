"""A browser that is remembered: how long, by whatever way somebody came in, and what ends it."""

import html
import re
from collections.abc import Iterator

import pytest

from tests.panel.house import PASSWORD, House, Visitor
from tests.panel.letters import token_in
from tests.panel.person import Person
from tests.panel.test_places import Settled
from tests.panel.test_restoring import NEW, Forgetful
from tests.panel.test_social import Guest, street

__all__ = ("street",)  # a fixture

DAY = 24 * 3600


@pytest.fixture(autouse=True)
def _everybody_leaves(yard: House) -> Iterator[None]:
    yield
    yard.visitors.clear()  # weeks went by


def cookies(answer) -> dict[str, str]:
    """What the browser is told of each cookie."""
    return {each.partition("=")[0]: each for each in answer.headers.getlist("Set-Cookie")}


def kept_for(answer) -> int | None:
    """Seconds that the browser keeps its cookie for; None: until it is closed."""
    found = re.search(r"Max-Age=(\d+)", cookies(answer)["namehouse"])
    return int(found[1]) if found else None


def remembered(visitor: Visitor, login: str):
    return visitor.ask(
        "POST",
        "/sign-in",
        data={"csrf_token": visitor.token("/sign-in"), "login": login, "password": PASSWORD, "remember": "yes"},
    )


@pytest.mark.feature("IAM-01")
def test_who_is_remembered_is_in_for_31_days_without_use_and_not_a_day_longer(yard: House) -> None:
    forgetful = Forgetful(yard)
    browser, other = forgetful.visitor(), forgetful.visitor()
    assert kept_for(remembered(browser, forgetful.login)) == 31 * DAY
    assert kept_for(other.sign_in(forgetful.login)) is None
    assert "remembered until" in other.get("/account/").text
    yard.world.clock.advance(days=30)
    assert other.get("/account/").status_code == 302, "who did not wish so is remembered"
    assert browser.get("/account/").status_code == 200
    assert forgetful.visitor().sign_in(forgetful.login).status_code == 302
    assert browser.get("/account/").status_code == 200, "another sign-in has ended it as one that is not used"
    yard.world.clock.advance(days=1, seconds=1)
    assert browser.get("/account/").status_code == 302


@pytest.mark.parametrize(("role", "registrar"), [("support", None), ("reseller", None), ("registrar-read", "alpha")])
def test_who_has_other_peoples_data_in_sight_is_remembered_for_a_week(
    yard: House, role: str, registrar: str | None
) -> None:
    person = Person(yard, role, registrar)
    browser = person.visitor()
    assert kept_for(remembered(browser, person.login)) == 7 * DAY
    yard.world.clock.advance(days=6)
    assert browser.get("/account/").status_code == 200
    yard.world.clock.advance(days=1, seconds=1)
    assert browser.get("/account/").status_code == 302


def test_who_begins_to_sell_on_is_remembered_no_longer_than_those_who_do(yard: House) -> None:
    forgetful = Forgetful(yard)
    browser = forgetful.visitor()
    remembered(browser, forgetful.login)
    change = {"kind": "reseller", "reason": "They asked."}
    assert yard.signed_in("manager").post(f"/clients/{forgetful.login}/set-kind", change).status_code == 302
    yard.world.clock.advance(days=6, hours=23)
    assert browser.get("/account/").status_code == 200
    yard.world.clock.advance(hours=2)
    assert browser.get("/account/").status_code == 302


def test_the_wish_is_kept_over_the_second_factor_and_half_a_session_is_not_remembered(yard: House) -> None:
    forgetful = Forgetful(yard)
    forgetful.enrol()
    for wish, kept in ((remembered, 31 * DAY), (lambda visitor, login: visitor.sign_in(login), None)):
        browser = forgetful.visitor()
        half = wish(browser, forgetful.login)
        assert half.location == "/sign-in/second" and kept_for(half) is None
        assert kept_for(forgetful.give(browser, forgetful.code())) == kept
    late = forgetful.visitor()
    remembered(late, forgetful.login)
    yard.world.clock.advance(minutes=11)
    assert late.get("/sign-in/second").location == "/sign-in", "half a session lasts because of the wish"


def test_the_wish_is_kept_over_a_mailed_link(yard: House) -> None:
    settled = Settled(yard)
    settled.allow(settled.address)
    abroad = Visitor(yard.loop, yard.app, "203.0.113.251")
    assert remembered(abroad, settled.login).location == "/sign-in/elsewhere"
    answer = settled.follow(abroad, settled.link(abroad))
    assert answer.location == "/" and kept_for(answer) == 31 * DAY


def test_the_wish_is_kept_on_the_way_to_a_provider_and_back(yard: House, street) -> None:
    guest = Guest(yard, street, "google")
    guest.link()
    ways = re.findall(r'href="(/social/google[^"]*)"', guest.visitor().get("/sign-in?next=/account/").text)
    assert [html.unescape(each) for each in ways] == [
        "/social/google?next=/account/",
        "/social/google?next=/account/&remember=yes",
    ]
    for way, kept in zip(map(html.unescape, ways), (None, 31 * DAY), strict=True):
        visitor = guest.visitor()
        answer = guest.back(visitor, guest.provider.agree(visitor.get(way).location))
        assert answer.location == "/account/" and kept_for(answer) == kept
    guest.provider.person |= {"id": "somebody-else"}
    stranger = guest.visitor()
    guest.back(stranger, guest.provider.agree(stranger.get("/social/google?remember=yes").location))
    link = {"login": Forgetful(yard).login, "password": PASSWORD}
    assert kept_for(stranger.post("/social/-/unknown", link, at="/social/-/unknown")) == 31 * DAY


def test_what_ends_sessions_ends_those_that_are_remembered(yard: House) -> None:
    forgetful = Forgetful(yard)
    changed, restored, revoked = (forgetful.visitor() for _ in range(3))
    remembered(changed, forgetful.login)
    here = forgetful.inside()
    assert here.post("/account/password", {"old": PASSWORD, "new": NEW, "again": NEW}).status_code == 302
    assert changed.get("/account/").status_code == 302
    assert here.post("/account/password", {"old": NEW, "new": PASSWORD, "again": PASSWORD}).status_code == 302
    remembered(revoked, forgetful.login)
    remembered(restored, forgetful.login)
    own = re.findall(r'action="(/account/sessions/\d+/revoke)"', restored.get("/account/").text)
    for address in own:
        assert restored.post(address).status_code == 302
    assert own and revoked.get("/account/").status_code == 302
    forgetful.ask()
    assert forgetful.set(token_in(forgetful.letters()[-1])).location == "/sign-in"
    assert restored.get("/account/").status_code == 302
