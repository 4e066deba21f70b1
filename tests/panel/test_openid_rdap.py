"""Who signs in at the panel is known where names are looked up (RFC 9560): the two meet through their doors, without a wire."""

import html
import re
from base64 import b64encode
from collections.abc import Coroutine, Mapping
from dataclasses import replace
from typing import Any, TypeVar
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from panel.app import create_app
from panel.bridge import Bridge
from registry.actions.requester_accredit import RequesterAdd, requester_add, requester_change
from registry.context import Actor
from tests.panel.house import SETTINGS, House, Visitor
from tests.panel.person import Person
from tests.panel.test_openid import register
from whois.openid.exchange import Exchange, Reply
from whois.openid.party import Party
from whois.openid.providers import Provider
from whois.openid.tokens import NotBelieved
from whois.rdap.federation import purposes_of

BACK = "https://rdap.example/farv1_session/callback"
Result = TypeVar("Result")


class OfTheHouse(Exchange):
    """The way to the panel, for who looks names up."""

    def __init__(self, programs: Visitor) -> None:
        self.programs = programs

    async def get(self, url: str, token: str | None = None) -> Reply:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = self.programs.ask("GET", urlsplit(url).path, headers=headers)
        return Reply(answer.status_code, answer.json)

    async def post(self, url: str, form: Mapping[str, str], login: tuple[str, str] | None = None) -> Reply:
        said = b64encode(":".join(map(quote, login or ("", ""))).encode()).decode()
        headers = {"Authorization": f"Basic {said}"}
        answer = self.programs.ask("POST", urlsplit(url).path, data=dict(form), headers=headers)
        return Reply(answer.status_code, answer.json)


class Secured(House):
    """The same house where browsers reach it by HTTPS alone: who looks names up believes nothing else."""

    @classmethod
    def of(cls, house: House) -> "Secured":
        settings = replace(SETTINGS, url="https://panel.example/")
        app = create_app(house.world.registry, house.database, Bridge(house.loop), settings)
        app.config.update(SERVER_NAME="panel.example", PREFERRED_URL_SCHEME="https")
        return cls(house.loop, house.world, house.database, app, house.url)

    def visitor(self) -> Visitor:
        return Referring(self.loop, self.app)


class Referring(Visitor):
    """A browser that says from which page it comes, as all do."""

    def ask(self, method: str, path: str, **rest):
        browser = {"REMOTE_ADDR": self.address, "HTTP_USER_AGENT": "Testbrowser/1.0"}
        return super().ask(
            method, path, **rest, environ_base=browser | {"HTTP_REFERER": "https://panel.example/account/"}
        )


def done(work: Coroutine[Any, Any, Result]) -> Result:
    """What a coroutine gives that waits for nothing."""
    with pytest.raises(StopIteration) as end:
        work.send(None)
    result: Result = end.value.value
    return result


@pytest.mark.feature("ARC-05")
def test_rfc9560_who_signs_in_here_may_ask_for_what_their_requester_is_accredited_for(yard: House) -> None:
    yard = Secured.of(yard)
    shop = register(yard, "whois", "openid email rdap", redirect_uris=BACK)
    person = Person(yard)
    cx = yard.world.registry.context("panel", Actor(operator="master"))
    wanted = ("legalActions", "dnsTransparency")
    yard.run(requester_add(cx, RequesterAdd("a-court", "A court", wanted, logins=(f" {person.login.upper()} ",))))
    yard.run(requester_add(cx, RequesterAdd("a-part", "In one TLD", ("x",), ("example",), logins=(person.login,))))
    provider = Provider(
        shop.issuer,
        "The house's own",
        shop.client_id,
        shop.secret or "",
        scopes=("openid", "email", "rdap"),
        purposes=("legalActions",),
    )
    us = Party(provider, OfTheHouse(shop.programs), BACK)

    set_mail = "UPDATE iam.account SET email = $2, confirmed_email = 'an@address.example' WHERE login = $1"
    yard.run(yard.world.fetch(set_mail, person.login, "an@address.example"))

    pending, url = done(us.begun(None))
    place = f"{urlsplit(url).path}?{urlsplit(url).query}"
    visitor = yard.visitor()
    visitor.sign_in(person.login)
    assert "what you may look names up for" in visitor.get(place).text
    answered = visitor.post(place.replace("/id/authorize?", "/id/agree?"), {"answer": "yes"}, at=place)
    went_on = re.search(r'content="0;url=([^"]+)"', answered.text)
    assert went_on
    came = parse_qs(urlsplit(html.unescape(went_on[1])).query)
    now = yard.world.clock.now()
    granted = done(us.finished(pending, came["code"][0], came["iss"][0], now))
    assert granted.claims["rdap_allowed_purposes"] == sorted(wanted)
    assert granted.claims["email_verified"] is True
    assert purposes_of(provider, granted.claims) == {"legalActions"}, "no more than the provider may say"
    # a program that has a token of the panel is known by it as well, as long as it holds
    assert purposes_of(provider, done(us.bearer(granted.access_token, now))) == {"legalActions"}
    yard.run(requester_change(cx, "a-court", "suspend", {"suspended": True}))
    yard.run(yard.world.fetch(set_mail, person.login, "another@address.example"))
    told = done(us.bearer(granted.access_token, now))
    assert (purposes_of(provider, told), told["email_verified"]) == (frozenset(), False)
    assert visitor.post("/sign-out", at="/account/").status_code == 302
    with pytest.raises(NotBelieved):
        done(us.bearer(granted.access_token, now))
