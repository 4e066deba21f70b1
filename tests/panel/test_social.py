"""Signing in by another provider, each simulated with its own flow; what is not theirs, of now and for us opens nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import httpx
import pytest

from panel.app import create_app
from panel.bridge import Bridge
from panel.identity.social.asking import AGAIN
from panel.identity.social.providers import ProviderUnknown, configured
from tests.panel.house import PASSWORD, SETTINGS, House, Visitor
from tests.panel.letters import letters
from tests.panel.providers import OIDC, SimulatedProvider
from tests.panel.test_restoring import Forgetful

NAMES = ("facebook", "google", "vk", "linkedin", "github", "microsoft", "yandex", "acme")
FEATURES = dict(zip(NAMES, [f"IAM-{number:02}" for number in range(9, 16)], strict=False))
BY_NAME = [pytest.param(name, marks=pytest.mark.feature(leaf)) for name, leaf in FEATURES.items()] + ["acme"]
COUNT = iter(range(1, 250))
PORT = 9000  # of the first; nothing listens there


@dataclass
class Street(httpx.AsyncBaseTransport):
    """Every provider, each at an address of its own."""

    providers: dict[str, SimulatedProvider]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        assert request.url.scheme == "https"
        answer = await self.providers[NAMES[request.url.port - PORT]].handle_async_request(request)
        answer.request = request
        return answer


@pytest.fixture(scope="module")
def street(yard: House) -> Iterator[dict[str, SimulatedProvider]]:
    """The panel with all of them configured; they are at this machine, which the settings allow."""
    clock = yard.world.clock
    made = {name: SimulatedProvider(name, f"https://127.0.0.1:{PORT + at}", clock) for at, name in enumerate(NAMES)}
    made["acme"].basic = made["acme"].says_issuer = True
    lines = tuple(f"{each.name} {each.client_id} {each.secret} {each.origin}" for each in made.values())
    settings = replace(SETTINGS, social=lines, outward_networks=("127.0.0.0/8",))
    before = yard.app
    yard.app = create_app(yard.world.registry, yard.database, Bridge(yard.loop), settings, outward=Street(made))
    yield made
    yard.app = before


class Guest(Forgetful):
    """Somebody with an account, who is somebody at providers too."""

    def __init__(self, house: House, street: dict[str, SimulatedProvider], name: str) -> None:
        super().__init__(house)
        self.provider = street[name]
        self.provider.person = {"id": str(next(COUNT)), "email": self.email, "verified": True, "name": "Vera"}
        self.provider.lies, self.provider.answers = {}, {}

    def confirm(self) -> None:
        sql = "UPDATE iam.account SET confirmed_email = email WHERE login = $1"
        self.house.run(self.house.world.fetch(sql, self.login))

    def go(self, visitor: Visitor) -> str:
        """To the provider, where they say yes; where the browser is sent then."""
        answer = visitor.get(f"/social/{self.provider.name}")
        assert answer.status_code == 302, answer.text
        return self.provider.agree(answer.location)

    def back(self, visitor: Visitor, address: str):
        parts = urlsplit(address)
        return visitor.get(f"{parts.path}?{parts.query}")

    def enter(self, visitor: Visitor):
        return self.back(visitor, self.go(visitor))

    def link(self) -> Visitor:
        inside = self.inside()
        shown = inside.post(f"/social/{self.provider.name}/link")
        address = re.search(r'href="(https://[^"]+)"', shown.text)[1].replace("&amp;", "&")
        assert self.back(inside, self.provider.agree(address)).location == "/account/"
        return inside


@pytest.mark.parametrize("name", BY_NAME)
def test_who_linked_an_account_signs_in_by_it_until_it_is_unlinked(
    yard: House, street: dict[str, SimulatedProvider], name: str
) -> None:
    guest = Guest(yard, street, name)
    inside = guest.link()
    assert len(letters(yard, guest.email, "account.social-linked")) == 1
    visitor = guest.visitor()
    assert (
        street[name].client_id not in visitor.get("/sign-in").text and f"/social/{name}" in visitor.get("/sign-in").text
    )
    guest.provider.person |= {"email": "another@mail.example", "verified": False}
    assert guest.enter(visitor).location == "/", "it is known by its number and not by its address"
    assert visitor.get("/account/").status_code == 200
    assert inside.post(f"/social/{name}/unlink").status_code == 302
    assert guest.enter(guest.visitor()).location == "/social/-/unknown"
    assert [each for each, _ in guest.activity() if each.startswith("social")] == ["social.link", "social.unlink"]


@pytest.mark.parametrize("name", NAMES)
def test_an_address_alone_links_nothing_and_a_password_does_once(
    yard: House, street: dict[str, SimulatedProvider], name: str
) -> None:
    guest = Guest(yard, street, name)
    guest.confirm()
    visitor = guest.visitor()
    assert guest.enter(visitor).location == "/social/-/unknown", "whoever has a provider say an address is let in"
    assert visitor.get("/account/").status_code == 302
    given = {"login": guest.login, "password": "not the password"}
    assert visitor.post("/social/-/unknown", given, at="/social/-/unknown").status_code == 401
    assert visitor.post("/social/-/unknown", given | {"password": PASSWORD}, at="/social/-/unknown").location == "/"
    assert guest.enter(guest.visitor()).location == "/"


@pytest.mark.parametrize(("name", "domain"), [("google", "gmail.com"), ("yandex", "yandex.ru")])
def test_who_keeps_the_mailbox_is_believed_and_only_of_a_confirmed_address(
    yard: House, street: dict[str, SimulatedProvider], name: str, domain: str
) -> None:
    guest = Guest(yard, street, name)
    guest.email = guest.provider.person["email"] = f"{guest.login}@{domain}"
    yard.run(yard.world.fetch("UPDATE iam.account SET email = $1 WHERE login = $2", guest.email, guest.login))
    assert guest.enter(guest.visitor()).location == "/social/-/unknown", "nobody confirmed that address here"
    guest.confirm()
    if name == "google":
        guest.provider.person["verified"] = False
        assert guest.enter(guest.visitor()).location == "/social/-/unknown", "Google itself does not vouch for it"
        guest.provider.person["verified"] = True
    assert guest.enter(guest.visitor()).location == "/"


@pytest.mark.parametrize(
    "lies",
    [{"nonce": "another"}, {"nonce": None}, {"aud": "another"}, {"aud": ["client-of-ours", "x"]}, {"azp": "x"},
     {"iss": "https://evil.example"}, {"exp": 1}, {"exp": "soon"}, {"iat": 1}, {"iat": 9_999_999_999}, {"sub": None},
     {"sub": ""}],
    ids=str,
)  # fmt: skip
def test_an_id_token_that_is_not_of_this_browser_client_and_instant_opens_nothing(
    yard: House, street: dict[str, SimulatedProvider], lies: dict
) -> None:
    guest = Guest(yard, street, "google")
    guest.link()
    guest.provider.lies = lies
    visitor = guest.visitor()
    assert guest.enter(visitor).location == "/sign-in" and visitor.get("/account/").status_code == 302
    assert "Google did not tell us who you are." in visitor.get("/sign-in").text


def test_an_answer_is_good_once_in_its_browser_and_of_the_provider_that_was_asked(
    yard: House, street: dict[str, SimulatedProvider]
) -> None:
    guest = Guest(yard, street, "acme")
    guest.link()
    visitor, thief = guest.visitor(), guest.visitor()
    address = guest.go(visitor)
    assert guest.back(thief, address).location == "/sign-in", "another browser's answer counts"
    assert guest.back(visitor, address.replace("/acme/", "/google/")).location == "/sign-in", (
        "another provider's address"
    )
    assert guest.back(visitor, address).location == "/sign-in", "it was used up by the wrong one"
    for wrong in (
        lambda text: re.sub(r"state=[^&]+", "state=x", text),
        lambda text: re.sub(r"&iss=[^&]+", "", text),
        lambda text: re.sub(r"&iss=[^&]+", "&iss=https://evil.example", text),
        lambda text: re.sub(r"code=[^&]+", "code=x", text),
        lambda text: text.replace("code=", "error=access_denied&x="),
    ):
        assert guest.back(visitor, wrong(guest.go(visitor))).location == "/sign-in"
    address = guest.go(visitor)
    assert guest.back(visitor, address).location == "/"
    assert guest.back(guest.visitor(), address).location == "/sign-in"
    late = guest.visitor()
    address = guest.go(late)
    yard.world.clock.advance(minutes=11)
    assert guest.back(late, address).location == "/sign-in", "an answer of long ago counts"


def test_a_provider_that_rolls_its_keys_is_followed_and_one_that_misbehaves_opens_nothing(
    yard: House, street: dict[str, SimulatedProvider]
) -> None:
    guest = Guest(yard, street, "microsoft")
    guest.link()
    old = guest.provider.key
    guest.provider.roll()
    asking = yard.app.extensions["house"].asking
    for kept in asking._kept.values():
        kept.read_at -= AGAIN + 1
    assert guest.enter(guest.visitor()).location == "/"
    new, guest.provider.key = guest.provider.key, old
    asked = guest.provider.asked.count("/keys")
    for _ in range(3):
        assert guest.enter(guest.visitor()).location == "/sign-in"
    assert guest.provider.asked.count("/keys") == asked, "a stranger's tokens have us ask for keys again and again"
    guest.provider.key = new
    for answer in (
        httpx.Response(500),
        httpx.Response(302, headers={"Location": "https://10.0.0.1/"}),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, content=b"x" * 1_000_001),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"access_token": "x"}),
    ):
        guest.provider.answers = {"/token": answer}
        assert guest.enter(guest.visitor()).location == "/sign-in"


def test_the_second_factor_follows_a_provider_too_and_a_blocked_account_stays_closed(
    yard: House, street: dict[str, SimulatedProvider]
) -> None:
    guest = Guest(yard, street, "github")
    inside = guest.link()
    assert inside.get("/account/").text.count("Unlink") == 1
    guest.enrol()
    assert guest.enter(guest.visitor()).location == "/sign-in/second"
    yard.run(yard.world.fetch("UPDATE iam.account SET state = 'blocked' WHERE login = $1", guest.login))
    assert guest.enter(guest.visitor()).location == "/sign-in"
    other = Guest(yard, street, "github")
    other.provider.person["id"] = str(int(other.provider.person["id"]) - 1)
    page = other.link().get("/account/").text
    assert "Another account is linked with that" in page, "one number at a provider is two accounts'"


def test_only_what_is_configured_is_offered_and_half_a_provider_is_refused(yard: House) -> None:
    visitor = yard.visitor()
    assert "/social/" not in visitor.get("/sign-in").text or yard.app.extensions["house"].providers
    assert visitor.get("/social/nobody").status_code == 404
    for wrong in ("google", "google id", "acme id secret", "Ac/me id secret https://x.example"):
        with pytest.raises(ProviderUnknown):
            configured((wrong,))
    assert set(configured(("google a b", "acme a b https://x.example/"))) == {"google", "acme"}
    assert OIDC[0] in configured(("google a b",))
