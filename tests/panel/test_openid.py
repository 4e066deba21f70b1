"""The panel as an OpenID provider, as the RFCs and OpenID's documents demand it of one: a tiny application signs people in.

Long, because its parts are those of the standards, and all of them share one registration and one house.
"""

import asyncio
import hmac
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc.jwk import RSAKey

from panel.identity.openid.asking import address_problem
from panel.identity.openid.keyring import OVERLAP, SIGNS, Keyring
from panel.identity.openid.minting import ACCESS_LIFE
from panel.identity.openid.provider import CODE_LIFE, REFRESH_LIFE, Provider
from panel.identity.openid.telling import WAITS, Telling
from panel.identity.sealing import Seal
from panel.openid.jobs import forget_grants
from registry.clock import FakeClock
from tests.panel.house import House, Visitor
from tests.panel.person import Person
from tests.panel.relying import BACK, EVENT, RelyingParty
from tests.world import BEGINNING, Clone, open_world

REGISTER = "/parties/-/register"


def register(
    house: House, client_id: str, scopes: str = "openid profile email offline_access", **more: str
) -> RelyingParty:
    """As an administrator registers it, in the panel."""
    boss = house.visitor()
    assert boss.sign_in("master").status_code == 302
    form = {
        "client_id": client_id,
        "name": f"The {client_id}",
        "redirect_uris": BACK,
        "logout_uris": "https://shop.example/bye",
        "backchannel_uri": "https://shop.example/out",
        "secret": "yes",
        "scopes": scopes.split(),
    } | more
    answer = boss.post(REGISTER, {k: v for k, v in form.items() if v}, at=REGISTER)
    if form["secret"] == "":
        assert answer.status_code == 302, answer.text[-3000:]
        return RelyingParty(house, client_id, back=form["redirect_uris"])
    secret = shown_once(answer.text)
    return RelyingParty(house, client_id, secret, back=form["redirect_uris"])


def shown_once(text: str) -> str:
    found = re.search(r'nh-once"><li>([\w-]{43})</li>', text)
    assert found, text[-3000:]
    return found[1]


@pytest.fixture(scope="module")
def shop(yard: House) -> RelyingParty:
    return register(yard, "shop")


@pytest.fixture
def somebody(yard: House) -> Visitor:
    return Person(yard).inside()


def refusal(answer, status: int, code: str) -> None:
    assert (answer.status_code, answer.json["error"]) == (status, code), answer.text
    assert "Traceback" not in answer.text


# OpenID Connect Core, and RFC 6749 with RFC 7636


@pytest.mark.feature("ARC-05")
@pytest.mark.feature("IAM-05")
@pytest.mark.feature("IAM-06")
def test_core_3_1_somebody_signs_in_to_an_application_and_it_knows_who_and_no_more_than_was_agreed(
    yard: House, shop: RelyingParty
) -> None:
    person = Person(yard)
    visitor = person.visitor()
    # before the sign-in: led to it, and from there by a page of ours back to the question
    led = visitor.get(shop.begin("openid profile"))
    assert led.status_code == 302 and led.location.startswith("/sign-in?next=/id/continue")
    visitor.sign_in(person.login)
    asked = visitor.get(shop.begin("openid profile"))
    assert "The shop" in asked.text and "shop.example" in asked.text and "read your e-mail" not in asked.text
    tokens = shop.tokens(visitor, "openid profile")
    assert tokens["token_type"] == "Bearer" and "refresh_token" not in tokens and tokens["scope"] == "openid profile"
    about = shop.claims(tokens["id_token"], "JWT")
    assert about["nonce"] == shop.nonce and about["aud"] == "shop" and about["amr"] == ["pwd"]
    assert about["auth_time"] <= about["iat"] < about["exp"] and about["sid"]
    access = shop.claims(tokens["access_token"], "at+jwt")
    assert access["sub"] == about["sub"] and access["client_id"] == "shop" and access["scope"] == "openid profile"
    told = shop.about(tokens["access_token"]).json
    assert told == {
        "sub": about["sub"], "name": person.login.title(), "preferred_username": person.login, "locale": "en",
    }  # fmt: skip
    # who has agreed is not asked again for as much, and is for more
    again = visitor.get(shop.begin("openid"))
    assert again.status_code == 302 and "code" in shop.returned(again)
    assert "read your e-mail" in visitor.get(shop.begin("openid email")).text


@pytest.mark.feature("ARC-05")
def test_rfc6749_4_1_1_no_is_an_answer_and_no_code(shop: RelyingParty, somebody: Visitor) -> None:
    address = shop.begin()
    values = shop.returned(somebody.post(shop.answers(address), {"answer": "no"}, at=address))
    assert values["error"] == "access_denied" and values["state"] == shop.state and "code" not in values


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": "nobody"},
        {"client_id": None},
        {"redirect_uri": None},
        {"redirect_uri": "https://shop.example/back"},
        {"redirect_uri": BACK + "&x=1"},
        {"redirect_uri": "https://shop.example.evil.example/back?by=house"},
        {"redirect_uri": "https://SHOP.example/back?by=house"},
        {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": BACK.replace("back", "x/../back")},
        {"redirect_uri": BACK.replace("shop.example", "shop.example@evil.example")},
        {"redirect_uri": BACK.replace("shop.example", "evil.example#@shop.example")},
        {"redirect_uri": BACK.replace("shop.example", "evil.example\\@shop.example")},
        {"redirect_uri": BACK.replace("shop.example", "shop.example.")},
        {"redirect_uri": BACK.replace("shop.example", "shop.example:443")},
        {"redirect_uri": BACK.replace("shop.example", "shop\N{FULLWIDTH FULL STOP}example")},
        {"redirect_uri": BACK.replace("https", "http")},
        {"redirect_uri": BACK.replace("back", "%62ack")},
        {"redirect_uri": BACK.replace("/back", "//back")},
        {"redirect_uri": BACK.replace("/back", "/back/")},
        {"redirect_uri": BACK + "#x"},
        {"redirect_uri": BACK + "\r\nLocation: https://evil.example"},
        {"redirect_uri": "\t" + BACK},
        {"redirect_uri": BACK[:-1]},
    ],
)
def test_rfc9700_2_1_nobody_is_sent_to_an_address_that_is_not_registered(shop, somebody, wrong) -> None:
    answer = somebody.get(shop.begin(**wrong))
    assert answer.status_code == 400 and "location" not in answer.headers and "http-equiv" not in answer.text
    assert "alert(1)" not in answer.text


@pytest.mark.parametrize(
    "wrong, code",
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": None}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"scope": "openid roles"}, "invalid_scope"),
        ({"scope": "openid no-such-thing"}, "invalid_scope"),
        ({"request": "e30."}, "request_not_supported"),
        ({"request_uri": "https://shop.example/r"}, "request_uri_not_supported"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"prompt": "none", "scope": "openid email"}, "consent_required"),
    ],
)
def test_rfc6749_4_1_2_1_the_application_is_told_what_is_wrong_with_what_it_asks(shop, somebody, wrong, code) -> None:
    values = shop.returned(somebody.get(shop.begin(**wrong)))
    assert values["error"] == code and values["state"] == shop.state and "code" not in values


def test_rfc6749_3_1_what_comes_twice_is_refused(shop: RelyingParty, somebody: Visitor) -> None:
    values = shop.returned(somebody.get(shop.begin() + "&scope=openid"))
    assert values["error"] == "invalid_request"
    assert somebody.get(shop.begin() + "&redirect_uri=https://evil.example").status_code == 400


def test_core_3_1_2_6_where_nobody_may_be_asked_the_application_hears_what_is_missing(shop, yard, somebody) -> None:
    values = shop.returned(yard.visitor().get(shop.begin(prompt="none")))
    assert values["error"] == "login_required"
    shop.tokens(somebody)
    assert "code" in shop.returned(somebody.get(shop.begin(prompt="none")))


def test_core_3_1_2_1_who_proved_it_too_long_ago_proves_it_again(yard: House, shop: RelyingParty) -> None:
    person = Person(yard)
    visitor = person.inside()
    shop.tokens(visitor)
    yard.world.clock.advance(minutes=20)
    assert "code" in shop.returned(visitor.get(shop.begin(max_age="3600")))
    assert shop.returned(visitor.get(shop.begin(max_age="60", prompt="none")))["error"] == "login_required"
    address = shop.begin(max_age="60", prompt="login")
    page = visitor.get(address)
    assert "proof-password" in page.text
    query = address.partition("?")[2]
    wrong = visitor.post(f"/id/prove?{query}", {"proof-password": "not it"}, at=address)
    assert wrong.status_code == 401
    proved = visitor.post(f"/id/prove?{query}", {"proof-password": "four plain words here"}, at=address)
    assert proved.status_code == 302 and proved.location.startswith("/id/continue?")
    page_between = visitor.get(proved.location)
    assert 'http-equiv="refresh"' in page_between.text
    values = shop.returned(visitor.get(address))
    token = shop.redeem(values["code"]).json["id_token"]
    yard.world.clock.advance(seconds=61)
    assert shop.returned(visitor.get(shop.begin(max_age="60", prompt="none")))["error"] == "login_required"
    yard.world.clock.advance(seconds=-61)
    assert shop.claims(token, "JWT")["auth_time"] == int(yard.world.clock.now().timestamp())


# The token endpoint


def test_rfc7636_4_6_a_code_without_its_proof_key_is_worth_nothing(shop: RelyingParty, somebody: Visitor) -> None:
    code = shop.code(somebody)
    refusal(shop.redeem(code, code_verifier=None), 400, "invalid_request")
    refusal(shop.redeem(code, code_verifier="x" * 42), 400, "invalid_request")
    refusal(shop.redeem(code, code_verifier="x" * 43), 400, "invalid_grant")
    assert shop.redeem(code).status_code == 200


def test_rfc6749_4_1_2_a_code_is_good_once_and_what_came_of_it_ends_when_it_comes_again(shop, somebody) -> None:
    code = shop.code(somebody, "openid offline_access")
    tokens = shop.redeem(code).json
    assert shop.about(tokens["access_token"]).status_code == 200
    refusal(shop.redeem(code), 400, "invalid_grant")
    refusal(shop.about(tokens["access_token"]), 401, "invalid_token")
    refusal(shop.refresh(tokens["refresh_token"]), 400, "invalid_grant")


def test_rfc6749_4_1_3_a_code_is_for_its_application_its_address_and_a_minute(yard, shop, somebody) -> None:
    other = register(yard, "other")
    code = shop.code(somebody)
    other.verifier = shop.verifier
    refusal(other.redeem(code), 400, "invalid_grant")
    refusal(shop.redeem(code, redirect_uri="https://shop.example/back"), 400, "invalid_grant")
    refusal(shop.redeem(code, redirect_uri=None), 400, "invalid_grant")
    yard.world.clock.advance(seconds=CODE_LIFE.total_seconds())
    refusal(shop.redeem(code), 400, "invalid_grant")


@pytest.mark.slow
def test_rfc6749_10_5_of_many_who_redeem_a_code_at_once_one_gets_tokens_at_most(yard, shop, somebody) -> None:
    code = shop.code(somebody)
    clients = [yard.app.test_client() for _ in range(8)]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": shop.verifier}

    def redeem(client) -> int:
        return client.post("/id/token", data=form, headers=shop.proof()).status_code

    async def all_at_once() -> list[int]:
        with ThreadPoolExecutor(8) as threads:
            loop = asyncio.get_running_loop()
            return await asyncio.gather(*(loop.run_in_executor(threads, redeem, each) for each in clients))

    assert sorted(yard.run(all_at_once())) == [200, *[400] * 7]


def test_rfc6749_2_3_an_application_proves_itself_one_way_and_hears_when_it_does_not(shop: RelyingParty) -> None:
    form = {"grant_type": "client_credentials"}
    refusal(shop.form("token_endpoint", form, {}), 401, "invalid_client")
    refusal(shop.form("token_endpoint", form | {"client_id": "shop"}, {}), 401, "invalid_client")
    wrong = shop.form("token_endpoint", form, {"Authorization": "Basic c2hvcDp3cm9uZw=="})
    refusal(wrong, 401, "invalid_client")
    assert wrong.headers["WWW-Authenticate"].startswith("Basic ")
    refusal(shop.form("token_endpoint", form, {"Authorization": "Basic ÿ"}), 401, "invalid_client")
    refusal(shop.form("token_endpoint", form | {"client_secret": shop.secret or ""}), 400, "invalid_request")
    refusal(shop.form("token_endpoint", form | {"client_id": "other"}), 400, "invalid_request")
    by_form = form | {"client_id": "shop", "client_secret": shop.secret or ""}
    refusal(shop.form("token_endpoint", by_form, {}), 400, "unauthorized_client")  # it is itself, and no service


def test_rfc6749_5_2_what_is_no_request_is_refused_in_the_standards_words(shop: RelyingParty) -> None:
    refusal(shop.form("token_endpoint", {}), 400, "invalid_request")
    refusal(shop.form("token_endpoint", {"grant_type": "password"}), 400, "unsupported_grant_type")
    refusal(shop.form("token_endpoint", {"grant_type": "implicit"}), 400, "unsupported_grant_type")
    refusal(shop.form("token_endpoint", {"grant_type": ["refresh_token", "refresh_token"]}), 400, "invalid_request")
    refusal(shop.form("token_endpoint", {"grant_type": "refresh_token"}), 400, "invalid_request")
    refusal(shop.programs.ask("POST", "/id/token", json={"grant_type": "refresh_token"}), 400, "invalid_request")
    refusal(shop.programs.ask("POST", "/id/token?client_id=shop", data={"a": "b"}), 400, "invalid_request")
    assert shop.programs.get("/id/token").status_code == 405


def test_rfc6749_4_4_a_service_has_tokens_for_itself_and_they_are_about_nobody(yard: House, shop: RelyingParty) -> None:
    robot = register(yard, "robot", "openid roles", service="yes", redirect_uris="", logout_uris="", backchannel_uri="")
    form = {"grant_type": "client_credentials"}
    tokens = robot.form("token_endpoint", form).json
    assert "id_token" not in tokens and "refresh_token" not in tokens and tokens["scope"] == "roles"
    assert robot.claims(tokens["access_token"], "at+jwt")["sub"] == "robot"
    refusal(robot.about(tokens["access_token"]), 401, "invalid_token")
    refusal(robot.form("token_endpoint", form | {"scope": "openid"}), 400, "invalid_scope")
    assert robot.introspect(tokens["access_token"])["active"] is True


def test_rfc8252_an_application_on_a_device_has_no_secret_and_any_port_of_its_own_machine(yard, somebody) -> None:
    local = register(yard, "desk", redirect_uris="http://127.0.0.1/cb?by=house", secret="", logout_uris="")
    local.back = "http://127.0.0.1:49152/cb?by=house"
    assert local.tokens(somebody)["id_token"]
    refusal(local.form("introspection_endpoint", {"token": "x"}), 401, "invalid_client")
    assert somebody.get(local.begin(redirect_uri="http://127.0.0.1:49152/other?by=house")).status_code == 400
    assert somebody.get(local.begin(redirect_uri="http://127.0.0.1.evil.example/cb?by=house")).status_code == 400
    assert somebody.get(local.begin(redirect_uri="http://localhost:49152/cb?by=house")).status_code == 400


# RFC 9700, section 4.14: refresh tokens


@pytest.mark.feature("IAM-06")
def test_rfc9700_4_14_a_refresh_token_is_good_once_and_a_stolen_one_ends_the_line(yard, shop, somebody) -> None:
    first = shop.tokens(somebody, "openid email offline_access")
    second = shop.refresh(first["refresh_token"]).json
    assert second["refresh_token"] != first["refresh_token"] and second["id_token"]
    fewer = shop.refresh(second["refresh_token"], scope="openid").json
    assert fewer["scope"] == "openid" and "email" not in shop.about(fewer["access_token"]).json
    assert "email" in shop.about(shop.refresh(fewer["refresh_token"]).json["access_token"]).json
    refusal(shop.refresh(first["refresh_token"]), 400, "invalid_grant")
    refusal(shop.refresh(fewer["refresh_token"]), 400, "invalid_grant")
    refusal(shop.about(second["access_token"]), 401, "invalid_token")


def test_rfc6749_6_a_refresh_token_is_for_its_application_its_scopes_and_a_month(yard, shop, somebody) -> None:
    token = shop.tokens(somebody, "openid offline_access")["refresh_token"]
    other = register(yard, "another")
    refusal(other.refresh(token), 400, "invalid_grant")
    refusal(shop.refresh(token, scope="openid email"), 400, "invalid_scope")
    refusal(shop.refresh("no such token"), 400, "invalid_grant")
    token = shop.refresh(token).json["refresh_token"]
    yard.world.clock.advance(days=REFRESH_LIFE.days)
    refusal(shop.refresh(token), 400, "invalid_grant")


def test_who_is_blocked_has_no_tokens_any_more(yard: House, shop: RelyingParty) -> None:
    person = Person(yard)
    tokens = shop.tokens(person.inside(), "openid offline_access")
    sql = "UPDATE iam.account SET state = 'blocked' WHERE login = $1 RETURNING id"
    yard.run(yard.world.fetch(sql, person.login))
    refusal(shop.refresh(tokens["refresh_token"]), 400, "invalid_grant")
    refusal(shop.about(tokens["access_token"]), 401, "invalid_token")
    assert shop.introspect(tokens["access_token"]) == {"active": False}


# RFC 7009 and RFC 7662


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_rfc7009_2_1_what_is_revoked_ends_with_all_of_its_sign_in(yard, shop, somebody, which: str) -> None:
    tokens = shop.tokens(somebody, "openid offline_access")
    assert shop.form("revocation_endpoint", {"token": tokens[which]}).status_code == 200
    refusal(shop.refresh(tokens["refresh_token"]), 400, "invalid_grant")
    refusal(shop.about(tokens["access_token"]), 401, "invalid_token")


def test_rfc7009_2_1_what_is_another_applications_is_refused_and_2_2_what_is_nothing_is_not(
    yard, shop, somebody
) -> None:
    other = register(yard, "third")
    tokens = shop.tokens(somebody)
    refusal(other.form("revocation_endpoint", {"token": tokens["access_token"]}), 400, "invalid_grant")
    assert other.form("revocation_endpoint", {"token": "no such token"}).status_code == 200
    refusal(other.form("revocation_endpoint", {}), 400, "invalid_request")
    assert shop.about(tokens["access_token"]).status_code == 200


def test_rfc7662_2_2_a_token_is_looked_into_by_its_owner_and_the_houses_own(yard, shop, somebody) -> None:
    tokens = shop.tokens(somebody, "openid offline_access")
    access, refresh = tokens["access_token"], tokens["refresh_token"]
    found = shop.introspect(access)
    assert found["active"] and found["client_id"] == "shop" and found["scope"] == "openid offline_access"
    assert shop.introspect(refresh)["sub"] == found["sub"]
    other = register(yard, "stranger")
    assert other.introspect(access) == other.introspect(refresh) == {"active": False}
    assert register(yard, "gate", trusted="yes").introspect(access)["active"] is True
    assert shop.introspect("no.such.token") == shop.introspect(tokens["id_token"]) == {"active": False}
    yard.world.clock.advance(seconds=ACCESS_LIFE.total_seconds())
    assert shop.introspect(access) == {"active": False}


def test_rfc8725_3_1_no_token_says_itself_by_which_algorithm_or_key_it_is_checked(
    shop: RelyingParty, somebody: Visitor
) -> None:
    """Confusion of algorithms, keys that come with the token, names of keys that are paths or queries, foreign issuers."""
    token = shop.tokens(somebody)["access_token"]
    head, body = (json.loads(urlsafe_b64decode(part + "==")) for part in token.split(".")[:2])
    (known, *_) = shop.programs.get(shop.path("jwks_uri")).json["keys"]
    public = RSAKey.import_key(known).as_pem(private=False)
    own = RSAKey.generate_key(2048)
    embedded = own.as_dict(private=False)
    forged = [
        _signed({**head, "alg": "HS256"}, body, secret)
        for secret in (public, json.dumps(known).encode(), b"a secret that is as good as another")
    ]
    for more in (
        {},
        {"jwk": embedded},
        {"jku": "https://evil.example/keys"},
        {"x5u": "https://evil.example/cert"},
        {"kid": "../../../dev/null"},
        {"kid": "' OR 1=1 --"},
        {"kid": own.thumbprint()},
        {"kid": ""},
        {"crit": ["b64"], "b64": False},
    ):
        forged.append(_signed({**head, **more}, body, own))
    for each in forged:
        refusal(shop.about(each), 401, "invalid_token")
        assert shop.introspect(each) == {"active": False}
    assert shop.about(token).status_code == 200


def _signed(head: dict, body: dict, key: RSAKey | bytes) -> str:
    """As nobody's library would: with whatever the header says."""
    parts = [urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=").decode() for each in (head, body)]
    said = ".".join(parts).encode()
    if isinstance(key, bytes):
        signature = hmac.digest(key, said, "sha256")
    else:
        signature = key.private_key.sign(said, padding.PKCS1v15(), hashes.SHA256())
    return f"{said.decode()}.{urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def test_rfc8725_a_token_that_was_touched_or_is_of_another_kind_opens_nothing(
    shop: RelyingParty, somebody: Visitor
) -> None:
    tokens = shop.tokens(somebody)
    head, body, signature = tokens["access_token"].split(".")
    none = urlsafe_b64encode(json.dumps({"alg": "none", "typ": "at+jwt"}).encode()).rstrip(b"=").decode()
    touched = (
        tokens["id_token"],
        f"{none}.{body}.",
        f"{none}.{body}.{signature}",
        f"{head}.{body[:-2]}AA.{signature}",
        f"{head}.{body}.{'A' * len(signature)}",
        "a.b.c",
        "x" * 20_000,
    )
    for each in touched:
        refusal(shop.about(each), 401, "invalid_token")
    bare = shop.programs.get("/id/userinfo")
    assert bare.status_code == 401 and bare.headers["WWW-Authenticate"] == "Bearer"
    assert shop.programs.get(f"/id/userinfo?access_token={tokens['access_token']}").status_code == 401


# RFC 8414 and OpenID Connect Discovery


def test_rfc8414_the_document_names_what_is_there_and_nothing_else(shop: RelyingParty) -> None:
    places = shop.places
    assert places["issuer"].endswith("/id") and places["response_types_supported"] == ["code"]
    for name, place in places.items():
        if name.endswith("_endpoint") or name == "jwks_uri":
            assert place.startswith(places["issuer"] + "/")
            assert shop.programs.get(shop.path(name)).status_code != 404
    (key, *_) = shop.programs.get(shop.path("jwks_uri")).json["keys"]
    assert key["use"] == "sig" and key["kid"] and not {"d", "p", "q", "dp", "dq", "qi"} & key.keys()


def test_keys_follow_each_other_so_that_nobody_meets_a_signature_that_he_cannot_check(yard: House) -> None:
    clock, registry = yard.world.clock, yard.world.registry
    seal = Seal.of("only for tests")
    one = yard.run(Keyring(registry, seal).signing())
    clock.advance(seconds=(SIGNS - OVERLAP + timedelta(hours=1)).total_seconds())

    def kids(ring: Keyring) -> set[str]:
        return {each["kid"] for each in yard.run(ring.document())["keys"]}

    ring = Keyring(registry, seal)
    before = kids(ring)
    assert yard.run(ring.signing()).kid == one.kid and one.kid in before and len(before) == 2, (
        "published before it signs"
    )
    clock.advance(seconds=OVERLAP.total_seconds())
    ring = Keyring(registry, seal)
    assert yard.run(ring.signing()).kid != one.kid and one.kid in kids(ring), "published after it signed"
    clock.advance(seconds=SIGNS.total_seconds())
    ring = Keyring(registry, seal)
    yard.run(ring.signing())
    clock.advance(seconds=OVERLAP.total_seconds())
    assert one.kid not in kids(Keyring(registry, seal))
    rows = yard.run(yard.world.fetch("SELECT sealed FROM iam.signing_key"))
    assert all(b"kty" not in row["sealed"] for row in rows)


async def test_the_first_key_is_made_once_whatever_the_clocks_of_those_who_ask_say(clone: Clone) -> None:
    """In a database of its own: the keys of a house that is everybody's are remembered by its panel."""
    clock, seal = FakeClock(BEGINNING), Seal.of("only for tests")
    registry = (await open_world(await clone.store(), clock)).registry
    one = await Keyring(registry, seal).signing()
    clock.move_to(clock.now() - timedelta(seconds=5))
    assert (await Keyring(registry, seal).signing()).kid == one.kid
    (row,) = await registry.store.reading(lambda db: db.fetch("SELECT count(*) AS n FROM iam.signing_key"))
    assert row["n"] == 1


# OpenID Connect Back-Channel Logout, and RP-Initiated Logout


def telling(house: House, party: RelyingParty) -> Telling:
    registry = house.world.registry
    provider = Provider(registry, Keyring(registry, Seal.of("only for tests")), party.issuer)
    return Telling(provider, party.client())


@pytest.mark.feature("ARC-05")
@pytest.mark.feature("IAM-05")
def test_back_channel_2_4_who_signs_out_is_signed_out_of_the_application_too(yard: House, shop: RelyingParty) -> None:
    visitor = Person(yard).inside()
    yard.run(telling(yard, shop).once())  # of those before
    tokens = shop.tokens(visitor, "openid profile")
    about = shop.claims(tokens["id_token"], "JWT")
    worker = telling(yard, shop)
    shop.heard.clear()
    assert yard.run(worker.once()) == 0
    visitor.post("/sign-out")
    refusal(shop.about(tokens["access_token"]), 401, "invalid_token")
    shop.deaf = 1
    assert yard.run(worker.once()) == 0, "an application that does not hear is told again"
    assert yard.run(worker.once()) == 0, "and not at once"
    yard.world.clock.advance(seconds=WAITS[0].total_seconds())
    assert yard.run(worker.once()) == 1
    (heard,) = shop.heard
    claims = shop.claims(shop.heard_tokens[0], "logout+jwt")
    assert claims == heard and claims["events"] == {EVENT: {}} and "nonce" not in claims
    assert claims["sub"] == about["sub"] and claims["sid"] == about["sid"] and claims["jti"]
    assert 0 < claims["exp"] - claims["iat"] <= 120
    assert yard.run(worker.once()) == 0, "once is enough"
    shop.heard.clear()


def test_back_channel_who_never_hears_is_given_up_after_a_day(yard: House, shop: RelyingParty) -> None:
    visitor = Person(yard).inside()
    yard.run(telling(yard, shop).once())
    shop.tokens(visitor)
    visitor.post("/sign-out")
    worker, shop.deaf = telling(yard, shop), 1000
    for wait in (*WAITS, timedelta(days=1)):
        yard.run(worker.once())
        yard.world.clock.advance(seconds=wait.total_seconds())
    assert 1000 - shop.deaf == len(WAITS) + 1
    shop.deaf = 0


@pytest.mark.feature("ARC-05")
def test_consent_that_is_taken_back_ends_what_the_application_has_and_it_is_told(yard, shop, somebody) -> None:
    tokens = shop.tokens(somebody, "openid offline_access")
    yard.run(telling(yard, shop).once())
    shown = somebody.get("/id/connected").text
    assert "The shop" in shown and "go on when you are not there" in shown
    assert somebody.post("/id/connected/shop/withdraw", at="/id/connected").location == "/id/connected"
    refusal(shop.refresh(tokens["refresh_token"]), 400, "invalid_grant")
    refusal(shop.about(tokens["access_token"]), 401, "invalid_token")
    shop.heard.clear()
    assert yard.run(telling(yard, shop).once()) == 1
    assert "The shop" not in somebody.get("/id/connected").text
    assert "Yes, sign in" in somebody.get(shop.begin("openid")).text, "it is asked again"


def test_offline_access_outlives_the_browser_and_nothing_else_does(shop: RelyingParty, somebody: Visitor) -> None:
    tokens = shop.tokens(somebody, "openid offline_access")
    somebody.post("/sign-out")
    assert shop.refresh(tokens["refresh_token"]).status_code == 200


def test_rp_initiated_logout_2_asks_first_and_goes_nowhere_that_is_not_registered(yard, shop, somebody) -> None:
    hint = shop.tokens(somebody)["id_token"]
    place = shop.path("end_session_endpoint")
    bye = "https://shop.example/bye"
    assert (
        somebody.get(f"{place}?id_token_hint={hint}&post_logout_redirect_uri=https://evil.example/").status_code == 400
    )
    assert somebody.get(f"{place}?post_logout_redirect_uri={bye}").status_code == 400
    assert somebody.get(f"{place}?id_token_hint={hint}&client_id=robot").status_code == 400
    address = f"{place}?id_token_hint={hint}&post_logout_redirect_uri={bye}&state=abc"
    assert somebody.get(address).status_code == 200 and somebody.get("/account/").status_code == 200
    form = {"id_token_hint": hint, "post_logout_redirect_uri": bye, "state": "abc"}
    answer = somebody.post("/id/leave", form, at=address)
    assert "https://shop.example/bye?state=abc" in answer.text
    assert somebody.get("/account/").status_code == 302
    assert somebody.get(address).location == "https://shop.example/bye?state=abc"


# What staff do


def test_an_application_that_has_ended_gets_nothing_and_a_new_secret_ends_the_old_one(yard, somebody) -> None:
    mill = register(yard, "mill")
    tokens = mill.tokens(somebody, "openid offline_access")
    boss = yard.visitor()
    boss.sign_in("master")
    page = "/parties/mill/renew-secret"
    answer = boss.post(page, {"reason": "It was in a log"}, at=page)
    refusal(mill.refresh(tokens["refresh_token"]), 401, "invalid_client")
    mill.secret = shown_once(answer.text)
    tokens = mill.refresh(tokens["refresh_token"]).json
    assert boss.post("/parties/mill/end", {"reason": "It is over"}, at="/parties/mill/end").status_code == 302
    refusal(mill.refresh(tokens["refresh_token"]), 401, "invalid_client")
    refusal(mill.about(tokens["access_token"]), 401, "invalid_token")
    assert somebody.get(mill.begin()).status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        "http://shop.example/", "https://shop.example/#x", "https://user@shop.example/", "javascript:alert(1)", "https://",
        "data:text/html,x", "ftp://shop.example/", "https://shop.example/ x", "//shop.example/", "https://[::1", "http://localhost/",
    ],
)  # fmt: skip
def test_no_address_is_registered_that_a_browser_should_not_be_sent_to(address: str) -> None:
    assert address_problem(address)


def test_what_nothing_is_good_of_any_more_is_forgotten(yard: House, shop: RelyingParty, somebody: Visitor) -> None:
    kept = shop.tokens(somebody, "openid offline_access")
    shop.tokens(somebody, "openid")
    yard.world.clock.advance(days=8)
    yard.run(forget_grants(yard.world.registry))
    assert shop.refresh(kept["refresh_token"]).status_code == 200
    (row,) = yard.run(
        yard.world.fetch("SELECT count(*) AS n FROM iam.party_grant WHERE until < $1", yard.world.clock.now())
    )
    assert row["n"] == 0


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["grant_type", "code", "token", "scope", "client_id", "x"]), st.text(max_size=40))
)
def test_whatever_programs_send_is_answered_in_the_standards_words(shop: RelyingParty, form: dict[str, str]) -> None:
    for place in ("token_endpoint", "revocation_endpoint", "introspection_endpoint"):
        for headers in ({}, shop.proof()):
            answer = shop.form(place, form, headers)
            assert answer.status_code in (200, 400, 401) and answer.is_json


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["scope", "prompt", "max_age", "state", "nonce", "response_type"]), st.text(max_size=40)
    )
)
def test_whatever_browsers_are_sent_with_nobody_is_led_astray(shop: RelyingParty, asked: dict[str, str]) -> None:
    answer = shop.programs.get(shop.begin(**asked))
    assert answer.status_code in (302, 400)
    if answer.status_code == 302:
        assert answer.location.startswith(("/sign-in?next=", "https://shop.example/back?by=house&"))
