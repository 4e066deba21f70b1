"""One's own address of mail counts once a link that was sent there was followed; whoever loses one can take it back."""

import pytest

from panel.identity import links
from tests.panel.house import PASSWORD, House
from tests.panel.letters import letters, link_in, token_in
from tests.panel.test_restoring import NEW, Forgetful


class Mover(Forgetful):
    """Somebody who is signed in, and moves from one address to others."""

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self.browser = self.inside()

    def wish(self, email: str):
        return self.browser.post("/mail-address/", {"email": email})

    def follow(self, path: str, token: str):
        return self.visitor().post(path, {"token": token}, at="/restore/")

    def move(self, email: str) -> None:
        assert self.wish(email).status_code == 302
        letter = letters(self.house, email, "account.confirm-address")[-1]
        assert self.follow("/mail-address/confirm", token_in(letter)).status_code == 200

    @property
    def now(self) -> tuple[str, str | None]:
        sql = "SELECT email, confirmed_email FROM iam.account WHERE login = $1"
        return tuple(self.house.run(self.house.world.fetch(sql, self.login))[0])


@pytest.fixture
def mover(yard: House) -> Mover:
    return Mover(yard)


@pytest.mark.feature("IAM-03")
def test_an_address_counts_once_its_link_was_followed_and_not_before(yard: House, mover: Mover) -> None:
    old, new = mover.email, f"new-{mover.email}"
    mover.wish(new)
    assert mover.now == (old, None)
    assert f"A link was sent to {new}" in mover.browser.get("/account/").text
    (letter,) = letters(yard, new)
    assert new in mover.visitor().get(link_in(letter)).text and mover.now == (old, None), (
        "looking at it is no following"
    )
    assert mover.visitor().sign_in(new).status_code == 401
    answer = mover.follow("/mail-address/confirm", token_in(letter))
    assert f"{new} is confirmed" in answer.text and mover.now == (new, new)
    assert mover.follow("/mail-address/confirm", token_in(letter)).status_code == 410, "it is good twice"
    assert mover.visitor().sign_in(new.upper()).status_code == 302
    assert len(letters(yard, new, "account.email-changed")) == 1, "the new one is told"
    assert [each for each, _ in mover.activity()][-3:] == ["email.ask-link", "email.change", "sign-in"]


def test_whoever_loses_an_address_takes_it_back_within_days_and_nobody_else_stays_in(yard: House, mover: Mover) -> None:
    old = mover.email
    mover.move(f"thief-{old}")
    mover.move(f"second-{old}")
    (letter,), (thiefs,) = (letters(yard, each, "account.address-changed") for each in (old, f"thief-{old}"))
    mover.ask()
    (restoring,) = letters(yard, f"second-{old}", "account.restore-password")
    # whoever took it takes back too, which ends nothing of the owner's
    assert mover.follow("/mail-address/take-back", token_in(thiefs)).status_code == 302
    yard.world.clock.advance(days=6)
    answer = mover.follow("/mail-address/take-back", token_in(letter))
    assert answer.location.startswith("/restore/new?token=") and mover.now == (old, old)
    assert mover.browser.get("/account/").status_code == 302, "the thief is still in"
    assert mover.visitor().sign_in(mover.login).status_code == 401, "the thief knows the password"
    assert mover.set(token_in(restoring)).status_code == 410
    assert mover.set(answer.location.partition("token=")[2]).status_code == 302
    assert mover.visitor().sign_in(mover.login, NEW).status_code == 302
    assert mover.follow("/mail-address/take-back", token_in(thiefs)).status_code == 410


def test_it_cannot_be_taken_back_after_a_week(yard: House, mover: Mover) -> None:
    mover.move(f"new-{mover.email}")
    yard.world.clock.advance(days=7)
    (letter,) = letters(yard, mover.email, "account.address-changed")
    assert mover.visitor().get(link_in(letter)).status_code == 410
    assert mover.follow("/mail-address/take-back", token_in(letter)).status_code == 410


def test_a_link_leads_nowhere_once_another_was_asked_for_or_the_address_is_another(yard: House, mover: Mover) -> None:
    first, second = f"first-{mover.email}", f"second-{mover.email}"
    mover.wish(first)
    mover.wish(second)
    assert mover.follow("/mail-address/confirm", token_in(letters(yard, first)[0])).status_code == 410
    yard.run(yard.world.fetch("UPDATE iam.account SET email = 'staff@set.example' WHERE login = $1", mover.login))
    assert mover.follow("/mail-address/confirm", token_in(letters(yard, second)[0])).status_code == 410
    assert mover.now == ("staff@set.example", None)


def test_what_is_no_address_and_too_many_links_are_refused_and_a_proof_is_asked_for(yard: House, mover: Mover) -> None:
    def said(email: str) -> str:
        mover.wish(email)
        return mover.browser.get("/account/").text

    assert "This is no e-mail address." in said("nobody") and "This is no e-mail address." in said(
        "a@b\r\nBcc: c@d.example"
    )
    for _ in range(links.MOST_A_DAY):
        assert "A link is on its way" in said(mover.email)
    assert "Too many links were written today" in said(mover.email)
    yard.world.clock.advance(minutes=11)
    answer = mover.wish(mover.email)
    assert answer.status_code == 401 and "Is it you?" in answer.text
    form = {"email": f"proved-{mover.email}", "proof-password": PASSWORD}
    yard.world.clock.advance(days=1)
    browser = mover.inside()
    yard.world.clock.advance(minutes=11)
    assert browser.post("/mail-address/", form).status_code == 302
    assert letters(yard, f"proved-{mover.email}")
