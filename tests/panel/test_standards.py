"""Identity by the requirements of its standards, one by one: each test is named for the section that demands it.

Long, because what is demanded is much, and one house serves all of it.
"""

import hashlib
import re
from base64 import urlsafe_b64encode
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from functools import wraps
from http import HTTPStatus
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pyotp
import pytest

from panel.identity.openid.asking import opened
from panel.identity.openid.minting import challenge_of
from panel.identity.openid.telling import WAITS, Telling
from panel.identity.tries import MOST_PER_LOGIN
from panel.kit.access import opened_by, permissions_of
from panel.kit.module import lists_of
from panel.modules import MODULES
from tests.panel.house import SETTINGS, House, Visitor
from tests.panel.letters import letters, token_in
from tests.panel.person import Person
from tests.panel.receiver import secured
from tests.panel.relying import BACK, RelyingParty
from tests.panel.test_openid import refusal, register, telling
from tests.panel.test_signing_up import Newcomer, policy
from wire.simulated import Asked, Reply, Simulated


@pytest.fixture(scope="module")
def shop(yard: House) -> RelyingParty:
    return register(yard, "grocer")


@pytest.fixture(scope="module")
def desk(yard: House) -> RelyingParty:
    """A public client."""
    party = register(yard, "till", redirect_uris="http://127.0.0.1/cb?by=house", secret="", logout_uris="")
    party.back = "http://127.0.0.1:49152/cb?by=house"
    return party


@pytest.fixture(scope="module")
def person(yard: House) -> Person:
    return Person(yard)


@pytest.fixture(scope="module")
def inside(person: Person) -> Visitor:
    return person.inside()


def error(shop: RelyingParty, answer) -> str:
    values = shop.returned(answer)
    assert "code" not in values and values["state"] == shop.state
    return values["error"]


# RFC 9700: best current practice


@pytest.mark.parametrize("wrong", [{"scope": "openid no-such"}, {"response_type": "token"}, {"code_challenge": None}])
def test_rfc9700_4_11_2_nobody_is_led_on_with_an_error_before_it_is_known_who_they_are(yard, shop, inside, wrong):
    stranger = yard.visitor()
    led = stranger.get(shop.begin(**wrong))
    assert led.status_code == 302 and led.location.startswith("/sign-in?next=/id/continue")
    assert error(shop, inside.get(shop.begin(**wrong)))
    silent = stranger.get(shop.begin(**wrong, prompt="none"))
    assert error(shop, silent), "where nobody may be asked the application hears it at once"


def test_rfc9700_4_15_the_name_of_an_application_is_nobodys_subject(yard: House) -> None:
    boss = yard.signed_in("master")
    page = "/parties/-/register"
    form = {"client_id": "1234", "name": "Numbers", "redirect_uris": BACK, "scopes": ["openid"]}
    answer = boss.post(page, form, at=page)
    assert answer.status_code == 422 and "begins with a letter" in answer.text


# OpenID Connect Core


def test_core_3_1_2_2_no_code_is_issued_about_somebody_else_than_the_hint_says(yard, shop, inside) -> None:
    mine = shop.tokens(inside)["id_token"]
    assert "code" in shop.returned(inside.get(shop.begin(id_token_hint=mine, prompt="none")))
    other = Person(yard).inside()
    shop.tokens(other)
    for more in ({}, {"prompt": "none"}):
        assert error(shop, other.get(shop.begin(id_token_hint=mine, **more))) == "login_required"
    address = shop.begin()
    token = other.token("/account/")
    address += f"&{urlencode({'id_token_hint': mine})}"
    answered = other.post(shop.answers(address), {"answer": "yes", "csrf_token": token})
    assert error(shop, answered) == "login_required", "the answer to the question goes round it"
    for strange in ("no.such.token", register(yard, "baker").tokens(inside)["id_token"]):
        assert error(shop, inside.get(shop.begin(id_token_hint=strange))) == "invalid_request"


def test_core_3_1_2_1_a_request_comes_by_post_as_well_and_nobody_is_signed_in_by_whose_form_it_was(
    shop: RelyingParty, inside: Visitor
) -> None:
    query = parse_qs(urlsplit(shop.begin(prompt="none")).query)
    led = inside.ask("POST", "/id/authorize", data={name: value for name, (value,) in query.items()})
    assert led.status_code == 303 and led.location.startswith("/id/authorize?")
    shop.returned(inside.get(led.location))
    twice = inside.ask("POST", "/id/authorize?client_id=grocer", data={"client_id": "baker"})
    assert inside.get(twice.location).status_code == 400
    assert inside.ask("POST", "/id/authorize", data={"x": "y" * 9000}).status_code == 400


def test_rp_initiated_logout_2_comes_by_post_as_well(shop: RelyingParty, inside: Visitor) -> None:
    hint = shop.tokens(inside)["id_token"]
    led = inside.ask("POST", "/id/logout", data={"id_token_hint": hint})
    assert led.status_code == 303
    assert "Sign out?" in inside.get(led.location).text
    assert inside.get("/account/").status_code == 200, "a form of somebody else's signs nobody out"


# RFC 8414


def test_rfc8414_3_1_the_document_is_between_the_host_and_the_path_of_the_name(shop: RelyingParty) -> None:
    path = f"/.well-known/oauth-authorization-server{urlsplit(shop.issuer).path}"
    found = shop.programs.get(path)
    assert found.status_code == 200 and found.json == shop.places


# RFC 6749


def test_rfc6749_2_3_1_who_guesses_secrets_is_slowed_down_and_nobody_else_is(yard: House) -> None:
    party = register(yard, "vault")
    right, form = party.secret, {"grant_type": "refresh_token", "refresh_token": "x"}
    party.secret = "guessed"
    for place in ["token_endpoint"] * (MOST_PER_LOGIN - 2) + ["revocation_endpoint", "introspection_endpoint"]:
        refusal(party.form(place, form | {"token": "x"}), 401, "invalid_client")
    slowed = party.form("token_endpoint", form)
    refusal(slowed, 429, "invalid_client")
    assert int(slowed.headers["Retry-After"]) > 0
    party.secret = right
    refusal(party.form("token_endpoint", form), 429, "invalid_client")
    party.programs.address = "203.0.113.77"
    refusal(party.form("token_endpoint", form), 400, "invalid_grant")
    people = yard.visitor()
    people.address = "203.0.113.9"
    assert people.sign_in("master").status_code == 302, "people who sit there sign in"
    party.programs.address = "203.0.113.9"
    yard.world.clock.advance(minutes=15)
    refusal(party.form("token_endpoint", form), 400, "invalid_grant")


def test_rfc6749_2_3_1_a_secret_that_is_no_text_is_refused(shop: RelyingParty) -> None:
    for encoded in ("c2hvcDolMDA=", "JTAwOng="):  # shop:%00 and %00:x
        answer = shop.form("token_endpoint", {"grant_type": "x"}, {"Authorization": f"Basic {encoded}"})
        refusal(answer, 401, "invalid_client")


def test_rfc6749_5_1_what_carries_tokens_is_kept_nowhere(shop: RelyingParty, inside: Visitor) -> None:
    answer = shop.redeem(shop.code(inside))
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["Pragma"] == "no-cache"


def test_rfc6749_5_2_a_wrong_method_and_too_much_are_refused_in_json(shop: RelyingParty, monkeypatch) -> None:
    for place in ("token_endpoint", "revocation_endpoint", "introspection_endpoint"):
        answer = shop.programs.get(shop.path(place))
        refusal(answer, 405, "invalid_request")
        assert "POST" in answer.headers["Allow"]
    refusal(shop.form("token_endpoint", {"grant_type": "x" * 1_100_000}), 413, "invalid_request")

    @wraps(shop.house.app.view_functions["openid.token"])
    async def broken() -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setitem(shop.house.app.view_functions, "openid.token", broken)
    answer = shop.form("token_endpoint", {"grant_type": "x"})
    refusal(answer, 500, "server_error")
    assert "secret detail" not in answer.text


def test_rfc6749_3_1_what_is_empty_is_not_there_and_what_nobody_knows_is_ignored(shop, inside) -> None:
    code = shop.code(inside, prompt="", max_age="", nonce="", colour="blue", display="page")
    tokens = shop.redeem(code, scope="", colour="blue").json
    assert "nonce" not in shop.claims(tokens["id_token"], "JWT")


def test_rfc6749_4_1_3_a_code_of_another_public_application_is_worth_nothing(yard, desk, inside) -> None:
    stall = register(yard, "stall-app", redirect_uris="http://127.0.0.1/cb?by=house", secret="", logout_uris="")
    code = desk.code(inside)
    stall.verifier, stall.back = desk.verifier, desk.back
    refusal(stall.redeem(code), 400, "invalid_grant")
    assert desk.redeem(code).status_code == 200


# RFC 7636


@pytest.mark.parametrize("length, status", [(42, 400), (43, 200), (128, 200), (129, 400)])
def test_rfc7636_4_1_a_verifier_is_43_to_128_of_its_alphabet(shop, inside, length: int, status: int) -> None:
    verifier = ("aZ09-._~" * 17)[:length]
    code = shop.code(inside, code_challenge=challenge_of(verifier))
    assert shop.redeem(code, code_verifier=verifier).status_code == status
    for strange in "+/= \u00e9":
        refusal(shop.redeem(code, code_verifier=verifier[:42] + strange + verifier[43:]), 400, "invalid_request")


def test_rfc7636_appendix_b_the_challenge_of_the_example_is_that_of_the_example() -> None:
    assert challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


# RFC 7009 and RFC 7662


@pytest.mark.parametrize("hint", ["refresh_token", "access_token", "urn:example:token", ""])
def test_rfc7009_2_1_and_rfc7662_2_1_a_hint_that_is_wrong_changes_nothing(shop, inside, hint: str) -> None:
    token = shop.tokens(inside)["access_token"]
    form = {"token": token, "token_type_hint": hint}
    assert shop.form("introspection_endpoint", form).json["active"] is True
    assert shop.form("revocation_endpoint", form).status_code == 200
    assert shop.form("introspection_endpoint", form).json == {"active": False}
    assert shop.form("revocation_endpoint", form).status_code == 200, "RFC 7009, section 2.2: twice is once"


def test_rfc7009_2_a_public_application_takes_back_what_it_was_given(desk: RelyingParty, inside: Visitor) -> None:
    tokens = desk.tokens(inside, "openid offline_access")
    assert desk.form("revocation_endpoint", {"token": tokens["refresh_token"]}).status_code == 200
    refusal(desk.about(tokens["access_token"]), 401, "invalid_token")


@pytest.mark.parametrize("place", ["revocation_endpoint", "introspection_endpoint"])
def test_rfc7009_2_1_and_rfc7662_2_1_who_does_not_prove_itself_is_refused(shop: RelyingParty, place: str) -> None:
    refusal(shop.form(place, {"token": "x"}, {}), 401, "invalid_client")
    refusal(shop.form(place, {"token": "x", "client_id": "grocer"}, {}), 401, "invalid_client")


# RFC 8414, section 2, and OpenID Connect Discovery, section 3


def test_discovery_3_the_document_has_what_it_must_and_tokens_are_as_it_says(shop, inside) -> None:
    places = shop.places
    required = {
        "issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "response_types_supported",
        "subject_types_supported", "id_token_signing_alg_values_supported", "scopes_supported", "userinfo_endpoint",
    }  # fmt: skip
    assert required <= places.keys() and "RS256" in places["id_token_signing_alg_values_supported"]
    assert urlsplit(places["issuer"]).query == urlsplit(places["issuer"]).fragment == ""
    assert not [name for name, value in places.items() if value in (None, "", [])], "RFC 8414, section 3.2"
    told = shop.about(shop.tokens(inside)["access_token"]).json
    assert told.keys() <= set(places["claims_supported"])


# RFC 9700, the rest


def test_rfc9700_2_1_1_no_code_without_a_proof_key_and_none_is_talked_down(shop: RelyingParty, inside: Visitor) -> None:
    for more in ({"code_challenge": None, "code_challenge_method": None}, {"code_challenge_method": "plain"}):
        assert error(shop, inside.get(shop.begin(**more))) == "invalid_request"
    refusal(shop.redeem(shop.code(inside), code_verifier=None), 400, "invalid_request")
    assert shop.places["code_challenge_methods_supported"] == ["S256"]


def test_rfc9700_2_4_nobody_gives_an_application_their_password(shop: RelyingParty, person: Person) -> None:
    form = {"grant_type": "password", "username": person.login, "password": "four plain words here"}
    refusal(shop.form("token_endpoint", form), 400, "unsupported_grant_type")
    assert "password" not in shop.places["grant_types_supported"]


def test_rfc9700_4_4_each_answer_says_whose_it_is(shop: RelyingParty, inside: Visitor) -> None:
    """`returned` demands `iss` of answers with codes and of those with errors."""
    shop.code(inside)
    shop.returned(inside.get(shop.begin(scope="openid nothing")))
    assert shop.places["authorization_response_iss_parameter_supported"] is True


def test_rfc9700_4_12_4_16_and_2_6_no_form_is_sent_on_nothing_is_framed_and_no_script_of_others_reads(
    yard: House, shop: RelyingParty, inside: Visitor
) -> None:
    asked = {"Origin": "https://evil.example"}
    for answer in (
        yard.visitor().get(shop.begin(), headers=asked),
        inside.get(shop.begin(prompt="consent"), headers=asked),
        inside.get(shop.begin(prompt="none"), headers=asked),
        inside.ask("POST", "/id/authorize", data={"client_id": "grocer"}, headers=asked),
        shop.form("token_endpoint", {"grant_type": "x"}, shop.proof() | asked),
    ):
        assert answer.status_code not in (301, 307, 308)
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert not [name for name, _ in answer.headers if name.lower().startswith("access-control-")]


# OpenID Connect Core, the rest


def test_core_3_1_3_6_an_id_token_says_which_access_token_came_with_it(shop: RelyingParty, inside: Visitor) -> None:
    tokens = shop.tokens(inside)
    half = hashlib.sha256(tokens["access_token"].encode()).digest()[:16]
    at_hash = urlsafe_b64encode(half).rstrip(b"=").decode()
    assert shop.claims(tokens["id_token"], "JWT")["at_hash"] == at_hash


def test_core_12_2_a_refreshed_id_token_is_about_the_same_sign_in(yard: House, shop: RelyingParty, inside: Visitor):
    first = shop.tokens(inside, "openid offline_access")
    yard.world.clock.advance(seconds=5)
    second = shop.refresh(first["refresh_token"]).json
    before, after = (shop.claims(each["id_token"], "JWT") for each in (first, second))
    for name in ("iss", "sub", "aud", "auth_time"):
        assert before[name] == after[name], name
    assert after["iat"] > before["iat"] and after.get("nonce") in (None, before["nonce"])


def test_core_5_3_1_userinfo_is_asked_by_post_as_well(shop: RelyingParty, inside: Visitor) -> None:
    token = shop.tokens(inside)["access_token"]
    answer = shop.programs.ask("POST", "/id/userinfo", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200 and answer.json == shop.about(token).json


def test_core_15_1_what_every_provider_must_take_is_taken(shop: RelyingParty, inside: Visitor) -> None:
    shop.tokens(inside)
    more = {"display": "popup", "ui_locales": "uk ru", "claims_locales": "de", "acr_values": "1 2", "login_hint": "x"}
    assert "code" in shop.returned(inside.get(shop.begin(**more, max_age="3600")))


def test_core_3_1_2_6_what_is_not_supported_is_said_by_its_own_code(shop: RelyingParty, inside: Visitor) -> None:
    for name in ("request", "request_uri", "registration"):
        assert error(shop, inside.get(shop.begin(**{name: "x"}))) == f"{name}_not_supported"


def test_core_3_1_2_1_who_has_agreed_is_asked_again_where_the_application_wants_it(yard, shop) -> None:
    visitor = Person(yard).inside()
    shop.tokens(visitor)
    assert "Yes, sign in" in visitor.get(shop.begin(prompt="consent")).text
    assert error(shop, visitor.get(shop.begin(prompt="none", scope="openid offline_access"))) == "consent_required"
    yard.world.clock.advance(minutes=2)
    assert "proof-password" in visitor.get(shop.begin(prompt="select_account")).text


def test_an_application_of_the_house_asks_nobody(yard: House) -> None:
    own = register(yard, "own-app", trusted="yes")
    assert "code" in own.returned(Person(yard).inside().get(own.begin()))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE iam.account SET password_until = $2 WHERE login = $1 RETURNING 1",
        """INSERT INTO iam.second_factor_demand (registrar_id, since)
           SELECT registrar_id, $2 FROM iam.account WHERE login = $1 RETURNING 1""",
    ],
    ids=["must_renew", "must_enrol"],
)
def test_core_3_1_2_6_where_something_else_comes_first_nobody_is_led_on(yard, shop, sql: str) -> None:
    person = Person(yard, "registrar", "gamma")
    visitor = person.inside()
    later = yard.world.clock.now().replace(year=yard.world.clock.now().year + 1)
    yard.run(yard.world.fetch(sql, person.login, later))
    try:
        assert error(shop, visitor.get(shop.begin(prompt="none"))) == "interaction_required"
        assert visitor.get(shop.begin()).location == "/"
    finally:
        yard.run(yard.world.fetch("DELETE FROM iam.second_factor_demand RETURNING 1"))


def test_core_3_1_2_6_terms_that_are_owed_come_first(yard: House, shop: RelyingParty) -> None:
    visitor = Person(yard, "client").inside()
    sql = """INSERT INTO panel.terms (kind, text, valid_from, by, at)
             VALUES ('terms', 'Be kind.', $1::timestamptz - interval '1 day', 'a test', $1) RETURNING 1"""
    yard.run(yard.world.fetch(sql, yard.world.clock.now()))
    try:
        assert error(shop, visitor.get(shop.begin(prompt="none"))) == "interaction_required"
        assert visitor.get(shop.begin()).location == "/"
    finally:
        yard.run(yard.world.fetch("DELETE FROM panel.terms WHERE by = 'a test' RETURNING 1"))


def test_who_acts_as_another_gets_no_code_in_their_name(yard: House, shop: RelyingParty) -> None:
    visitor = yard.visitor()
    assert visitor.sign_in("manager").status_code == 302
    assert visitor.post("/acting/client", {"reason": "They cannot find it."}).location == "/"
    assert error(shop, visitor.get(shop.begin())) == "access_denied"


# OpenID Connect Back-Channel Logout, section 2.8


def test_back_channel_2_8_what_is_no_good_answer_is_told_again_and_nobody_is_followed(yard, shop) -> None:
    visitor = Person(yard).inside()
    shop.tokens(visitor)
    yard.run(yard.world.fetch("DELETE FROM iam.party_logout RETURNING 1"))
    visitor.post("/sign-out")
    statuses, asked = [400, 302, 307, 500, 204], list[str]()

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(statuses.pop(0), headers={"Location": "https://shop.example/elsewhere"})

    worker = telling(yard, shop)
    worker._client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    heard = []
    for wait in WAITS[:5]:
        heard.append(yard.run(worker.once()))
        yard.world.clock.advance(seconds=wait.total_seconds())
    assert heard == [0, 0, 0, 0, 1] and yard.run(worker.once()) == 0
    assert asked == ["https://shop.example/out"] * 5


@dataclass(kw_only=True)
class Ear(Simulated):
    """An application behind real TLS, which keeps what it is told."""

    told: list[Asked] = field(default_factory=list)

    def passwords(self):
        return ()

    def answered(self, asked: Asked, mishap: str | None) -> Reply:
        self.told.append(asked)
        return Reply(HTTPStatus.NO_CONTENT)


def test_back_channel_2_5_it_is_told_over_a_wire_and_nobody_inside_is(yard, shop, tmp_path) -> None:
    context, authority = secured(tmp_path)
    ear, stack = Ear(), AsyncExitStack()
    url = yard.run(stack.enter_async_context(ear.serving(context))).replace("127.0.0.1", "localhost")
    registry, sql = (
        yard.world.registry,
        "UPDATE iam.relying_party SET backchannel_uri = $1 WHERE client_id = 'grocer' RETURNING 1",
    )
    yard.run(yard.world.fetch("DELETE FROM iam.party_logout RETURNING 1"))
    yard.run(yard.world.fetch(sql, f"{url}/out"))
    try:
        visitor = Person(yard).inside()
        shop.tokens(visitor)
        visitor.post("/sign-out")
        shut = replace(SETTINGS, outward_ca=authority)
        assert yard.run(Telling.of(registry, shut).once()) == 0 and ear.told == [], "somebody inside is asked"
        yard.world.clock.advance(seconds=WAITS[0].total_seconds())
        opened = replace(shut, outward_networks=("127.0.0.0/8", "::1/128"))
        assert yard.run(Telling.of(registry, opened).once()) == 1
        (asked,) = ear.told
        assert parse_qs(asked.body.decode())["logout_token"][0].count(".") == 2
    finally:
        yard.run(yard.world.fetch(sql, "https://shop.example/out"))
        yard.run(stack.aclose())


# RFC 6238


def test_rfc6238_appendix_b_codes_are_those_of_the_table() -> None:
    totp = pyotp.TOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", digits=8)
    table = {59: "94287082", 1111111109: "07081804", 1234567890: "89005924", 20000000000: "65353130"}
    assert {at: totp.at(at) for at in table} == table


def test_rfc6238_5_2_a_code_of_the_step_before_or_after_counts_once_and_none_of_another(yard: House) -> None:
    person = Person(yard)
    person.enrol()
    yard.world.clock.advance(minutes=5)
    half = person.half()

    def given(steps: int) -> int:
        at = int(yard.world.clock.now().timestamp()) + 30 * steps
        return person.give(half, pyotp.TOTP(person.secret).at(at)).status_code

    assert [given(-2), given(2), given(-1)] == [401, 401, 302]
    half = person.half()
    assert [given(-1), given(1)] == [401, 302]


def test_rfc6238_5_1_a_secret_that_nobody_confirmed_lapses_after_an_hour(yard: House) -> None:
    person = Person(yard)
    visitor = person.inside()
    person.begin(visitor)
    for _ in range(4):  # so that the browser stays signed in
        yard.world.clock.advance(minutes=16)
        visitor.get("/account/")
    form = {"code": person.code()}
    answer = visitor.post("/account/second-factor/app/confirm", form, at="/account/second-factor/")
    assert not re.findall(r"<li>[a-z2-9]{4}-", answer.text)
    assert ("app.enrol", "done") not in person.activity()


# RFC 9457


@pytest.mark.parametrize(
    "path, status",
    [("/api/v1/no-such-list", 404), ("/api/v1/domains?fields=", 400), ("/api/v1/domains/no-such.example", 404)],
)
def test_rfc9457_3_1_a_problem_says_its_type_and_the_status_it_comes_with(yard, path: str, status: int) -> None:
    answer = yard.signed_in("master").get(path)
    assert answer.status_code == status == answer.json["status"]
    assert answer.mimetype == "application/problem+json"
    assert answer.json["type"] == "about:blank" and answer.json["title"] and answer.json["detail"]


def test_rfc9457_5_what_goes_wrong_inside_is_told_without_detail(yard: House, monkeypatch) -> None:
    endpoint, _ = yard.app.url_map.bind("localhost").match("/api/v1/domains")

    @wraps(yard.app.view_functions[endpoint])
    async def broken(**_) -> None:
        raise RuntimeError("secret detail")

    visitor = yard.signed_in("master")
    monkeypatch.setitem(yard.app.view_functions, endpoint, broken)
    answer = visitor.get("/api/v1/domains")
    assert answer.status_code == answer.json["status"] == 500 and answer.json["reference"]
    assert "secret detail" not in answer.text and "Traceback" not in answer.text


# The log of it


def logged(house: House, action: str, who: str) -> list[tuple]:
    """Of an actor, or about an account."""
    sql = "SELECT actor, account, result, detail FROM audit.activity WHERE action = $1 AND $2 IN (actor, account) ORDER BY id"
    return [tuple(row) for row in house.run(house.world.fetch(sql, action, who))]


@pytest.mark.feature("IAM-05")
def test_what_applications_get_and_lose_is_in_the_log_of_whose_it_is(yard: House, shop: RelyingParty) -> None:
    person = Person(yard)
    person.email = f"{person.login}@mail.example"
    yard.run(yard.world.fetch("UPDATE iam.account SET email = $1 WHERE login = $2", person.email, person.login))
    visitor, who = person.inside(), person.login
    code = shop.code(visitor, "openid offline_access")
    tokens = shop.redeem(code).json
    shop.redeem(code)
    assert logged(yard, "openid.consent", who) == [(who, who, "done", "The grocer: openid offline_access")]
    assert logged(yard, "openid.code-again", who) == [("grocer", who, "refused", "The grocer")]
    assert letters(yard, person.email, "account.token-reused") == [], "a browser that went back is no thief"
    tokens = shop.tokens(visitor, "openid offline_access")
    shop.refresh(tokens["refresh_token"])
    for _ in range(3):
        refusal(shop.refresh(tokens["refresh_token"]), 400, "invalid_grant")
    assert logged(yard, "openid.token-again", who) == [("grocer", who, "refused", "The grocer")]
    (letter,) = letters(yard, person.email, "account.token-reused")
    assert "The grocer" in letter
    assert [row[2] for row in logged(yard, "openid.sign-in", who)] == ["done", "done"]
    for _ in range(2):
        visitor.post("/id/connected/grocer/withdraw", at="/id/connected")
    assert logged(yard, "openid.withdraw", who) == [(who, who, "done", "The grocer")]


def test_what_anybody_may_try_is_in_the_log_once_an_hour(yard: House) -> None:
    party = register(yard, "noisy")
    party.secret = "wrong"
    for client in ("noisy", "nobody-1", "nobody-2"):
        party.client_id = client
        for _ in range(2):
            refusal(party.form("token_endpoint", {"grant_type": "x"}), 401, "invalid_client")
    assert logged(yard, "openid.wrong-secret", "noisy") == [("noisy", None, "refused", None)]
    person = Person(yard)
    sql = """INSERT INTO iam.api_key (account_id, name, begins, token_hash, permissions, made_at, ends_at, networks)
             SELECT id, 'nightly', 'nhk_', sha256($2), '{}', now(), $3::timestamptz + interval '1 day', '{192.0.2.0/24}'
               FROM iam.account WHERE login = $1 RETURNING 1"""
    yard.run(yard.world.fetch(sql, person.login, b"nhk_known", yard.world.clock.now()))
    visitor = yard.visitor()
    for key in ("nhk_known", "nhk_unknown", "nhk_known", "nhk_other"):
        assert visitor.get("/api/v1/domains", headers={"Authorization": f"Bearer {key}"}).status_code == 401
    assert logged(yard, "api-key.refused", person.login) == [
        (person.login, person.login, "refused", "nightly, from there")
    ]
    assert visitor.get("/restore/new?token=worn").status_code == 410
    assert visitor.get("/mail-address/confirm?token=worn").status_code == 410
    assert visitor.get("/sign-up/new?token=worn").status_code == 410
    for action, reasons in (("openid.wrong-secret", 1), ("api-key.refused", 1), ("link.worn", 3)):
        assert len(logged(yard, action, "unknown")) == reasons, action


# RFC 6749, section 3.3: scopes that are permissions of the panel


@pytest.fixture(scope="module")
def hand(yard: House) -> RelyingParty:
    return register(yard, "hand", "openid offline_access panel:*", service="yes")


def asked(party: RelyingParty, token: str, path: str, method: str = "GET", **rest):
    return party.programs.ask(method, path, headers={"Authorization": f"Bearer {token}"}, **rest)


@pytest.mark.feature("IAM-05")
@pytest.mark.parametrize("role", ["support", "client"])
def test_rfc6749_3_3_a_token_opens_what_its_scopes_say_of_what_its_account_may(yard, hand, role: str) -> None:
    visitor, held = Person(yard, role).inside(), permissions_of(frozenset({role}))
    lists = [*sorted(lists_of(MODULES).items())[::6], ("domains", lists_of(MODULES)["domains"])]
    for scopes in (
        "openid",
        "openid panel:domain.read",
        "openid panel:domain.read panel:account.read",
        "openid panel:*",
    ):
        token = hand.tokens(visitor, scopes)["access_token"]
        opens = opened_by(opened(scopes.split(), held), held)
        for name, page in lists:
            expected = 401 if "panel:" not in scopes else 200 if page.permission in opens else 403
            assert asked(hand, token, f"/api/v1/{name}").status_code == expected, (scopes, name)


def test_rfc6749_3_3_nothing_is_opened_that_keys_may_not_and_to_agree_needs_a_fresh_proof(yard, hand) -> None:
    person = Person(yard, "client")
    visitor = person.inside()
    for scope in ("panel:api-key.update", "panel:account.secure", "panel:access.all", "panel:no.such", "panel:"):
        assert error(hand, visitor.get(hand.begin(f"openid {scope}"))) == "invalid_scope", scope
    question = visitor.get(hand.begin("openid panel:domain.read panel:*")).text
    assert "Domains: see" in question and "whatever you may let programs do" in question
    token = hand.tokens(visitor, "openid panel:* offline_access")["access_token"]
    drawn = {"name": "x", "permissions": ["domain.read"], "until": "2027-01-01"}
    assert asked(hand, token, "/api/v1/api_keys/-/draw", "POST", json=drawn).status_code == 403
    own = hand.form("token_endpoint", {"grant_type": "client_credentials", "scope": "panel:*"})
    refusal(own, 400, "invalid_scope")
    assert visitor.post("/id/connected/hand/withdraw", at="/id/connected").status_code == 302
    answer = asked(hand, token, "/api/v1/domains")
    assert answer.status_code == 401 and "invalid_token" in answer.headers["WWW-Authenticate"]
    yard.world.clock.advance(minutes=11)
    stale = hand.begin("openid panel:*")
    assert "proof-password" in visitor.get(stale).text
    assert "proof-password" in visitor.post(hand.answers(stale), {"answer": "yes"}, at="/account/").text
    assert "Yes, sign in" in visitor.get(hand.begin("openid")).text


@pytest.mark.feature("IAM-05")
def test_rfc6749_3_3_a_deed_is_done_with_a_token_and_written_down_with_the_application(yard, hand) -> None:
    person = Person(yard, "support")
    visitor = person.inside()
    row = {"of": "domain", "mask": "by-token.example", "colour": "black"}
    reads = hand.tokens(visitor, "openid panel:blacklist.read")["access_token"]
    assert asked(hand, reads, "/api/v1/blacklist/-/add", "POST", json=row).status_code == 403
    does = hand.tokens(visitor, "openid panel:blacklist.create panel:account.update")["access_token"]
    done = asked(hand, does, "/api/v1/blacklist/-/add", "POST", json=row)
    assert (done.status_code, done.json["outcome"]) == (200, "done"), done.text
    assert asked(hand, does, "/api/v1/account/set-language", "POST", json={"language": "uk"}).status_code == 200
    assert asked(hand, does, "/api/v1/account/pin/remove", "POST", json={}).status_code == 403
    sql = "SELECT actor, detail FROM audit.activity WHERE action = 'blacklist.add' ORDER BY id DESC LIMIT 1"
    (written,) = yard.run(yard.world.fetch(sql))
    assert written["actor"] == person.login and "hand" in written["detail"]


def test_rfc6750_a_token_of_a_blocked_account_or_of_another_house_opens_nothing(yard, hand) -> None:
    person = Person(yard, "support")
    token = hand.tokens(person.inside(), "openid panel:*")["access_token"]
    assert asked(hand, token, "/api/v1/domains").status_code == 200
    head, body, signature = token.split(".")
    assert asked(hand, f"{head}.{body}.{signature[::-1]}", "/api/v1/domains").status_code == 401
    sql = "UPDATE iam.account SET state = 'blocked' WHERE login = $1 RETURNING 1"
    yard.run(yard.world.fetch(sql, person.login))
    assert asked(hand, token, "/api/v1/domains").status_code == 401


def test_prefer_signup_leads_a_stranger_to_the_sign_up_and_from_there_back(yard: House, shop: RelyingParty) -> None:
    asked = f"{shop.begin()}&prefer_signup=1"
    assert yard.visitor().get(asked).location.startswith("/sign-in?"), "nobody signs up at the house"
    policy(yard, "open")
    yard.visitors.clear()
    vera = Newcomer(yard)
    led = vera.browser.get(asked, base_url=vera.host)
    assert led.location.startswith("/sign-up/?next=/id/continue?")
    assert vera.browser.get(led.location, base_url=vera.host).status_code == 200
    vera.ask()
    (letter,) = vera.letters()
    then = vera.become(token_in(letter)).location
    back = parse_qs(urlsplit(then).query)["next"][0]
    assert then.startswith("/sign-in?") and back.startswith("/id/continue?") and "client_id=grocer" in back
    away = vera.browser.get("/sign-up/?next=https://evil.example/", base_url=vera.host)
    assert away.status_code == 200


def test_an_application_of_the_house_is_connected_and_can_be_signed_out(yard: House) -> None:
    own = register(yard, "own-wiki", "openid profile offline_access", trusted="yes")
    visitor = Person(yard).inside()
    assert "own-wiki" not in visitor.get("/id/connected").text
    tokens = own.redeem(own.code(visitor, "openid offline_access")).json
    shown = visitor.get("/id/connected").text
    assert "The own-wiki" in shown and "go on when you are not there" in shown
    visitor.post("/id/connected/own-wiki/withdraw", at="/id/connected")
    refusal(own.refresh(tokens["refresh_token"]), 400, "invalid_grant")
    assert "own-wiki" not in visitor.get("/id/connected").text


def test_allowed_networks_bind_sessions_that_move_and_keys_that_name_none(yard: House) -> None:
    person = Person(yard, "support")
    visitor = person.inside()
    now = yard.world.clock.now()
    for name, networks in (("bound", "{}"), ("own", "{192.0.2.0/24}")):
        sql = """INSERT INTO iam.api_key (account_id, name, begins, token_hash, permissions, made_at, ends_at, networks)
                 SELECT id, $2, 'nhk_', sha256($3), '{domain.read}', $4, $4::timestamptz + interval '1 day', $5::text::cidr[]
                   FROM iam.account WHERE login = $1 RETURNING 1"""
        yard.run(yard.world.fetch(sql, person.login, name, f"nhk_{person.login}_{name}".encode(), now, networks))
    allow = "UPDATE iam.account SET allowed_networks = $2::text::cidr[] WHERE login = $1 RETURNING 1"
    yard.run(yard.world.fetch(allow, person.login, "{198.51.0.0/16}"))

    def asks(name: str, address: str) -> int:
        program = yard.visitor()
        program.address = address
        shown = {"Authorization": f"Bearer nhk_{person.login}_{name}"}
        return program.get("/api/v1/domains", headers=shown).status_code

    assert [asks("bound", each) for each in (person.address, "192.0.2.7")] == [200, 401]
    assert [asks("own", each) for each in (person.address, "192.0.2.7")] == [401, 200]
    assert visitor.get("/account/").status_code == 200
    visitor.address = "192.0.2.7"
    assert visitor.get("/account/").status_code == 302, "a session that moved out is still good"
    visitor.address = person.address
    assert visitor.get("/account/").status_code == 200
