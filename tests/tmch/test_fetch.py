"""Lists are fetched from the clearinghouse, verified, and exchanged as a whole; failing that, the old one counts on."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from registry.actions.claims_check import claims_check
from registry.actions.tmch_fetch import tmch_fetch
from registry.actions.tmch_import import tmch_import
from registry.clearinghouse import ClearinghouseDeclines, ClearinghouseSilent
from registry.clock import FakeClock
from registry.errors import ParameterRange
from registry.jobs.fetch_trademark_lists import FAILED, fetch_trademark_lists
from registry.jobs.watch_clearinghouse import AGE, CRL_LEFT, watch_clearinghouse
from registry.logins import Login
from registry.model.phases import Phase
from registry.requests.domain import ClaimsCheck
from registry.settings import SettingsError
from registry.store import tmch
from registry.trademarks import NotTrusted
from tests.tmch.launching import launch
from tests.tmch.simulated import HOUSE, connected, new_key, public_part, server_tls, settings, simulator
from tests.world import BEGINNING, Clone, World, open_world
from tmch.client import opened
from tmch.logins import read_logins
from tmch.simulator.lists import dnl, lookup_key, smdrl, surl
from tmch.simulator.server import Simulator

pytestmark = pytest.mark.slow  # a clearinghouse that keeps silent is waited for

DAY = timedelta(days=1)
OLD = BEGINNING - 30 * DAY


def publish(other: Simulator, *labels: str, at=BEGINNING) -> None:
    other.shelf.publish("dnl", dnl(dict.fromkeys(labels, OLD), at))
    other.shelf.publish("smdrl", smdrl({"7-7": OLD}, at))
    other.shelf.publish("surl", surl(dict.fromkeys(labels, OLD), at))
    other.crl = HOUSE.crl(at=at)


async def claimed(world: World, name: str) -> bool:
    (line,) = await claims_check(world.as_("alpha"), ClaimsCheck((name,), "trademark", None))
    return line.key is not None


async def kept(world: World) -> dict[str, int]:
    return {each.kind: each.entries for each in await world.store.reading(tmch.lists)}


@pytest.mark.feature("REG-09")
async def test_lists_are_fetched_and_count_at_once(world: World, tmp_path: Path) -> None:
    async with connected(world, tmp_path) as other:
        publish(other, "tree", "bush")
        await fetch_trademark_lists(world.registry)
        assert await kept(world) == {"dnl": 2, "smdrl": 1, "crl": 0}, "nobody needs the sunrise list"
        assert await claimed(world, "tree.example")
        (line, _) = await claims_check(
            world.as_("alpha"), ClaimsCheck(("bush.example", "x.example"), "trademark", None)
        )
        assert line.key == lookup_key(2)
        await launch(world, Phase("custom", subphase="programme", needs=("notice",), qlp=True))
        await fetch_trademark_lists(world.registry)
        assert (await kept(world))["surl"] == 2


async def test_what_is_known_is_not_sent_again_and_not_asked_for_too_often(world: World, tmp_path: Path) -> None:
    async with connected(world, tmp_path) as other:
        publish(other, "tree")
        await fetch_trademark_lists(world.registry)
        asked = len(other.asked)
        await fetch_trademark_lists(world.registry)
        assert len(other.asked) == asked
        world.clock.advance(hours=3)
        await fetch_trademark_lists(world.registry)
        fresh = other.asked[asked:]
        assert [each.path for each in fresh] == ["/dnl/dnl-latest.csv", "/smdrl/smdrl-latest.csv", "/tmch.crl"]
        assert all("if-none-match" in each.headers for each in fresh)
        assert {each.confirmed_at for each in await world.store.reading(tmch.lists)} == {world.clock.now()}
        world.clock.advance(hours=9)
        publish(other, "bush", at=world.clock.now())
        await fetch_trademark_lists(world.registry)
        assert (await claimed(world, "tree.example"), await claimed(world, "bush.example")) == (False, True)


async def test_passwords_go_with_lists_and_not_with_the_public_one(world: World, tmp_path: Path) -> None:
    async with connected(world, tmp_path) as other:
        publish(other, "tree")
        await fetch_trademark_lists(world.registry)
        logins = {each.path: each.login for each in other.asked}
        assert logins["/dnl/dnl-latest.csv"] == "ry-example"
        assert "authorization" not in next(each.headers for each in other.asked if each.path == "/tmch.crl")


@pytest.mark.parametrize(
    ("mishap", "raises", "says"),
    [
        ("error", ClearinghouseSilent, "500"),
        ("silent", ClearinghouseSilent, "no whole answer in 1 s"),
        ("drip", ClearinghouseSilent, "no whole answer in 1 s"),
        ("truncated", ClearinghouseSilent, "RemoteProtocolError"),
        ("unheard", ClearinghouseSilent, "RemoteProtocolError"),
        ("garbled", NotTrusted, "signature"),
    ],
)
async def test_a_clearinghouse_that_fails_leaves_the_old_list_in_force(
    world: World, tmp_path: Path, mishap: str, raises: type[Exception], says: str
) -> None:
    async with connected(world, tmp_path) as other:
        publish(other, "tree")
        await tmch_fetch(world.operator, "dnl")
        publish(other, "bush", at=BEGINNING + timedelta(minutes=1))
        other.befall("dnl-latest.csv", mishap, mishap)
        with pytest.raises(raises, match=says):
            await tmch_fetch(world.operator, "dnl")
        assert await claimed(world, "tree.example")
        other.mishaps.clear()
        assert (await tmch_fetch(world.operator, "dnl")).fresh
        assert (await claimed(world, "tree.example"), await claimed(world, "bush.example")) == (False, True)


async def test_a_list_and_its_signature_that_were_just_exchanged_are_asked_for_once_more(
    world: World, tmp_path: Path
) -> None:
    async with connected(world, tmp_path) as other:
        publish(other, "tree")
        other.befall("dnl-latest.sig", "unsigned")
        assert (await tmch_fetch(world.operator, "dnl")).entries == 1
        other.befall("smdrl-latest.sig", "unsigned", "unsigned")
        with pytest.raises(NotTrusted):
            await tmch_fetch(world.operator, "smdrl")
        assert await kept(world) == {"dnl": 1}


async def test_a_list_that_went_back_in_time_is_refused(world: World, tmp_path: Path) -> None:
    async with connected(world, tmp_path) as other:
        publish(other, "tree", at=BEGINNING - DAY)
        publish(other, "bush")
        await tmch_fetch(world.operator, "dnl")
        other.befall("dnl-latest", "stale", "stale")
        with pytest.raises(ParameterRange):
            await tmch_fetch(world.operator, "dnl")
        assert await claimed(world, "bush.example")


async def test_lists_of_another_key_or_of_none_count_for_nothing(world: World, tmp_path: Path) -> None:
    other = simulator(world)
    publish(other, "tree")
    async with other.serving(server_tls(tmp_path)) as url:
        chosen = settings(tmp_path, url)
        for key in (public_part(new_key()), None):
            chosen.tmch.pgp_key.write_bytes(key) if key else chosen.tmch.pgp_key.unlink()
            async with opened(chosen) as world.registry.clearinghouse:
                with pytest.raises(NotTrusted):
                    await tmch_fetch(world.operator, "dnl")
        chosen.tmch.pgp_key.write_text("no key")
        with pytest.raises(SettingsError, match="pgp_key"):
            async with opened(chosen):
                pass
    assert await kept(world) == {}


async def test_a_server_that_nobody_vouches_for_gets_no_password(world: World, tmp_path: Path) -> None:
    other = simulator(world)
    async with other.serving(server_tls(tmp_path)) as url:
        chosen = settings(tmp_path, url)
        chosen.tmch.ca.unlink()
        async with opened(chosen) as world.registry.clearinghouse:
            with pytest.raises(ClearinghouseSilent, match="CERTIFICATE_VERIFY_FAILED"):
                await tmch_fetch(world.operator, "dnl")
    assert other.asked == []


async def test_a_wrong_password_is_said_in_words_that_do_not_show_it(world: World, tmp_path: Path) -> None:
    async with connected(world, tmp_path) as other:
        other.logins = {"example": Login("ry-example", "another")}
        with pytest.raises(ClearinghouseDeclines, match="401: the login or the password") as caught:
            await tmch_fetch(world.operator, "dnl")
        assert "secret" not in str(caught.value)
        assert "secret" not in repr(read_logins(settings(tmp_path, "https://127.0.0.1").tmch))


async def test_one_list_that_cannot_be_had_does_not_keep_the_others_and_is_counted(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with connected(world, tmp_path) as other:
        publish(other, "tree")
        before = FAILED.labels("dnl")._value.get()
        other.befall("dnl-latest", "error")
        with caplog.at_level(logging.ERROR), pytest.raises(RuntimeError, match="not fetched: dnl"):
            await fetch_trademark_lists(world.registry)
        assert await kept(world) == {"smdrl": 1, "crl": 0}
        assert FAILED.labels("dnl")._value.get() == before + 1
        assert "dnl of the clearinghouse is missing" in caplog.text
        await fetch_trademark_lists(world.registry)
        assert (await kept(world))["dnl"] == 1, "the next run does not wait for its hours"


async def test_a_list_that_grows_old_is_an_alarm(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with connected(world, tmp_path) as other:
        await watch_clearinghouse(world.registry)
        assert AGE.labels("dnl")._value.get() == float("inf")
        publish(other, "tree", at=BEGINNING - timedelta(hours=12))
        await fetch_trademark_lists(world.registry)
        world.clock.advance(hours=13)
        with caplog.at_level(logging.ERROR):
            await fetch_trademark_lists(world.registry)
        assert "the list dnl of the clearinghouse is 1 day, 1:00:00 old" in caplog.text
        assert "the list crl" not in caplog.text, "that of certificates is made seldom, and was confirmed just now"
        await watch_clearinghouse(world.registry)
        assert AGE.labels("dnl")._value.get() == 25 * 3600
        assert AGE.labels("crl")._value.get() == 0
        assert CRL_LEFT._value.get() == timedelta(days=5, hours=23).total_seconds()


async def test_of_lists_that_come_at_once_the_newest_counts(clone: Clone, clock: FakeClock) -> None:
    world = await open_world(await clone.store(), clock)
    await tmch_import(world.operator, "dnl", dnl({"tree": OLD}, BEGINNING - DAY))
    minutes = [timedelta(minutes=each) for each in (5, 1, 4, 2, 3)]
    lists = [dnl({f"label{each.seconds}": OLD}, BEGINNING + each) for each in minutes]
    await asyncio.gather(*[tmch_import(world.operator, "dnl", each) for each in lists], return_exceptions=True)
    assert await claimed(world, f"label{timedelta(minutes=5).seconds}.example")
    assert await kept(world) == {"dnl": 1}
    assert len(await world.fetch("SELECT FROM registry.tmch_claim")) == 1


async def test_nothing_is_asked_where_no_address_is_set(world: World) -> None:
    await fetch_trademark_lists(world.registry)
    assert await kept(world) == {}
    with pytest.raises(ClearinghouseDeclines, match=r"tmch\.url"):
        await tmch_fetch(world.operator, "dnl")


@pytest.mark.parametrize(
    ("key", "value"), [("URL", "http://tmdb.example"), ("URL", "tmdb"), ("CRL_URL", "ftp://crl.example")]
)
async def test_addresses_that_would_show_a_password_or_make_no_sense_are_refused(
    tmp_path: Path, key: str, value: str
) -> None:
    server_tls(tmp_path)
    with pytest.raises(SettingsError, match=f"tmch.{key.lower()}"):
        async with opened(settings(tmp_path, "https://127.0.0.1", **{f"NAMEHOUSE_TMCH_{key}": value})):
            pass


def test_a_list_and_a_tld_may_have_logins_of_their_own(tmp_path: Path) -> None:
    server_tls(tmp_path)
    chosen = settings(tmp_path, "https://127.0.0.1")
    chosen.tmch.logins.write_text('["dnl list"]\nlogin="d"\npassword="1"\n[test]\nlogin="t"\npassword="2"\n')
    logins = read_logins(replace(chosen.tmch, login="all", password="3"))
    names = [logins.of_list("dnl"), logins.of_list("smdrl"), logins.of("test"), logins.of("example")]
    assert [each and each.name for each in names] == ["d", "all", "t", "all"]


def test_a_file_of_logins_that_makes_no_sense_is_said_in_words_that_show_no_password(tmp_path: Path) -> None:
    server_tls(tmp_path)
    chosen = settings(tmp_path, "https://127.0.0.1")
    for wrong in ('[example]\npassword = "secret"', '[example]\nlogin = "a"\npassword = 7', 'a = "secret"', "[[["):
        chosen.tmch.logins.write_text(wrong)
        with pytest.raises(SettingsError, match=r"tmch\.logins") as caught:
            read_logins(chosen.tmch)
        assert "secret" not in str(caught.value)
