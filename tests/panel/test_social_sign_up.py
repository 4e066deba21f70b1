"""Whom nobody here knows signs up by what a provider says of them, and is linked where that browser was the one that asked."""

import re

import pytest

from panel.accounts import ensure_account
from tests.panel.house import PASSWORD, House
from tests.panel.letters import token_in
from tests.panel.providers import SimulatedProvider
from tests.panel.test_signing_up import SHOP, Newcomer, policy, shop
from tests.panel.test_social import COUNT, NAMES, street

__all__ = ["shop", "street"]

ROWS = """SELECT a.detail FROM audit.activity a WHERE a.action = 'social.refused' AND (host(a.address) = $1 OR a.actor = $2)
           ORDER BY a.id"""


class Stranger(Newcomer):
    """Somebody nobody here knows, who is somebody at a provider."""

    def __init__(self, house: House, street: dict[str, SimulatedProvider], name: str, **person: object) -> None:
        super().__init__(house)
        self.name, self.provider = name, street[name]
        self.email = str(person.get("email", self.email))
        known = {
            "id": f"9{next(COUNT)}",
            "email": self.email,
            "verified": True,
            "name": "Vera Holder",
            "locale": "uk-UA",
        }
        self.person = known | person
        self.provider.lies, self.provider.answers = {}, {}

    def answer(self) -> str:
        """The path of the answer that they bring back from the provider."""
        self.provider.person = self.person
        sent = self.browser.get(f"/social/{self.name}", base_url=self.host)
        return self.provider.agree(sent.location).removeprefix(SHOP)

    def arrive(self) -> str:
        return self.browser.get(self.answer(), base_url=self.host).location

    def sign_up(self, **more: str):
        form = {"name": "Vera", "email": self.email, "language": "uk"} | more
        assert self.send("/sign-up/", form).status_code == 200
        return self.become(token_in(self.letters()[-1]), name="Vera", link="yes")

    @property
    def refused(self) -> list[str]:
        login = self.accounts[0][0] if self.accounts else ""
        return [row["detail"] for row in self.house.run(self.house.world.fetch(ROWS, self.browser.address, login))]


@pytest.mark.parametrize("name", NAMES)
def test_who_is_unknown_signs_up_with_what_the_provider_says_and_comes_in_by_it(
    shop: House, street: dict[str, SimulatedProvider], name: str
) -> None:
    vera = Stranger(shop, street, name)
    vouched = name != "facebook"  # which does not say whether anybody proved the address
    assert vera.arrive() == ("/sign-up/" if vouched else "/social/-/unknown")
    assert 'href="/sign-up/"' in vera.browser.get("/social/-/unknown", base_url=SHOP).text
    form = vera.browser.get("/sign-up/", base_url=SHOP).text
    assert 'value="Vera Holder"' in form and f'value="{vera.email}"' in form
    spoken = re.search(r'<option value="(\w+)"[^>]* selected', form)[1]
    assert spoken == ("uk" if name in ("google", "microsoft", "linkedin", "acme") else "en"), (
        "its language is not taken"
    )
    assert vera.sign_up().location == "/sign-in"
    ((login, called, seller),) = vera.accounts
    assert (called, seller) == ("Vera", "reseller")
    sql = "SELECT language FROM iam.account WHERE login = $1"
    assert shop.run(shop.world.fetch(sql, login))[0]["language"] == "uk"
    vera.browser.get("/sign-in", base_url=SHOP)
    assert vera.arrive() == "/" and vera.browser.get("/account/", base_url=SHOP).status_code == 200
    assert vera.refused == []


def test_a_link_that_another_browser_follows_links_nothing(shop: House, street: dict[str, SimulatedProvider]) -> None:
    thief, vera = Stranger(shop, street, "github"), Newcomer(shop)
    thief.arrive()
    assert thief.send("/sign-up/", {"name": "T", "email": vera.email, "language": "en"}).status_code == 200
    token = token_in(vera.letters()[0])
    assert "GitHub" not in vera.look(token).text
    assert vera.become(token, name="Vera", link="yes").location == "/sign-in" and len(vera.accounts) == 1
    assert thief.arrive() == "/sign-up/", "the account of another's address opens to them"


def test_what_the_browser_brought_is_for_the_address_that_was_asked_for_and_only_if_ticked(
    shop: House, street: dict[str, SimulatedProvider]
) -> None:
    vera, other = Stranger(shop, street, "github"), Newcomer(shop)
    other.browser = vera.browser
    other.ask()
    vera.arrive()
    token = token_in(other.letters()[0])
    assert "GitHub" not in other.look(token).text, "a link of before it is linked with whoever sits there after"
    vera.send("/sign-up/", {"name": "Vera", "email": vera.email, "language": "en"})
    shown = vera.look(token_in(vera.letters()[0])).text
    assert "Let me sign in by GitHub too" in shown and vera.email in shown
    assert vera.become(token_in(vera.letters()[0]), name="Vera").location == "/sign-in"
    assert len(vera.accounts) == 1 and vera.arrive() == "/social/-/unknown", "it was not ticked"


@pytest.mark.parametrize(("name", "domain"), [("google", "gmail.com"), ("yandex", "yandex.ru")])
def test_an_address_that_the_provider_keeps_is_proved_by_it(
    shop: House, street: dict[str, SimulatedProvider], name: str, domain: str
) -> None:
    vera = Stranger(shop, street, name, email=f"vera-{next(COUNT)}-{name}@{domain}")
    where = vera.arrive()
    assert where.startswith("/sign-up/new?token=") and vera.letters("%") == []
    token = where.partition("=")[2]
    shown = vera.look(token).text
    assert 'value="Vera Holder"' in shown and vera.email in shown
    assert vera.become(token, name="Vera Holder", link="yes").location == "/sign-in"
    assert [each[1] for each in vera.accounts] == ["Vera Holder"] and vera.arrive() == "/"


def test_who_has_an_account_by_the_address_is_asked_for_its_password_once(
    shop: House, street: dict[str, SimulatedProvider]
) -> None:
    for name, email in (("github", "known-a@mail.example"), ("google", "known-b@gmail.com")):
        login = f"known-{name}"
        person = (login, PASSWORD, "client", None, "Known", email)
        shop.run(ensure_account(shop.world.registry, *person, seller="reseller"))
        vera = Stranger(shop, street, name, email=email)
        assert vera.arrive() == "/social/-/unknown" and vera.letters("%") == []
        given = {"login": login, "password": "not the password"}
        assert vera.send("/social/-/unknown", given).status_code == 401
        assert vera.send("/social/-/unknown", given | {"password": PASSWORD}).location == "/"
        assert vera.refused == [f"{vera.provider.name.title().replace('hub', 'Hub')}: the password is not right"]


def test_what_nobody_vouches_for_tells_nobody_who_has_an_account(
    shop: House, street: dict[str, SimulatedProvider]
) -> None:
    person = ("known-c", PASSWORD, "client", None, "Known", "known-c@mail.example")
    shop.run(ensure_account(shop.world.registry, *person, seller="reseller"))
    for name in ("github", "facebook", "acme", "google"):
        pages = []
        for email in ("known-c@mail.example", "nobody-c@mail.example"):
            vera = Stranger(shop, street, name, email=email, verified=False)
            assert vera.arrive() == "/social/-/unknown"
            shown = vera.browser.get("/social/-/unknown", base_url=SHOP).text.replace(email, "")
            pages.append(re.sub(r'name="csrf_token" value="[^"]+"', "", shown))
        assert pages[0] == pages[1]


def test_where_a_yes_is_needed_the_link_waits_for_it_and_a_no_forgets_it(
    shop: House, street: dict[str, SimulatedProvider]
) -> None:
    policy(shop, "approval")
    seller = shop.signed_in("reseller")
    kept = "SELECT id, provider, subject FROM iam.newcomer WHERE email = $1"
    for step in ("admit", "decline"):
        vera = Stranger(shop, street, "github")
        vera.arrive()
        assert "Somebody looks at it now" in vera.sign_up().text
        (row,) = shop.run(shop.world.fetch(kept, vera.email))
        assert (row["provider"], row["subject"]) == ("github", vera.person["id"])
        assert vera.arrive() == "/sign-up/", "who waits is let in"
        assert seller.post(f"/newcomers/{row['id']}/{step}").status_code == 302
        (row,) = shop.run(shop.world.fetch(kept, vera.email))
        assert (row["provider"], row["subject"]) == (None, None)
        assert vera.arrive() == ("/" if step == "admit" else "/sign-up/")


def test_who_was_linked_with_another_account_meanwhile_has_an_account_and_no_link(
    shop: House, street: dict[str, SimulatedProvider]
) -> None:
    vera, again = Stranger(shop, street, "github"), Stranger(shop, street, "github")
    again.person |= {"id": vera.person["id"]}
    vera.arrive()
    again.arrive()
    assert vera.sign_up().location == "/sign-in" and again.sign_up().location == "/sign-in"
    assert vera.refused == [] and again.refused == ["GitHub: another account is linked with that"]
    assert len(again.accounts) == 1 and vera.arrive() == "/"


def test_each_reason_why_nobody_is_let_in_is_a_row_and_a_stranger_writes_few(
    shop: House, street: dict[str, SimulatedProvider]
) -> None:
    vera = Stranger(shop, street, "acme")
    for _ in range(3):
        for what, instead in (
            ("code=", "error=access_denied&x="),
            ("code=", f"error={'a stranger writes' * 9}&x="),
            (r"state=[^&]+", "state=x"),
            (r"code=[^&]+", "code=x"),
            (r"&iss=[^&]+", ""),
        ):
            vera.browser.get(re.sub(what, instead, vera.answer()), base_url=SHOP)
    assert vera.refused == [
        "Acme: it answers access_denied",
        "Acme: it answers with an error",
        "Acme: it was not asked, or not for this",
        "Acme: 400 from /token",
        "Acme: the answer is another provider's",
    ]


def test_a_black_list_bars_who_comes_by_a_provider_as_it_does_who_types(
    shop: House, street: dict[str, SimulatedProvider]
) -> None:
    form = {"of": "domain", "mask": "barred.example", "colour": "black"}
    assert shop.signed_in("manager").post("/blacklist/-/add", form).status_code == 302
    vera = Stranger(shop, street, "github", email="vera@barred.example")
    assert vera.arrive() == "/sign-in" and vera.refused == ["GitHub: a black list bars the address"]
