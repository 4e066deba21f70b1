"""Signing up: an address is proved first, an account is there only then, and it is the client of whoever's host was asked."""

import re
from collections.abc import Iterator

import asyncpg
import pytest

from panel.accounts import ensure_account
from panel.identity.tries import MOST_PER_LOGIN
from panel.sign_up.signing_up import MOST_A_DAY
from tests.panel.house import PASSWORD, House, Visitor
from tests.panel.letters import letters, settled, token_in

SHOP = "http://panel.shop.example"
COUNT = iter(range(1, 250))


class Newcomer:
    """Somebody nobody knows, at an address of their own."""

    def __init__(self, house: House, host: str = SHOP) -> None:
        number = next(COUNT)
        self.house, self.host, self.email = house, host, f"vera.holder-{number}@mail.example"
        self.browser = Visitor(house.loop, house.app, f"198.51.100.{number}")

    def send(self, path: str, form: dict[str, object]):
        shown = self.browser.get("/sign-in", base_url=self.host).text
        token = re.search(r'name="csrf_token" value="([^"]+)"', shown)[1]
        return self.browser.ask("POST", path, data={"csrf_token": token, **form}, base_url=self.host)

    def ask(self, email: str = ""):
        return self.send("/sign-up/", {"email": email or self.email})

    def letters(self, event: str = "account.sign-up") -> list[str]:
        return letters(self.house, self.email, event)

    def look(self, token: str):
        return self.browser.get(f"/sign-up/new?token={token}", base_url=self.host)

    def become(self, token: str, **more: object):
        """Agree to all that is asked."""
        ticked = re.findall(r'name="terms" value="(\d+)"', self.look(token).text)
        return self.send("/sign-up/new", {"token": token, "password": PASSWORD, "terms": ticked, **more})

    @property
    def accounts(self) -> list[tuple[str, str, str | None]]:
        sql = """SELECT a.login, a.name, s.login AS seller FROM iam.account a LEFT JOIN iam.account s ON s.id = a.seller_id
                  WHERE a.email = $1 AND a.confirmed_email = $1 ORDER BY a.id"""
        return [tuple(row) for row in self.house.run(self.house.world.fetch(sql, self.email))]


def policy(house: House, who: str, form: str = "short") -> None:
    boss = house.signed_in("manager")
    brand = {"hosts": SHOP.removeprefix("http://"), "name": "Shop", "colour": "#7a1fa2"}
    assert boss.post("/brands/reseller/change", brand).status_code == 302
    assert boss.post("/brands/reseller/set-sign-up", {"sign_up": who, "sign_up_form": form}).status_code == 302


@pytest.fixture
def shop(yard: House) -> Iterator[House]:
    policy(yard, "open")
    yield yard
    yard.visitors.clear()


@pytest.mark.feature("IAM-02")
def test_whoever_proves_an_address_and_agrees_is_a_client_of_whose_host_it_is(shop: House) -> None:
    sql = """INSERT INTO panel.terms (seller_id, kind, text, valid_from, by, at)
             SELECT s.id, k.kind, 'What we owe each other.', $1, 'boss', $1
               FROM (VALUES ('terms'), ('privacy')) k (kind), iam.account s WHERE s.login = 'reseller' RETURNING id"""
    asked = {row["id"] for row in shop.run(shop.world.fetch(sql, shop.world.clock.now()))}
    vera = Newcomer(shop)
    assert "No account yet?" in vera.browser.get("/sign-in", base_url=SHOP).text
    assert vera.ask().status_code == 200 and vera.accounts == []
    (letter,) = vera.letters()
    token = token_in(letter)
    assert f"{SHOP}:8080/sign-up/new?token=" in letter
    assert all(vera.look(token).status_code == 200 for _ in range(2)), "a program that looks at it has used it up"
    for form, said in (
        ({"password": "short"}, "at least 10 characters"),
        ({"terms": []}, "Without that nobody becomes a client."),
        ({"terms": [str(min(asked))]}, "Without that nobody becomes a client."),
    ):
        answer = vera.become(token, **form)
        assert answer.status_code == 422 and said in answer.text and vera.accounts == []
    assert vera.become(token).location == "/sign-in"
    ((login, _, seller),) = vera.accounts
    assert (login[:11], seller) == ("vera_holder", "reseller")
    assert vera.become(token).status_code == 410, "it is good twice"
    given = "SELECT c.terms_id FROM panel.consent c JOIN iam.account a ON a.id = c.account_id WHERE a.login = $1 AND c.given"
    assert {row["terms_id"] for row in shop.run(shop.world.fetch(given, login))} == asked
    assert vera.send("/sign-in", {"login": vera.email.upper(), "password": PASSWORD}).location == "/"
    assert vera.browser.get("/account/", base_url=SHOP).status_code == 200, "something else is asked first"
    told = """SELECT n.event FROM mail.notice n JOIN iam.account a ON a.id = n.account_id
               WHERE (a.login = $1 OR a.login = 'reseller' AND n.about = $2) ORDER BY n.event"""
    found = [row["event"] for row in shop.run(shop.world.fetch(told, login, vera.email))]
    assert found == ["account.created", "newcomer.came"]
    shop.run(shop.world.fetch("UPDATE panel.terms SET valid_from = valid_from + interval '9 years'"))


def test_whoever_has_an_account_is_told_so_by_mail_and_nobody_else_learns_of_it(shop: House) -> None:
    known = Newcomer(shop)
    person = (f"known-{known.email}", PASSWORD, "client", None, "Known", known.email)
    shop.run(ensure_account(shop.world.registry, *person, seller="reseller"))
    token = re.search(r'name="csrf_token" value="([^"]+)"', known.browser.get("/sign-in", base_url=SHOP).text)[1]

    async def locked() -> asyncpg.Connection:
        other = await asyncpg.connect(shop.url)
        await other.execute("BEGIN; LOCK TABLE iam.account IN ACCESS EXCLUSIVE MODE")
        return other

    other = shop.run(locked())  # nobody can look at accounts before the answer
    answers = [
        known.browser.ask("POST", "/sign-up/", data={"csrf_token": token, "email": each}, base_url=SHOP)
        for each in (known.email, f"un{known.email}")
    ]
    shop.run(other.close())
    first, second = (answer.text.replace("un" + known.email, known.email) for answer in answers)
    assert first == second and [answer.status_code for answer in answers] == [200, 200]
    assert known.letters() == [] and len(letters(shop, f"un{known.email}", "account.sign-up")) == 1
    (letter,) = known.letters("account.sign-up-known")
    assert person[0] in letter and "/restore/" in letter
    with_the_house = Newcomer(shop)
    with_the_house.email = known.email
    with_the_house.browser = known.browser
    assert "has an account already" not in "".join(with_the_house.letters("account.sign-up")), "another seller's"


def test_where_nobody_may_or_only_the_invited_a_stranger_is_written_nothing(shop: House) -> None:
    early = Newcomer(shop)
    early.ask()
    (letter,) = early.letters()
    for who, said in (("closed", "Nobody signs up here"), ("invitation", "by an invitation")):
        policy(shop, who)
        late = Newcomer(shop)
        assert said in late.browser.get("/sign-up/", base_url=SHOP).text
        assert late.ask().status_code == 403 and late.letters("%") == []
        assert early.look(token_in(letter)).status_code == 410, "a link of before leads in"
        assert early.send("/sign-up/new", {"token": token_in(letter), "password": PASSWORD}).status_code == 410
        assert "No account yet?" not in late.browser.get("/sign-in", base_url=SHOP).text
    assert Newcomer(shop, "http://localhost").ask().status_code == 403, "the house lets in whom a reseller lets in"
    assert early.accounts == []


def test_whoever_is_invited_waits_for_nobody(shop: House) -> None:
    policy(shop, "invitation", "full")
    seller, vera = shop.signed_in("reseller"), Newcomer(shop)
    invite = {"email": vera.email, "language": "uk"}
    assert seller.post("/newcomers/-/invite", invite).status_code == 302
    (letter,) = vera.letters("account.invitation")
    assert "reseller" in letter and "запрошує" in letter
    token = token_in(letter)
    said = {"name": "", "again": PASSWORD}
    assert "What is your name?" in vera.become(token, **said).text
    assert "The two passwords differ." in vera.become(token, name="Vera", again="another").text
    assert vera.become(token, **said | {"name": "  Vera   Holder "}).location == "/sign-in"
    ((_, name, whose),) = vera.accounts
    assert (name, whose) == ("Vera Holder", "reseller")
    assert "has an account by this address" in seller.post("/newcomers/-/invite", invite).text


def test_where_a_yes_is_needed_nobody_is_in_before_it_and_a_no_leaves_nothing(shop: House) -> None:
    policy(shop, "approval")
    vera, noone = Newcomer(shop), Newcomer(shop)
    numbers = {}
    for each in (vera, noone):
        each.ask()
        assert "Somebody looks at it now" in each.become(token_in(each.letters()[0])).text and each.accounts == []
        assert each.send("/sign-in", {"login": each.email, "password": PASSWORD}).status_code == 401
        sql = "SELECT id FROM iam.newcomer WHERE email = $1"
        numbers[each.email] = shop.run(shop.world.fetch(sql, each.email))[0]["id"]
    seller, stranger = shop.signed_in("reseller"), shop.signed_in("client")
    assert vera.email in seller.get("/newcomers/?state=waiting").text
    assert stranger.post(f"/newcomers/{numbers[vera.email]}/admit").status_code == 403
    assert seller.post(f"/newcomers/{numbers[vera.email]}/admit").status_code == 302
    assert seller.post(f"/newcomers/{numbers[noone.email]}/decline").status_code == 302
    assert len(vera.accounts) == 1 and noone.accounts == [] and len(noone.letters("account.declined")) == 1
    assert vera.send("/sign-in", {"login": vera.email, "password": PASSWORD}).location == "/"
    kept = "SELECT password_hash FROM iam.newcomer WHERE email = ANY ($1)"
    assert {row["password_hash"] for row in shop.run(shop.world.fetch(kept, list(numbers)))} == {None}


def test_nobody_is_flooded_and_whoever_asks_again_and_again_is_slowed_down(shop: House) -> None:
    vera = Newcomer(shop)
    for _ in range(MOST_PER_LOGIN):
        assert vera.ask().status_code == 200
    assert vera.ask().status_code == 429 and len(vera.letters()) == MOST_A_DAY
    first, *_, last = (token_in(each) for each in vera.letters())
    assert vera.become(last).status_code == 302
    assert vera.become(first).status_code == 410, "the other links are good still"
    assert Newcomer(shop).ask("nobody").status_code == 422
    late = Newcomer(shop)
    late.ask()
    shop.world.clock.advance(hours=25)
    settled(shop)
    assert late.become(token_in(late.letters()[0])).status_code == 410
