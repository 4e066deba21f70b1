"""From where an account is signed in to: from the networks that it allows; from elsewhere by a link, in that browser alone."""

import pytest

from tests.panel.house import House, Visitor
from tests.panel.letters import letters, link_in, token_in
from tests.panel.test_restoring import Forgetful

ELSEWHERE = "/sign-in/elsewhere"
COUNT = iter(range(1, 250))


class Settled(Forgetful):
    """Somebody who signs in from one address."""

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self.browser = self.inside()

    def allow(self, networks: str):
        return self.browser.post("/account/places", {"networks": networks})

    def abroad(self) -> Visitor:
        """A browser elsewhere, in which the password was given."""
        visitor = Visitor(self.house.loop, self.house.app, f"203.0.113.{next(COUNT)}")
        assert visitor.sign_in(self.login).location == ELSEWHERE
        return visitor

    def link(self, visitor: Visitor) -> str:
        answer = visitor.post(ELSEWHERE, at=ELSEWHERE)
        assert answer.status_code == 200, answer.text
        return letters(self.house, self.email, "account.sign-in-elsewhere")[-1]

    def follow(self, visitor: Visitor, letter: str, for_good: str = "no", at: str = "/restore/"):
        return visitor.post("/sign-in/link", {"token": token_in(letter), "for-good": for_good}, at=at)


@pytest.fixture
def settled(yard: House) -> Settled:
    return Settled(yard)


@pytest.mark.feature("IAM-08")
def test_from_elsewhere_a_link_lets_in_once_or_for_good_and_only_in_that_browser(yard: House, settled: Settled) -> None:
    assert settled.allow(f"{settled.address}\n192.0.2.0/24").status_code == 302
    assert len(letters(yard, settled.email, "account.places-changed")) == 1
    assert settled.visitor().sign_in(settled.login).location == "/", "from there they sign in as ever"
    abroad, thief = settled.abroad(), settled.abroad()
    assert abroad.get("/account/").status_code == 302, "the password alone opens from elsewhere"
    assert abroad.get("/sign-in/second").location == ELSEWHERE
    letter = settled.link(abroad)
    assert abroad.address in letter and thief.address not in letter
    for other in (thief, settled.visitor()):
        assert other.get(link_in(letter)).status_code == 410, "it is good in another browser"
        assert settled.follow(other, letter).status_code == 410
    assert abroad.address in abroad.get(link_in(letter)).text
    assert settled.follow(abroad, letter).location == "/" and abroad.get("/account/").status_code == 200
    assert settled.follow(abroad, letter, at="/account/").status_code == 410, "it is good twice"
    back = Visitor(yard.loop, yard.app, abroad.address)
    assert back.sign_in(settled.login).location == ELSEWHERE, "once was for good"
    assert settled.follow(back, settled.link(back), "yes").location == "/"
    assert Visitor(yard.loop, yard.app, abroad.address).sign_in(settled.login).location == "/"
    assert [each for each, _ in settled.activity()].count("places.admit") == 2


def test_the_second_factor_is_asked_for_after_the_link_and_no_code_is_used_up_before(yard: House) -> None:
    careful = Forgetful(yard)
    inside = careful.enrol()
    assert inside.post("/account/places", {"networks": careful.address}).status_code == 302
    abroad = Visitor(yard.loop, yard.app, f"203.0.113.{next(COUNT)}")
    assert abroad.sign_in(careful.login).location == ELSEWHERE
    code = careful.code()
    given = {"proof-code": code}
    assert abroad.post("/sign-in/second", given, at="/restore/").status_code == 401, "the factor stands in for the link"
    abroad.post(ELSEWHERE, at=ELSEWHERE)
    letter = letters(yard, careful.email, "account.sign-in-elsewhere")[-1]
    answer = abroad.post("/sign-in/link", {"token": token_in(letter), "for-good": "no"}, at="/restore/")
    assert answer.location == "/sign-in/second" and abroad.get("/account/").status_code == 302
    assert careful.give(abroad, code).location == "/"


def test_nobody_locks_themselves_out_and_whoever_sits_elsewhere_is_signed_out(yard: House, settled: Settled) -> None:
    abroad = Visitor(yard.loop, yard.app, f"203.0.113.{next(COUNT)}")
    assert abroad.sign_in(settled.login).location == "/"
    for wrong, said in (("192.0.2.0/24", "nobody locks themselves out"), ("home", "neither an address nor a network")):
        answer = settled.allow(wrong)
        assert answer.status_code == 422 and said in answer.text and wrong in answer.text
    assert "There are up to 50" in settled.allow("\n".join(f"192.0.2.{n}" for n in range(51))).text
    assert abroad.get("/account/").status_code == 200
    assert settled.allow(f"{settled.address}/32, 2001:db8::/32").status_code == 302
    assert abroad.get("/account/").status_code == 302
    assert settled.browser.get("/account/").status_code == 200
    assert settled.allow("").status_code == 302
    assert abroad.sign_in(settled.login).location == "/"
