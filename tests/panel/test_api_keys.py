"""Keys of programs: what one opens, whose it is, from where and until when; and what comes with one is read strictly."""

import json
import re
from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests.panel.house import House, Visitor

DRAWN = re.compile(r"nhk_[\w-]{43}")
PROBLEM = "application/problem+json"


@dataclass
class Program:
    """Asks the API, with a key or with none."""

    visitor: Visitor
    key: str = ""

    @property
    def shown(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}

    def ask(self, method: str, path: str, **rest):
        headers = {**self.shown, **rest.pop("headers", {})}
        return self.visitor.ask(method, f"/api/v1/{path}", headers=headers, **rest)


def draw(house: House, login: str, *permissions: str, networks: list[str] | str = "", days: int = 30) -> str:
    until = f"{house.world.clock.now() + timedelta(days=days):%Y-%m-%d}"
    form = {"name": "A program", "permissions": [*permissions], "networks": networks, "until": until}
    answer = house.signed_in(login).post("/api-keys/-/draw", form)
    assert answer.status_code == 200, answer.text
    (token,) = set(DRAWN.findall(answer.text))
    return token


def program(house: House, login: str, *permissions: str, **rest) -> Program:
    return Program(house.visitor(), draw(house, login, *permissions, **rest))


def test_a_key_opens_what_it_was_drawn_for_and_shows_what_its_account_sees(yard: House) -> None:
    asks = program(yard, "registrar", "domain.read", "registrar.read")
    (mine,) = asks.ask("GET", "registrars").json["data"]
    assert mine["handle"] == "alpha"
    assert asks.ask("GET", "domains").status_code == 200
    refused = asks.ask("GET", "hosts")
    assert (refused.status_code, refused.mimetype) == (403, PROBLEM)
    assert refused.json["reference"] == refused.headers["X-Request-Id"]
    assert asks.ask("POST", "registrars/alpha/suspend", json={"reason": "x"}).status_code == 403
    page = asks.visitor.get("/domains/", headers={"Authorization": f"Bearer {asks.key}"})
    assert page.location.startswith("/sign-in"), "a key opens no page"
    shown = yard.signed_in("registrar").get("/api/v1/api_keys?columns=use").json["data"][0]
    assert shown["used"] and shown["used_from"] == "127.0.0.1" and shown["begins"] == asks.key[:10]
    stored = yard.run(yard.world.fetch("SELECT k::text AS whole FROM iam.api_key k"))
    assert not any(asks.key[10:] in row["whole"] for row in stored)


def test_a_key_draws_no_other_and_offers_only_what_is_held(yard: House) -> None:
    asks = program(yard, "support", "account.read", "api-key.read")
    assert asks.ask("GET", "api_keys").status_code == 200
    assert asks.ask("POST", "api_keys/-/draw", json={"name": "x"}).status_code == 403
    page = yard.signed_in("support").get("/api-keys/-/draw").text
    offered = set(re.findall(r'name="permissions" value="([^"]+)"', page))
    assert "client.read" in offered and not {"people.block", "access.all", "api-key.update", "account.secure"} & offered


@pytest.mark.parametrize("shown", ["Bearer nhk_guessed", "Bearer", "Basic YTpi", "Bearer \x7f"])
def test_what_is_no_key_is_told_so_and_cookies_beside_it_count_for_nothing(yard: House, shown: str) -> None:
    answer = yard.signed_in("master").get("/api/v1/domains", headers={"Authorization": shown})
    assert (answer.status_code, answer.mimetype) == (401, PROBLEM)
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="api", error="invalid_token"'
    bare = yard.visitor().get("/api/v1/domains")
    assert (bare.status_code, bare.headers["WWW-Authenticate"]) == (401, 'Bearer realm="api"')


def test_what_a_program_does_is_written_down_with_its_key(yard: House) -> None:
    asks = program(yard, "support", "blacklist.read", "blacklist.create")
    body = {"of": "domain", "mask": "by-key.example", "colour": "black"}
    assert asks.ask("POST", "blacklist/-/add", json=body).status_code == 200
    sql = "SELECT actor, detail FROM audit.activity WHERE action = 'blacklist.add' ORDER BY id DESC LIMIT 1"
    ((actor, detail),) = yard.run(yard.world.fetch(sql))
    assert actor == "support" and detail.endswith("(by the key “A program”)")


@pytest.fixture(scope="module")
def suspender(yard: House) -> Program:
    return program(yard, "master", "registrar.set-state")


WRONG = {
    "no JSON": (b"{", 400),
    "a list": (b"[]", 400),
    "no UTF-8": (b'{"reason": "\xff"}', 400),
    "a name twice": (b'{"reason": "a", "reason": "b"}', 400),
    "not a number": (b'{"reason": NaN}', 400),
    "endless": (b'{"reason": -Infinity}', 400),
    "half a letter": (rb'{"reason": "\ud800"}', 400),
    "a long number": (b'{"reason": ' + b"9" * 5000 + b"}", 400),
    "a number beyond all": (b'{"reason": 1e999}', 400),
    "UTF-16": ('{"reason": "x"}'.encode("utf-16"), 400),
    "a byte order mark": (b'\xef\xbb\xbf{"reason": "x"}', 400),
    "a comment": (b'{"reason": "x"} // no', 400),
    "two texts": (b'{"reason": "x"}{"reason": "y"}', 400),
    "a name twice, written otherwise": (rb'{"reason": "a", "r\u0065ason": "b"}', 400),
    "deep": (b'{"reason": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400),
    "deep in a text, which is none": (json.dumps({"unheard-of": "[" * 100}).encode(), 400),
    "too much": (b'{"reason": "' + b"x" * 1_100_000 + b'"}', 413),
    "an object for a text": (b'{"reason": {"a": {"b": 1}}}', 400),
}


@pytest.mark.parametrize(("octets", "status"), WRONG.values(), ids=WRONG)
def test_a_body_that_two_could_read_differently_is_read_by_nobody(
    suspender: Program, octets: bytes, status: int
) -> None:
    told = suspender.ask("POST", "registrars/gamma/suspend", data=octets, content_type="application/json")
    assert (told.status_code, told.mimetype) == (status, PROBLEM), told.text
    assert told.json["detail"] and told.json["reference"] == told.headers["X-Request-Id"]


def test_what_is_asked_in_another_way_is_told_which_there_are(suspender: Program) -> None:
    form = suspender.ask("POST", "registrars/gamma/suspend", data={"reason": "x"})
    assert (form.status_code, form.mimetype) == (415, PROBLEM)
    for kind in ("text/plain", "application/xml", "application/json-patch+json", "multipart/form-data; boundary=x"):
        told = suspender.ask("POST", "registrars/gamma/suspend", data=b'{"reason": "x"}', content_type=kind)
        assert (told.status_code, told.mimetype) == (415, PROBLEM), kind
    got = suspender.ask("GET", "registrars/gamma/suspend")
    assert (got.status_code, got.mimetype, got.headers["Allow"]) == (405, PROBLEM, "OPTIONS, PATCH, POST")
    assert suspender.ask("GET", "nonsense").mimetype == PROBLEM
    wrong = suspender.ask("POST", "registrars/gamma/suspend", json={"reason": "x" * 256})
    assert wrong.status_code == 422
    assert [each["pointer"] for each in wrong.json["errors"]] == ["#/reason"]


def test_a_key_is_good_from_its_networks_until_its_end_and_while_it_is_not_revoked(yard: House) -> None:
    asks = program(yard, "manager", "domain.read", networks=["192.0.2.0/24", "2001:db8::/32"], days=30)
    assert asks.ask("GET", "domains").status_code == 401
    for address in ("192.0.2.7", "2001:db8::1"):
        asks.visitor.address = address
        assert asks.ask("GET", "domains").status_code == 200
    yard.world.clock.advance(days=29)
    assert asks.ask("GET", "domains").status_code == 200
    yard.world.clock.advance(days=2)
    assert asks.ask("GET", "domains").status_code == 401
    yard.visitors.clear()
    other = program(yard, "manager", "domain.read")
    own = yard.signed_in("manager")
    number = own.get("/api/v1/api_keys?state=good").json["data"][0]["number"]
    assert own.post(f"/api-keys/{number}/revoke").status_code == 302
    assert other.ask("GET", "domains").status_code == 401
    blocked = program(yard, "looked-after", "domain.read")
    assert blocked.ask("GET", "domains").status_code == 200
    yard.run(yard.world.fetch("UPDATE iam.account SET state = 'blocked' WHERE login = 'looked-after' RETURNING id"))
    assert blocked.ask("GET", "domains").status_code == 401
