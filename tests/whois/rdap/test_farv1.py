"""Federated authentication (RFC 9560): people log in at their provider, ask as who they are, and leave; forgers are told."""

import asyncio
import logging
from pathlib import Path
from typing import Any

import pytest

from registry.actions.rdap_session import MOST
from registry.jobs.forget_rdap_sessions import forget_rdap_sessions
from registry.settings import SettingsError
from tests.ways import change_rules
from tests.whois.openid.simulator import Mishap
from tests.whois.rdap.federated import Browser, House, door, host_of, house, notices, settings
from tests.whois.rdap.test_credentials import FOR_CRIME
from tests.whois.village import register, register_with_everything
from tests.world import OneTransaction, World
from whois.rdap import farv1_logins
from whois.rdap.federation import Federation

pytestmark = pytest.mark.slow  # each conversation opens the doors of a provider and of ours

LOGIN, BACK, STATUS, REFRESH, LOGOUT = (
    f"/farv1_session/{verb}" for verb in ("login", "callback", "status", "refresh", "logout")
)


@pytest.mark.feature("REG-03")
async def test_a_person_logs_in_asks_refreshes_and_leaves(world: World, tmp_path: Path) -> None:
    await register(world, "one.example")
    async with house(world, tmp_path) as here:
        here.simulator.claims |= {"rdap_allowed_purposes": ["dnsTransparency"], "email": "jane@idp.example", "zip": "1"}
        browser = here.browser()
        document = await browser.log_in(here.simulator, farv1_id="jane.idp.example")
        assert notices(document, "Login Result") == ["Login succeeded"] and "farv1" in document["rdapConformance"]
        session = document["farv1_session"]
        assert (session["userID"], session["iss"]) == ("jane.idp.example", here.simulator.issuer)
        assert session["sessionInfo"] == {"tokenExpiration": 3600, "tokenRefresh": True}
        assert session["userClaims"] == {
            "sub": "248289761001",
            "name": "Jane Doe",
            "email": "jane@idp.example",
            "rdap_allowed_purposes": ["dnsTransparency"],
        }
        assert [*browser.cookies] == ["__Host-farv1_session"]

        await browser.get("/domain/one.example", farv1_qp="dnsTransparency")
        assert browser.status == 200 and dict(browser.last.headers)["Cache-Control"] == "private, no-store"

        world.clock.advance(seconds=600)
        document = await browser.get(STATUS)
        assert document["farv1_session"]["sessionInfo"]["tokenExpiration"] == 3000
        document = await browser.get(REFRESH)
        assert notices(document, "Session Refresh Result") == ["Session refresh succeeded", "Token refresh succeeded."]
        assert document["farv1_session"]["sessionInfo"]["tokenExpiration"] == 3600

        document = await browser.get(LOGOUT)
        assert notices(document, "Logout Result") == [
            "Logout succeeded",
            "Provider logout successful.",
            "Token revocation successful.",
        ]
        assert (browser.cookies, here.simulator.count("/revoke"), here.simulator.count("/end")) == ({}, 2, 1)
        assert await world.fetch("SELECT FROM registry.rdap_session") == []


async def test_help_says_who_may_be_asked_for_whom(world: World, tmp_path: Path) -> None:
    table = 'default = true\nidentifiers = ["idp.example"]\ndo_not_track = true\nparameters = { hint = "x" }'
    async with house(world, tmp_path, table) as here:
        document = await here.browser().get("/help")
        assert document["farv1_openidcConfiguration"] == {
            "sessionClientSupported": True,
            "tokenClientSupported": True,
            "dntSupported": True,
            "providerDiscoverySupported": True,
            "issuerIdentifierSupported": True,
            "implicitTokenRefreshSupported": False,
            "openidcProviders": [
                {
                    "iss": here.simulator.issuer,
                    "name": "Simulated",
                    "default": True,
                    "additionalAuthorizationQueryParams": {"hint": "x"},
                }
            ],
        }
        assert "farv1" in document["rdapConformance"]


async def test_where_there_are_no_providers_there_is_nothing_of_this(world: World, tmp_path: Path) -> None:
    assert Federation.of(world.store, settings(tmp_path, "https://idp.example", providers=tmp_path / "absent")) is None


@pytest.mark.parametrize(
    "query",
    [{}, {"farv1_id": "jane.idp.example"}, {"farv1_id": "jane@idp.example"}, {"farv1_iss": "ISSUER"}],
)
async def test_a_provider_is_found_by_its_issuer_or_its_people_or_is_the_default(
    world: World, tmp_path: Path, query: dict[str, str]
) -> None:
    async with house(world, tmp_path) as here:
        given = {name: here.simulator.issuer if value == "ISSUER" else value for name, value in query.items()}
        document = await here.browser().log_in(here.simulator, **given)
        assert document["farv1_session"]["iss"] == here.simulator.issuer


async def test_an_identifier_may_come_by_basic_authentication(world: World, tmp_path: Path) -> None:
    async with house(world, tmp_path, 'identifiers = ["idp.example"]') as here:
        browser = here.browser()
        for header in ("Basic amFuZS5pZHAuZXhhbXBsZQ==", "basic amFuZS5pZHAuZXhhbXBsZTo="):
            await browser.ask(LOGIN, authorization=header)
            assert browser.status == 302 and "login_hint=jane.idp.example" in browser.location
        for header in ("Basic %%%", "Basic /w==", "Basic"):
            await browser.ask(LOGIN, authorization=header)
            assert browser.status == 400


@pytest.mark.parametrize(
    "query",
    [
        "",
        "farv1_iss=https://evil.example",
        "farv1_iss=",
        "farv1_id=jane.evil.example",
        "farv1_id=jane@idp.example.evil.example",
        "farv1_id=j%0Aane.idp.example",
        "farv1_id=" + "x" * 300,
        "farv1_id=%ff",
        "&".join(f"x{number}=1" for number in range(40)),
    ],
)
async def test_a_provider_that_is_not_known_is_not_asked(world: World, tmp_path: Path, query: str) -> None:
    async with house(world, tmp_path, 'identifiers = ["idp.example"]') as here:
        browser = here.browser()
        for path in (LOGIN, "/farv1_session/device"):
            document = await browser.ask(path, query)
            assert (browser.status, document["title"]) == (400, "Bad Request")
        assert not here.simulator.asked and not browser.cookies


# --- who is led astray --------------------------------------------------------------------------------------------------


async def test_people_are_sent_to_the_provider_and_come_back_here_whatever_a_request_says(
    world: World, tmp_path: Path
) -> None:
    async with house(world, tmp_path) as here:
        browser = here.browser()
        for host in ("evil.example", "rdap.example@evil.example", "evil.example\r\nx: y"):
            await browser.get(LOGIN, host=host, redirect_uri="https://evil.example/", next="//evil.example")
            assert browser.status == 302 and host_of(browser.location) == "localhost"
            assert "redirect_uri=https%3A%2F%2Frdap.example%2Ffarv1_session%2Fcallback" in browser.location
            assert "evil" not in browser.location


async def test_a_login_comes_back_to_who_began_it_and_once(world: World, tmp_path: Path) -> None:
    async with house(world, tmp_path) as here:
        mine, theirs = here.browser(), here.browser()
        await mine.get(LOGIN)
        back = here.simulator.agree(mine.location)
        # somebody else's code brought to me, or mine to somebody who began no login or another
        document = await theirs.get(BACK, **back)
        assert (theirs.status, "farv1_session" in document) == (400, True)
        await theirs.get(LOGIN)
        document = await theirs.get(BACK, **back)
        assert theirs.status == 400 and "sessionInfo" not in document["farv1_session"]
        kept = dict(mine.cookies)
        assert await mine.get(BACK, **back) and mine.status == 200
        mine.cookies = kept
        document = await mine.get(BACK, **back)
        assert mine.status == 400 and "come back before" in document["description"][0]
        assert here.simulator.count("/token") == 1


async def test_a_login_ends_that_takes_too_long_or_was_sealed_by_somebody_else(world: World, tmp_path: Path) -> None:
    async with house(world, tmp_path) as here:
        browser = here.browser()
        await browser.get(LOGIN)
        back, ticket = here.simulator.agree(browser.location), browser.cookies["__Host-farv1_login"]
        for changed in (ticket[:-8] + "AAAAAAAA", ticket[:20], "", "%00", "A" * 3000):
            browser.cookies = {"__Host-farv1_login": changed}
            await browser.get(BACK, **back)
            assert browser.status == 400
        world.clock.advance(minutes=10)
        browser.cookies = {"__Host-farv1_login": ticket}
        await browser.get(BACK, **back)
        assert (browser.status, here.simulator.count("/token")) == (400, 0)


async def test_a_provider_that_sends_no_code_says_why(world: World, tmp_path: Path) -> None:
    async with house(world, tmp_path) as here:
        for error, told in (("access_denied", " (access_denied)"), ("<script>", ""), ("x" * 99, "")):
            browser = here.browser()
            await browser.get(LOGIN)
            state = here.simulator.agree(browser.location)["state"]
            document = await browser.get(BACK, state=state, error=error)
            assert (browser.status, document["description"]) == (401, [f"Your provider did not log you in{told}."])


@pytest.mark.parametrize(
    "mishap", ["signature", "none", "shared secret", "expired", "audience", "issuer", "nonce", "access hash"]
)
async def test_a_login_by_a_token_that_is_not_believed_fails_and_is_logged(
    world: World, tmp_path: Path, mishap: Mishap, caplog: pytest.LogCaptureFixture
) -> None:
    async with house(world, tmp_path) as here:
        here.simulator.befall("/token", mishap)
        browser = here.browser()
        with caplog.at_level(logging.WARNING, "whois"):
            document = await browser.log_in(here.simulator, farv1_id="jane.idp.example")
        assert browser.status == document["errorCode"] == 401
        assert document["farv1_session"] == {"userID": "jane.idp.example", "iss": here.simulator.issuer}
        assert "a login by" in caplog.text and not browser.cookies
        assert await world.fetch("SELECT FROM registry.rdap_session") == []


async def test_a_mix_up_of_providers_ends_before_the_code_is_used(world: World, tmp_path: Path) -> None:
    async with house(world, tmp_path) as here:
        browser = here.browser()
        await browser.get(LOGIN)
        back = {**here.simulator.agree(browser.location), "iss": "https://honest.example"}
        document = await browser.get(BACK, **back)
        assert browser.status == 401 and "another provider" in document["description"][0]
        assert here.simulator.count("/token") == 0


async def test_a_slow_provider_costs_others_nothing(world: World, tmp_path: Path) -> None:
    await register(world, "one.example")
    async with house(world, tmp_path, provider_timeout=30.0) as here:
        here.simulator.befall("openid-configuration", *["slow"] * 3)
        stuck = [asyncio.ensure_future(here.browser().get(LOGIN)) for _ in range(3)]
        await asyncio.sleep(0.05)
        for _ in range(20):
            browser = here.browser()
            async with asyncio.timeout(5):
                await browser.get("/domain/one.example")
            assert browser.status == 200
        assert not any(each.done() for each in stuck)
        here.simulator.give_up()
        for document in await asyncio.gather(*stuck):
            assert document["errorCode"] == 503


# --- sessions -----------------------------------------------------------------------------------------------------------


async def test_what_needs_a_session_is_a_conflict_without_its_cookie(world: World, tmp_path: Path) -> None:
    async with house(world, tmp_path) as here:
        browser = here.browser()
        for path in (STATUS, REFRESH, LOGOUT):
            document = await browser.get(path)
            assert browser.status == 409 and "farv1_session" not in document


async def test_who_has_a_session_does_not_log_in_again_and_a_cookie_of_none_is_no_hindrance(
    world: World, tmp_path: Path
) -> None:
    async with house(world, tmp_path) as here:
        browser = here.browser()
        await browser.log_in(here.simulator)
        await browser.get(LOGIN)
        assert browser.status == 409
        stale = Browser(here.door, {"__Host-farv1_session": "of-another-time"})
        await stale.log_in(here.simulator)
        assert stale.status == 200


async def test_queries_of_a_session_that_is_over_are_refused_until_its_cookie_goes(
    world: World, tmp_path: Path
) -> None:
    await register(world, "one.example")
    async with house(world, tmp_path, session_hours=2.0) as here:
        browser = here.browser()
        await browser.log_in(here.simulator)
        world.clock.advance(minutes=61)  # the token's hour is over: it can be refreshed
        document = await browser.get("/domain/one.example")
        assert (browser.status, len(browser.cookies)) == (401, 1) and "refreshed" in document["description"][0]
        document = await browser.get(STATUS)
        assert "No active session" in notices(document, "Session Status Result") and "farv1_session" not in document
        document = await browser.get(REFRESH)
        assert document["farv1_session"]["sessionInfo"]["tokenExpiration"] == 59 * 60  # no session lasts longer
        assert await browser.get("/domain/one.example") and browser.status == 200
        world.clock.advance(minutes=60)
        await browser.get("/domain/one.example")
        assert (browser.status, browser.cookies) == (401, {})
        assert await browser.get("/domain/one.example") and browser.status == 200


async def test_cookies_that_are_made_up_open_nothing(world: World, tmp_path: Path) -> None:
    await register(world, "one.example")
    async with house(world, tmp_path) as here:
        for value in ("", "x", "A" * 43, "' OR 1=1 --", "%00", "x" * 5000):
            browser = Browser(here.door, {"__Host-farv1_session": value})
            await browser.get("/domain/one.example")
            assert browser.status == 401
            browser = Browser(here.door, {"__Host-farv1_session": value})
            await browser.get(REFRESH)
            assert browser.status == 401


async def test_processes_agree_on_sessions_and_keep_nobodys_secret_in_the_clear(world: World, tmp_path: Path) -> None:
    await register(world, "one.example")
    async with house(world, tmp_path) as here:
        browser = here.browser()
        await browser.log_in(here.simulator)
        async with door(world, settings(tmp_path, here.simulator.issuer)) as (_, other):
            elsewhere = Browser(other, dict(browser.cookies))
            await elsewhere.get("/domain/one.example")
            assert elsewhere.status == 200
            assert (await elsewhere.get(REFRESH))["farv1_session"]
            await elsewhere.get(LOGOUT)
        await browser.get("/domain/one.example")
        assert browser.status == 401
        await browser.log_in(here.simulator)
        (row,) = await world.fetch(
            "SELECT digest, claims, access_token, refresh_token, id_token FROM registry.rdap_session"
        )
        told = repr(dict(row))
        assert browser.cookies["__Host-farv1_session"] not in told
        for token in (*here.simulator._refresh, *here.simulator._access):
            assert token not in told


async def test_a_session_without_a_refresh_token_says_so_and_one_refresh_at_a_time_is_enough(
    world: World, tmp_path: Path
) -> None:
    async with house(world, tmp_path) as here:
        browser = here.browser()
        here.simulator.refreshes = False
        await browser.log_in(here.simulator)
        document = await browser.get(REFRESH)
        assert notices(document, "Session Refresh Result") == ["Token refresh is not supported by the provider."]
        assert document["farv1_session"]["sessionInfo"]["tokenRefresh"] is False
        await browser.get(LOGOUT)

        here.simulator.refreshes = True
        await browser.log_in(here.simulator)
        await world.fetch("UPDATE registry.rdap_session SET refreshing_until = $1", world.clock.now())
        assert (await browser.get(REFRESH))["farv1_session"] and here.simulator.count("/token") == 3
        world.clock.advance(seconds=1)
        until = world.clock.now()
        world.clock.advance(seconds=-1)
        await world.fetch("UPDATE registry.rdap_session SET refreshing_until = $1", until)
        document = await browser.get(REFRESH)
        assert notices(document, "Session Refresh Result") == ["The session is being refreshed by another request."]
        assert here.simulator.count("/token") == 3


async def test_a_refresh_that_fails_leaves_the_session_as_it_was(world: World, tmp_path: Path) -> None:
    async with house(world, tmp_path) as here:
        browser = here.browser()
        await browser.log_in(here.simulator)
        here.simulator.befall("/token", "error")
        await browser.get(REFRESH)
        assert browser.status == 503
        here.simulator._refresh.clear()
        document = await browser.get(REFRESH)
        assert browser.status == 401 and document["farv1_session"]["sessionInfo"]["tokenExpiration"] == 3600
        assert (await browser.get(STATUS))["farv1_session"]


async def test_a_logout_is_one_though_the_provider_gives_no_answer(world: World, tmp_path: Path) -> None:
    async with house(world, tmp_path) as here:
        browser = here.browser()
        await browser.log_in(here.simulator)
        here.simulator.befall("/revoke", "slow")
        document = await browser.get(LOGOUT)
        assert notices(document, "Logout Result")[1] == "Provider logout failed: The provider gives no answer."
        assert await world.fetch("SELECT FROM registry.rdap_session") == []


async def test_nobody_has_more_sessions_than_anybody_may(world: World, tmp_path: Path) -> None:
    async with house(world, tmp_path) as here:
        for _ in range(MOST):
            await here.browser().log_in(here.simulator)
        browser = here.browser()
        await browser.log_in(here.simulator)
        assert browser.status == 409 and not browser.cookies
        here.simulator.claims["sub"] = "another"
        await browser.log_in(here.simulator)
        assert browser.status == 200


async def test_what_is_over_is_forgotten(world: World, tmp_path: Path) -> None:
    async with house(world, tmp_path) as here:
        await here.browser().log_in(here.simulator)
        for _ in range(2):
            await forget_rdap_sessions(world.registry)
        assert len(await world.fetch("SELECT FROM registry.rdap_session")) == 1
        world.clock.advance(hours=9)
        await forget_rdap_sessions(world.registry)
        for table in ("rdap_session", "rdap_login"):
            assert await world.fetch(f"SELECT FROM registry.{table}") == []


async def test_all_of_it_goes_over_https_alone_by_get_and_not_too_often(world: World, tmp_path: Path) -> None:
    await register(world, "one.example")
    async with house(world, tmp_path, logins_per_minute=2) as here:
        browser = here.browser()
        await browser.log_in(here.simulator)
        for path in (LOGIN, BACK, STATUS, REFRESH, LOGOUT, "/domain/one.example"):
            await browser.get(path, secure=False)
            assert browser.status == 403
        await browser.get(STATUS)
        assert browser.status == 429 and ("Retry-After", "60") in browser.last.headers
        for method in ("POST", "HEAD", "DELETE"):
            await browser.get(LOGIN, method=method)
            assert browser.status == 405
        for path in ("/farv1_session/", "/farv1_session/login/x", "/farv1_session/x" * 999):
            await browser.get(path)
            assert browser.status == 404


def test_an_address_that_providers_could_not_send_people_back_to_is_refused(world: World, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="rdap_url"):
        Federation.of(world.store, settings(tmp_path, "https://idp.example", rdap_url="http://rdap.example/"))


# --- a device without a browser -----------------------------------------------------------------------------------------


async def begun_device(here: House) -> tuple[Browser, Any]:
    browser = here.browser()
    document = await browser.get("/farv1_session/device", farv1_id="jane.idp.example")
    return browser, document["farv1_deviceInfo"]


async def test_a_device_has_a_session_once_the_code_is_typed_in_elsewhere(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(world, tmp_path) as here:
        browser, info = await begun_device(here)
        assert (info["user_code"], info["interval"]) == ("WDJB-MJHT", 1)
        assert info["device_code"] not in here.simulator._devices
        monkeypatch.setattr(farv1_logins, "WAIT", 0.0)
        document = await browser.get("/farv1_session/devicepoll", farv1_dc=info["device_code"])
        assert browser.status == 401 and document["farv1_session"]["userID"] == "jane.idp.example"
        here.simulator.approved = True
        document = await browser.get(
            "/farv1_session/devicepoll", farv1_dc=info["device_code"], farv1_iss=here.simulator.issuer
        )
        assert document["farv1_session"]["userID"] == "jane.idp.example" and browser.cookies
        other = here.browser()
        document = await other.get("/farv1_session/devicepoll", farv1_dc=info["device_code"])
        assert (other.status, other.cookies) == (401, {})  # once


async def test_a_poll_waits_for_the_person(world: World, tmp_path: Path) -> None:
    async with house(world, tmp_path) as here:
        browser, info = await begun_device(here)
        poll = asyncio.ensure_future(browser.get("/farv1_session/devicepoll", farv1_dc=info["device_code"]))
        await asyncio.sleep(0.1)
        assert not poll.done()
        here.simulator.approved = True
        await poll
        assert (browser.status, here.simulator.count("/token")) == (200, 2)


async def test_a_code_of_a_device_is_ours_or_none(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(world, tmp_path) as here:
        browser, info = await begun_device(here)
        code = info["device_code"]
        (theirs,) = here.simulator._devices
        for made_up in ("", "x", theirs, code[:-8] + "AAAAAAAA", "A" * 5000):
            await browser.get("/farv1_session/devicepoll", farv1_dc=made_up)
            assert browser.status == 400
        await browser.get("/farv1_session/devicepoll", farv1_dc=code, farv1_iss="https://evil.example")
        assert browser.status == 400
        monkeypatch.setattr(farv1_logins, "_MOST_WAITING", 0)
        await browser.get("/farv1_session/devicepoll", farv1_dc=code)
        assert browser.status == 503
        world.clock.advance(minutes=10)
        await browser.get("/farv1_session/devicepoll", farv1_dc=code)
        assert browser.status == 400 and here.simulator.count("/token") == 0
        here.simulator.lacks.add("device_authorization_endpoint")
    async with house(world, tmp_path) as here:
        here.simulator.lacks.add("device_authorization_endpoint")
        browser = here.browser()
        await browser.get("/farv1_session/device")
        assert browser.status == 501


# --- tokens, purposes, do not track -------------------------------------------------------------------------------------


async def test_an_access_token_is_as_good_as_a_session_and_is_looked_at_once(world: World, tmp_path: Path) -> None:
    await register(world, "one.example")
    async with house(world, tmp_path) as here:
        token = here.simulator.access_token()
        browser = here.browser()
        for query in ("", f"farv1_iss={here.simulator.issuer}"):
            for _ in range(3):
                await browser.ask("/domain/one.example", query, authorization=f"Bearer {token}")
                assert browser.status == 200 and dict(browser.last.headers)["Cache-Control"] == "private, no-store"
        assert here.simulator.count("/userinfo") == 1
        world.clock.advance(seconds=61)
        await browser.ask("/domain/one.example", authorization=f"bearer {token}")
        assert browser.status == 200 and here.simulator.count("/userinfo") == 2
        world.clock.advance(minutes=70)
        await browser.ask("/domain/one.example", authorization=f"Bearer {token}")
        assert browser.status == 401


@pytest.mark.parametrize("mishap", ["signature", "none", "shared secret", "expired", "audience", "issuer", "future"])
async def test_an_access_token_that_is_not_believed_is_refused_and_logged(
    world: World, tmp_path: Path, mishap: Mishap, caplog: pytest.LogCaptureFixture
) -> None:
    await register(world, "one.example")
    async with house(world, tmp_path) as here:
        token = here.simulator.access_token(mishap)
        browser = here.browser()
        with caplog.at_level(logging.WARNING, "whois"):
            await browser.ask("/domain/one.example", authorization=f"Bearer {token}")
        assert browser.status == 401
        assert dict(browser.last.headers)["WWW-Authenticate"] == 'Bearer realm="RDAP", error="invalid_token"'
        assert "is not believed" in caplog.text and token not in caplog.text


async def test_tokens_of_strangers_are_refused_before_anybody_is_asked(world: World, tmp_path: Path) -> None:
    async with house(world, tmp_path, 'identifiers = ["idp.example"]') as here:
        browser, token = here.browser(), here.simulator.access_token()
        for query in ("", "farv1_iss=https://evil.example"):
            await browser.ask("/domain/one.example", query, authorization=f"Bearer {token}")
            assert browser.status == 400 and not here.simulator.asked
        await browser.ask("/domain/one.example", secure=False, authorization=f"Bearer {token}")
        assert browser.status == 403


async def test_tokens_cannot_be_tried_one_after_the_other(world: World, tmp_path: Path) -> None:
    async with house(world, tmp_path, logins_per_minute=3) as here:
        here.simulator.opaque = True
        browser = here.browser()
        statuses = []
        for number in range(5):
            await browser.ask("/help", authorization=f"Bearer guess-{number}")
            statuses.append(browser.status)
        assert statuses == [401, 401, 401, 429, 429] and here.simulator.count("/introspect") == 3


@pytest.mark.parametrize(
    ("table", "query", "status"),
    [
        ("", "", 403),  # has two, and has to say which
        ("", "farv1_qp=legalActions", 200),
        ("", "farv1_qp=dnsTransparency&farv1_dnt=false", 200),
        ("", "farv1_qp=domainNameControl", 403),
        ("", "farv1_qp=", 403),
        ('purposes = ["legalActions"]', "", 200),
        ('purposes = ["legalActions"]', "farv1_qp=dnsTransparency", 403),
        ("", "farv1_qp=legalActions&farv1_dnt=true", 403),
        ("do_not_track = true", "farv1_qp=legalActions&farv1_dnt=true", 200),
        ("", "farv1_qp=legalActions&farv1_dnt=perhaps", 400),
    ],
)
async def test_a_purpose_is_one_that_the_provider_gives_and_may_give(
    world: World, tmp_path: Path, table: str, query: str, status: int
) -> None:
    await register(world, "one.example")
    async with house(world, tmp_path, f"default = true\n{table}") as here:
        here.simulator.claims |= {
            "rdap_allowed_purposes": ["legalActions", "dnsTransparency", 7, ["x"]],
            "rdap_dnt_allowed": True,
        }
        browser = here.browser()
        await browser.log_in(here.simulator)
        await browser.ask("/domain/one.example", query)
        assert browser.status == status
        token = here.simulator.access_token()
        await here.browser().ask("/domain/one.example", query, authorization=f"Bearer {token}")
        assert browser.status == status


async def test_scripts_of_other_sites_may_send_tokens_and_no_cookies(world: World, tmp_path: Path) -> None:
    async with house(world, tmp_path) as here:
        browser = here.browser()
        await browser.get("/domain/one.example", method="OPTIONS")
        headers = dict(browser.last.headers)
        assert browser.status == 204 and headers["Access-Control-Allow-Headers"] == "Authorization"
        assert headers["Access-Control-Allow-Origin"] == "*" and "Access-Control-Allow-Credentials" not in headers


class Counting(OneTransaction):
    """A store that counts what it is asked."""

    asked = 0

    async def reading(self, work: Any) -> Any:
        self.asked += 1
        return await super().reading(work)

    async def together(self, *look: Any) -> Any:
        self.asked += 1
        return await super().together(*look)


async def test_a_stranger_costs_the_database_nothing_more(world: World, tmp_path: Path) -> None:
    await register(world, "one.example")
    assert isinstance(world.store, OneTransaction)
    world.registry.store = store = Counting(world.store.db)
    async with house(world, tmp_path) as here:
        await here.browser().get("/domain/one.example")
        assert (store.asked, len(here.simulator.asked)) == (1, 0)
        browser = here.browser()
        await browser.log_in(here.simulator)
        before = store.asked
        await browser.get("/domain/one.example")
        assert store.asked == before + 2


# --- what a person is shown ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claims", "query", "name"),
    [
        ({}, "", "248289761001 of ISSUER"),
        ({"rdap_dnt_allowed": True}, "farv1_dnt=false", "248289761001 of ISSUER"),
        ({"rdap_dnt_allowed": True}, "farv1_dnt=true", "ISSUER"),
        ({"rdap_dnt_allowed": True}, "", "ISSUER"),
    ],
)
async def test_a_person_is_shown_what_its_purpose_is_granted_finds_by_it_and_is_written_down_unless_not_to_be_tracked(
    world: World, tmp_path: Path, claims: dict[str, Any], query: str, name: str
) -> None:
    await register_with_everything(world)
    await change_rules(world, "test", {"disclosure": [{"fields": ["country"]}, FOR_CRIME]})
    async with house(world, tmp_path, "default = true\ndo_not_track = true") as here:
        here.simulator.claims |= {"rdap_allowed_purposes": ["crime"], **claims}
        browser = here.browser()
        await browser.log_in(here.simulator)
        document = await browser.ask("/domain/everything.test", query)
        assert "Ada Lovelace" in str(document) and "Ada" not in str(await here.browser().get("/domain/everything.test"))
        searched = f"email=ada@*&role=registrant{'&' * bool(query)}{query}"
        document = await browser.ask("/domains/reverse_search/entity", searched)
        assert [each["ldhName"] for each in document["domainSearchResults"]] == ["everything.test"]
        rows = await world.fetch("SELECT asker, level, purpose FROM registry.disclosure")
        assert [tuple(row) for row in rows] == [
            (name.replace("ISSUER", here.simulator.issuer), "requester", "crime")
        ] * 2
        await here.browser().ask("/domains/reverse_search/entity", searched)
        await browser.get(LOGOUT)
        document = await browser.ask("/domains/reverse_search/entity", searched)
        assert (browser.status, "domainSearchResults" in document) == (401, False)
