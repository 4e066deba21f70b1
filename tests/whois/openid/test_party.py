"""A relying party believes what its provider signed for it just now, and nothing else (OpenID Connect Core; RFC 9560, 3.1)."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from registry.clock import FakeClock
from tests.whois.openid.federation import REDIRECT, party
from tests.whois.openid.simulator import Mishap, Simulator
from whois.openid import exchange as exchanges
from whois.openid.exchange import ProviderSilent
from whois.openid.party import Granted, NotYet, Party
from whois.openid.tokens import NotBelieved


async def log_in(simulator: Simulator, us: Party, clock: FakeClock, **changed: str) -> Granted:
    pending, url = await us.begun("jane.idp.example")
    back = {**simulator.agree(url), **changed}
    assert back["state"] == pending.state
    return await us.finished(pending, back["code"], back.get("iss"), clock.now())


async def test_a_code_becomes_the_claims_of_a_person(clock: FakeClock, tmp_path: Path) -> None:
    async with party(clock, tmp_path, parameters={"kc_idp_hint": "house"}) as (simulator, us):
        simulator.claims["rdap_allowed_purposes"] = ["dnsTransparency"]
        pending, url = await us.begun("jane.idp.example")
        asked = {name: value for name, (value,) in parse_qs(urlsplit(url).query).items()}
        assert (asked["login_hint"], asked["redirect_uri"], asked["scope"]) == (
            "jane.idp.example",
            REDIRECT,
            "openid rdap",
        )
        assert asked["kc_idp_hint"] == "house" and pending.verifier not in url
        granted = await us.finished(pending, simulator.agree(url)["code"], simulator.issuer, clock.now())
        assert (granted.subject, granted.claims["rdap_allowed_purposes"]) == ("248289761001", ["dnsTransparency"])
        assert (granted.lifetime, granted.refresh_token is not None) == (3600, True)
        assert not {granted.access_token, granted.refresh_token, pending.verifier} & set(
            repr((granted, pending)).split("'")
        )


@pytest.mark.parametrize(
    "mishap",
    [
        "signature",
        "none",
        "shared secret",
        "expired",
        "future",
        "audience",
        "party",
        "issuer",
        "nonce",
        "access hash",
        "no id token",
    ],
)
async def test_a_token_that_is_not_for_us_now_is_not_believed(clock: FakeClock, tmp_path: Path, mishap: Mishap) -> None:
    async with party(clock, tmp_path) as (simulator, us):
        simulator.befall("/token", mishap)
        with pytest.raises(NotBelieved):
            await log_in(simulator, us, clock)
        assert (await log_in(simulator, us, clock)).subject == "248289761001"


async def test_claims_of_somebody_else_are_not_believed(clock: FakeClock, tmp_path: Path) -> None:
    async with party(clock, tmp_path) as (simulator, us):
        simulator.befall("/userinfo", "subject")
        with pytest.raises(NotBelieved, match="somebody else"):
            await log_in(simulator, us, clock)


async def test_a_code_is_good_once_and_with_its_verifier_alone(clock: FakeClock, tmp_path: Path) -> None:
    async with party(clock, tmp_path) as (simulator, us):
        pending, url = await us.begun(None)
        code = simulator.agree(url)["code"]
        await us.finished(pending, code, simulator.issuer, clock.now())
        for again in (code, "made-up"):
            with pytest.raises(NotBelieved, match="invalid_grant"):
                await us.finished(pending, again, simulator.issuer, clock.now())
        mine, _ = await us.begun(None)
        _, url = await us.begun(None)
        with pytest.raises(NotBelieved, match="invalid_grant"):
            await us.finished(mine, simulator.agree(url)["code"], simulator.issuer, clock.now())


async def test_a_code_that_another_provider_sent_goes_to_nobody(clock: FakeClock, tmp_path: Path) -> None:
    """The mix-up (RFC 9207): whoever says another issuer, or says none where ours always does, is not believed."""
    async with party(clock, tmp_path) as (simulator, us):
        for issuer in ("https://accounts.example.net", None):
            pending, url = await us.begun(None)
            with pytest.raises(NotBelieved, match="another provider"):
                await us.finished(pending, simulator.agree(url)["code"], issuer, clock.now())
        assert simulator.count("/token") == 0
    async with party(clock, tmp_path) as (simulator, us):
        simulator.lacks.add("authorization_response_iss_parameter_supported")
        assert await log_in(simulator, us, clock)


@pytest.mark.slow  # short each, and many
@pytest.mark.parametrize("where", ["openid-configuration", "/keys", "/token", "/userinfo"])
@pytest.mark.parametrize("mishap", ["error", "slow", "huge", "garbled", "redirect"])
async def test_a_provider_that_fails_admits_nobody_and_is_tried_again(
    clock: FakeClock, tmp_path: Path, where: str, mishap: Mishap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("whois.openid.discovery._AFTER_FAILURE", 0.0)
    async with party(clock, tmp_path, patience=0.3) as (simulator, us):
        simulator.befall(where, mishap)
        with pytest.raises(ProviderSilent):
            await log_in(simulator, us, clock)
        assert await log_in(simulator, us, clock)


async def test_a_provider_that_failed_is_left_alone_for_a_moment(clock: FakeClock, tmp_path: Path) -> None:
    async with party(clock, tmp_path) as (simulator, us):
        simulator.befall("openid-configuration", *["error"] * 9)
        for _ in range(5):
            with pytest.raises(ProviderSilent):
                await us.begun(None)
        assert len(simulator.asked) == 1


async def test_keys_that_were_exchanged_are_found_and_old_ones_count_no_more(
    clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("whois.openid.discovery._KEYS_AGAIN", 0.0)
    async with party(clock, tmp_path) as (simulator, us):
        assert await log_in(simulator, us, clock)
        old = simulator.access_token()
        simulator.rotate()
        assert await log_in(simulator, us, clock)
        with pytest.raises(NotBelieved):
            await us.bearer(old, clock.now())
        assert simulator.count("/.well-known/openid-configuration") == 1


async def test_unknown_keys_are_no_way_to_make_us_ask_again_and_again(clock: FakeClock, tmp_path: Path) -> None:
    async with party(clock, tmp_path) as (simulator, us):
        good = simulator.access_token()
        assert await us.bearer(good, clock.now())
        simulator.rotate()
        for _ in range(10):
            with pytest.raises(NotBelieved):
                await us.bearer(simulator.access_token(), clock.now())
        assert simulator.count("/keys") == 1


@pytest.mark.parametrize("mishap", ["signature", "none", "shared secret", "expired", "future", "audience", "issuer"])
async def test_an_access_token_is_believed_as_little(clock: FakeClock, tmp_path: Path, mishap: Mishap) -> None:
    async with party(clock, tmp_path) as (simulator, us):
        assert (await us.bearer(simulator.access_token(), clock.now()))["name"] == "Jane Doe"
        with pytest.raises(NotBelieved):
            await us.bearer(simulator.access_token(mishap), clock.now())


async def test_an_id_token_is_no_access_token(clock: FakeClock, tmp_path: Path) -> None:
    async with party(clock, tmp_path) as (simulator, us):
        granted = await log_in(simulator, us, clock)
        assert granted.id_token
        with pytest.raises(NotBelieved):
            await us.bearer(granted.id_token, clock.now())


async def test_tokens_that_only_the_provider_can_read_are_asked_about(clock: FakeClock, tmp_path: Path) -> None:
    async with party(clock, tmp_path) as (simulator, us):
        simulator.opaque = True
        assert (await us.bearer(simulator.access_token(), clock.now()))["name"] == "Jane Doe"
        for token in ("made-up", simulator.access_token(aud="another")):
            with pytest.raises(NotBelieved):
                await us.bearer(token, clock.now())
    async with party(clock, tmp_path) as (simulator, us):
        simulator.opaque = True
        simulator.lacks.add("introspection_endpoint")
        with pytest.raises(NotBelieved, match="nobody"):
            await us.bearer(simulator.access_token(), clock.now())


async def test_a_refresh_token_gives_new_tokens_of_the_same_person(clock: FakeClock, tmp_path: Path) -> None:
    async with party(clock, tmp_path) as (simulator, us):
        granted = await log_in(simulator, us, clock)
        assert granted.refresh_token
        again = await us.refreshed(granted.refresh_token, granted.subject, clock.now())
        assert again.access_token != granted.access_token and again.refresh_token not in (None, granted.refresh_token)
        with pytest.raises(NotBelieved):
            await us.refreshed(granted.refresh_token, granted.subject, clock.now())
        assert again.refresh_token
        simulator.claims["sub"] = "another"
        with pytest.raises(NotBelieved, match="somebody else"):
            await us.refreshed(again.refresh_token, granted.subject, clock.now())


async def test_a_device_waits_until_the_code_is_typed_in_elsewhere(clock: FakeClock, tmp_path: Path) -> None:
    async with party(clock, tmp_path) as (simulator, us):
        grant = await us.device()
        assert grant and (grant.user_code, grant.interval, grant.expires_in) == ("WDJB-MJHT", 1, 600)
        with pytest.raises(NotYet):
            await us.polled(grant.device_code, clock.now())
        simulator.approved = True
        assert (await us.polled(grant.device_code, clock.now())).subject == "248289761001"
        with pytest.raises(NotBelieved, match="expired_token"):
            await us.polled(grant.device_code, clock.now())
    async with party(clock, tmp_path) as (simulator, us):
        simulator.lacks.add("device_authorization_endpoint")
        assert await us.device() is None


async def test_at_the_end_tokens_are_revoked_and_the_provider_hears_of_it(clock: FakeClock, tmp_path: Path) -> None:
    async with party(clock, tmp_path) as (simulator, us):
        granted = await log_in(simulator, us, clock)
        assert granted.refresh_token
        assert await us.ended(granted.access_token, granted.refresh_token, granted.id_token) == (True, True)
        with pytest.raises(NotBelieved):
            await us.refreshed(granted.refresh_token, granted.subject, clock.now())
        with pytest.raises(NotBelieved):
            await us.bearer(granted.access_token, clock.now())
    async with party(clock, tmp_path) as (simulator, us):
        simulator.lacks |= {"revocation_endpoint", "end_session_endpoint"}
        assert await us.ended("token", None, None) == (None, None)


@pytest.mark.parametrize(
    "more",
    [
        {"issuer": "https://accounts.example.net"},
        {"token_endpoint": "http://localhost:1/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "https://idp.example/\r\nSet-Cookie: a=b"},
        {"token_endpoint": 7},
        {"jwks_uri": "https://["},
    ],
)
async def test_a_configuration_that_leads_astray_is_none(
    clock: FakeClock, tmp_path: Path, more: dict[str, Any]
) -> None:
    async with party(clock, tmp_path) as (simulator, us):
        simulator.more = more
        with pytest.raises(ProviderSilent):
            await us.begun(None)


@pytest.mark.parametrize(
    "place", ["127.0.0.1", "localhost", "169.254.169.254", "10.0.0.1", "[::1]", "[::ffff:7f00:1]", "0.0.0.0"]
)
async def test_documents_do_not_lead_into_the_network_of_the_house(
    clock: FakeClock, tmp_path: Path, place: str
) -> None:
    async with party(clock, tmp_path, networks=()) as (simulator, us):
        port = simulator.issuer.rpartition(":")[2]
        with pytest.raises(ProviderSilent):
            await us._exchange.get(f"https://{place}:{port}/keys")
        assert not simulator.asked


async def test_a_slow_provider_is_waited_for_by_so_many_and_no_more(
    clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchanges, "_WAITING", 0)
    async with party(clock, tmp_path) as (simulator, us):
        with pytest.raises(ProviderSilent, match="more questions"):
            await us.begun(None)
        assert not simulator.asked
