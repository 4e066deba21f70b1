"""Operators change registrars and TLDs: all of it or nothing, and every change is remembered as a whole."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from registry.actions.domain_create import domain_create
from registry.actions.domain_renew import domain_renew
from registry.actions.name_list_import import name_list_import, name_list_withdraw
from registry.actions.registrar_accredit import registrar_accredit, registrar_unaccredit
from registry.actions.registrar_certificates import registrar_pin_certificate, registrar_unpin_certificate
from registry.actions.registrar_create import registrar_create
from registry.actions.registrar_limits import registrar_limits
from registry.actions.registrar_networks import registrar_networks
from registry.actions.registrar_password import registrar_password
from registry.actions.registrar_profile import registrar_profile
from registry.actions.registrar_rate import registrar_rate
from registry.actions.registrar_state import registrar_state
from registry.actions.registrar_top_up import registrar_top_up
from registry.actions.tld_create import tld_change, tld_create
from registry.actions.tld_withdraw import tld_withdraw
from registry.actions.token_issue import PackageSell, TokenIssue, package_sell, token_issue, token_revoke
from registry.clock import FakeClock
from registry.context import Context
from registry.errors import (
    CommandUse,
    NotAuthorized,
    ObjectExists,
    ObjectMissing,
    ParameterMissing,
    ParameterRange,
    ParameterSyntax,
    Refusal,
)
from registry.model.money import Money
from registry.model.period import Period
from registry.model.rates import Rate
from registry.model.registrar import AccountLimits
from registry.requests.domain import DomainCreate, DomainRenew
from registry.requests.registrar import (
    RegistrarAccredit,
    RegistrarCreate,
    RegistrarLimits,
    RegistrarProfile,
    RegistrarStateChange,
    RegistrarTopUp,
)
from registry.store.history import Version, versions
from tests.world import OPERATOR, PASSWORD, TLDS, Clone, World, open_world

CERTIFICATE = b"a certificate in its DER form"
DAY = timedelta(days=1)


def because(world: World, reason: str) -> Context:
    return world.registry.context("cli", OPERATOR, reason=reason)


async def remembered(world: World, name: str, kind: str = "registrar") -> list[Version]:
    return await world.store.reading(lambda db: versions(db, kind=kind, name=name))


async def last(world: World, name: str = "alpha", kind: str = "registrar") -> Version:
    return (await remembered(world, name, kind))[-1]


@pytest.mark.feature("REG-13")
async def test_a_registrar_is_taken_in_as_a_whole_and_remembered_as_a_whole(world: World) -> None:
    wish = RegistrarCreate(
        "epsilon",
        "Epsilon",
        PASSWORD,
        session_limit=7,
        networks=("198.51.100.0/24",),
        accounts=(AccountLimits("USD", 500, 100),),
        tlds=("test", "example"),
    )
    number = await registrar_create(because(world, "contract 17"), wish)
    (version,) = await remembered(world, "epsilon")
    assert (version.version, version.event, version.operator, version.door) == (1, "create", "operator", "cli")
    assert (version.roid, version.reason) == (f"R{number}-NAMEHSE", "contract 17")
    state = version.state
    assert state is not None
    assert (state["handle"], state["state"], state["session_limit"]) == ("epsilon", "active", 7)
    assert state["networks"] == ["198.51.100.0/24"]
    assert state["accounts"] == [{"currency": "USD", "credit_limit": 500, "low_balance": 100}]
    assert [each["tld"] for each in state["accreditations"]] == ["example", "test"]
    sql = "SELECT verb, object, name FROM registry.command WHERE svtrid = $1"
    (command,) = await world.fetch(sql, version.svtrid)
    assert (command["verb"], command["object"], command["name"]) == ("create", "registrar", "epsilon")


async def test_a_registrar_that_cannot_be_taken_in_whole_is_not_taken_in(world: World) -> None:
    with pytest.raises(ObjectMissing):
        await registrar_create(world.operator, RegistrarCreate("epsilon", "E", PASSWORD, tlds=("test", "nowhere")))
    assert await world.fetch("SELECT FROM registry.registrar WHERE handle = 'epsilon'") == []
    assert await remembered(world, "epsilon") == []


CHANGES: list[tuple[str, Callable[[World, Context], Awaitable[object]]]] = [
    ("suspended", lambda world, cx: registrar_state(cx, RegistrarStateChange("alpha", "suspended"))),
    ("terminated", lambda world, cx: registrar_state(cx, RegistrarStateChange("alpha", "terminated"))),
    ("password", lambda world, cx: registrar_password(cx, "alpha", "battery-staple")),
    ("limits", lambda world, cx: registrar_limits(cx, RegistrarLimits("alpha", sessions=9))),
    ("limits", lambda world, cx: registrar_limits(cx, RegistrarLimits("alpha", currency="USD", credit_limit=9))),
    ("networks", lambda world, cx: registrar_networks(cx, "alpha", ("192.0.2.0/24",))),
    ("pinCertificate", lambda world, cx: registrar_pin_certificate(cx, "alpha", CERTIFICATE, cx.now, cx.now + DAY)),
    ("accredit", lambda world, cx: registrar_accredit(cx, RegistrarAccredit("alpha", "test", contacts="optional"))),
    ("unaccredit", lambda world, cx: registrar_unaccredit(cx, "alpha", "test")),
    ("rate", lambda world, cx: registrar_rate(cx, "alpha", "check", Rate(5.0, 10))),
    ("profile", lambda world, cx: registrar_profile(cx, RegistrarProfile("alpha", {"email": "new@alpha.example"}))),
]


@pytest.mark.parametrize(("event", "change"), CHANGES)
async def test_every_change_of_a_registrar_is_one_version_with_who_and_why(
    world: World, event: str, change: Callable[[World, Context], Awaitable[object]]
) -> None:
    world.clock.advance(seconds=1)
    cx = because(world, "they asked for it")
    await change(world, cx)
    first, second = await remembered(world, "alpha")
    assert (first.version, second.version, second.event) == (1, 2, event)
    assert (second.operator, second.door, second.svtrid) == ("operator", "cli", cx.svtrid)
    assert second.reason == "they asked for it"
    assert second.state is not None
    if event != "password":
        assert {**second.state, "version": 1, "updated_at": None} != first.state
    held = str(second.state)
    (secret,) = await world.fetch("SELECT password_hash FROM registry.registrar WHERE handle = 'alpha'")
    assert secret["password_hash"] not in held
    assert "password" not in held


ITS_OWN = ("password", "networks", "pinCertificate")


@pytest.mark.parametrize(("event", "change"), CHANGES)
async def test_a_registrar_changes_its_ways_in_and_nothing_else_and_nobody_elses(
    world: World, event: str, change: Callable[[World, Context], Awaitable[object]]
) -> None:
    world.clock.advance(seconds=1)
    with pytest.raises(NotAuthorized):
        await change(world, world.as_("beta"))
    if event in ITS_OWN:
        await change(world, world.as_("alpha"))
    else:
        with pytest.raises(NotAuthorized):
            await change(world, world.as_("alpha"))
    assert len(await remembered(world, "alpha")) == 1 + (event in ITS_OWN)


@pytest.mark.parametrize(
    "decide",
    [
        lambda cx: registrar_create(cx, RegistrarCreate("epsilon", "Epsilon", PASSWORD)),
        lambda cx: registrar_top_up(cx, RegistrarTopUp("alpha", 1, "USD", "a gift")),
        lambda cx: tld_create(cx, "fresh", TLDS["test"]),
        lambda cx: tld_change(cx, "test", TLDS["test"], cx.now),
        lambda cx: tld_withdraw(cx, "test", 1),
        lambda cx: name_list_import(cx, "gold", "premium", {"car": "gold"}, cx.now),
        lambda cx: name_list_withdraw(cx, "gold"),
        lambda cx: token_issue(cx, TokenIssue()),
        lambda cx: package_sell(cx, PackageSell("alpha", 1, Money(1, "USD"))),
        lambda cx: token_revoke(cx, 1),
    ],
)
async def test_what_is_the_registrys_to_decide_no_registrar_decides(
    world: World, decide: Callable[[Context], Awaitable[object]]
) -> None:
    with pytest.raises(NotAuthorized):
        await decide(world.as_("alpha"))


@pytest.mark.parametrize(
    ("refusal", "change"),
    [
        (ObjectMissing, lambda cx: registrar_state(cx, RegistrarStateChange("nobody", "suspended"))),
        (CommandUse, lambda cx: registrar_state(cx, RegistrarStateChange("alpha", "active"))),
        (ObjectMissing, lambda cx: registrar_password(cx, "nobody", "battery-staple")),
        (ParameterSyntax, lambda cx: registrar_password(cx, "alpha", "short")),
        (ParameterSyntax, lambda cx: registrar_password(cx, "alpha", "x" * 129)),
        (ParameterSyntax, lambda cx: registrar_password(cx, "alpha", " blanks ")),
        (ParameterMissing, lambda cx: registrar_limits(cx, RegistrarLimits("alpha"))),
        (ParameterMissing, lambda cx: registrar_limits(cx, RegistrarLimits("alpha", credit_limit=1))),
        (ParameterRange, lambda cx: registrar_limits(cx, RegistrarLimits("alpha", sessions=0))),
        (ParameterRange, lambda cx: registrar_limits(cx, RegistrarLimits("alpha", currency="USD", credit_limit=-1))),
        (ParameterRange, lambda cx: registrar_limits(cx, RegistrarLimits("alpha", currency="USD", low_balance=10**19))),
        (ObjectMissing, lambda cx: registrar_limits(cx, RegistrarLimits("alpha", currency="EUR", credit_limit=1))),
        (ParameterSyntax, lambda cx: registrar_limits(cx, RegistrarLimits("alpha", currency="eur", opens=True))),
        (ParameterSyntax, lambda cx: registrar_networks(cx, "alpha", ("192.0.2.1/24",))),
        (ParameterSyntax, lambda cx: registrar_networks(cx, "alpha", ("fe80::1%eth0",))),
        (ObjectMissing, lambda cx: registrar_networks(cx, "nobody", ())),
        (ParameterRange, lambda cx: registrar_pin_certificate(cx, "alpha", CERTIFICATE, cx.now - DAY, cx.now)),
        (ObjectMissing, lambda cx: registrar_pin_certificate(cx, "nobody", CERTIFICATE, cx.now, cx.now + DAY)),
        (ObjectMissing, lambda cx: registrar_unpin_certificate(cx, "alpha", "00" * 32)),
        (ParameterSyntax, lambda cx: registrar_unpin_certificate(cx, "alpha", "this one")),
        (ObjectMissing, lambda cx: registrar_accredit(cx, RegistrarAccredit("alpha", "nowhere"))),
        (ObjectMissing, lambda cx: registrar_accredit(cx, RegistrarAccredit("nobody", "test"))),
        (ObjectMissing, lambda cx: registrar_accredit(cx, RegistrarAccredit("alpha", "test", currency="EUR"))),
        (ParameterRange, lambda cx: registrar_accredit(cx, RegistrarAccredit("alpha", "test", cx.now - DAY))),
        (ParameterRange, lambda cx: registrar_accredit(cx, RegistrarAccredit("alpha", "test", None, cx.now))),
        (ObjectMissing, lambda cx: registrar_unaccredit(cx, "alpha", "nowhere")),
        (ParameterRange, lambda cx: registrar_unaccredit(cx, "alpha", "test", cx.now - DAY)),
        (ObjectExists, lambda cx: registrar_create(cx, RegistrarCreate("alpha", "Alpha", PASSWORD))),
        (ParameterSyntax, lambda cx: registrar_create(cx, RegistrarCreate("a b", "Blank", PASSWORD))),
        (ParameterSyntax, lambda cx: registrar_create(cx, RegistrarCreate("fresh", "", PASSWORD))),
        (ParameterRange, lambda cx: registrar_create(cx, RegistrarCreate("fresh", "Fresh", PASSWORD, iana_id=0))),
    ],
)
async def test_a_change_that_makes_no_sense_is_refused_and_leaves_nothing(
    world: World, refusal: type[Refusal], change: Callable[[Context], Awaitable[object]]
) -> None:
    world.clock.advance(seconds=1)
    with pytest.raises(refusal):
        await change(world.operator)
    assert [each.event for each in await remembered(world, "alpha")] == ["create"]


async def test_networks_are_replaced_as_a_whole_and_cleared(world: World) -> None:
    assert await registrar_networks(world.operator, "alpha", ("192.0.2.0/24", "2001:DB8::/32")) == (
        "192.0.2.0/24",
        "2001:db8::/32",
    )
    await registrar_networks(world.operator, "alpha", ("2001:db8::/32", "198.51.100.7"))
    assert (await last(world)).state["networks"] == ["198.51.100.7/32", "2001:db8::/32"]  # type: ignore[index]
    await registrar_networks(world.operator, "alpha", ())
    assert (await last(world)).state["networks"] == []  # type: ignore[index]


async def test_a_certificate_is_unpinned_by_its_fingerprint_however_it_is_written(world: World) -> None:
    cx = world.operator
    pinned = await registrar_pin_certificate(cx, "alpha", CERTIFICATE, cx.now, cx.now + DAY)
    await registrar_pin_certificate(world.operator, "alpha", CERTIFICATE, cx.now, cx.now + DAY)  # the same again
    assert len(await remembered(world, "alpha")) == 2
    digits = pinned.fingerprint.upper()
    colons = ":".join(digits[at : at + 2] for at in range(0, 64, 2))
    assert await registrar_unpin_certificate(world.operator, "alpha", colons) == pinned.fingerprint
    assert (await last(world)).state["certificates"] == []  # type: ignore[index]


async def test_a_credit_limit_can_fall_below_what_is_owed_and_nothing_more_is_sold_then(world: World) -> None:
    await registrar_limits(world.operator, RegistrarLimits("delta", currency="USD", credit_limit=2000))
    await registrar_top_up(world.operator, RegistrarTopUp("delta", -6000, "USD", "what they owed elsewhere"))
    await registrar_limits(world.operator, RegistrarLimits("delta", currency="USD", credit_limit=0))
    assert await world.balance("delta") == -1000
    with pytest.raises(Refusal) as refusal:
        await domain_create(
            world.as_("delta"), DomainCreate("one.example", Period(1, "y"), authinfo="open-sesame-of-twenty-characters")
        )
    assert refusal.value.code == 2104


async def test_an_account_in_another_currency_is_opened_on_request(world: World) -> None:
    await registrar_limits(world.operator, RegistrarLimits("alpha", currency="EUR", low_balance=50, opens=True))
    accounts = (await last(world)).state["accounts"]  # type: ignore[index]
    assert [(each["currency"], each["low_balance"]) for each in accounts] == [("EUR", 50), ("USD", 0)]


async def test_changes_at_once_are_versions_one_after_the_other(clone: Clone, clock: FakeClock) -> None:
    world = await open_world(await clone.store(), clock)
    sessions = [RegistrarLimits("alpha", sessions=number) for number in range(1, 9)]
    await asyncio.gather(*[registrar_limits(world.operator, wish) for wish in sessions])
    found = await remembered(world, "alpha")
    assert sorted(each.version for each in found) == list(range(1, 10))
    assert len({each.state["session_limit"] for each in found if each.event == "limits" and each.state}) == 8


class TestAccreditation:
    """From when to when a registrar gains names."""

    async def create(self, world: World, name: str) -> None:
        await domain_create(
            world.as_("alpha"), DomainCreate(name, Period(1, "y"), authinfo="open-sesame-of-twenty-characters")
        )

    async def test_without_it_names_are_kept_and_none_is_gained(self, world: World) -> None:
        await self.create(world, "one.example")
        world.clock.advance(days=1)
        await registrar_unaccredit(world.operator, "alpha", "example")
        with pytest.raises(NotAuthorized):
            await self.create(world, "two.example")
        expires = (await world.fetch("SELECT expires_at FROM registry.domain WHERE name = 'one.example'"))[0][0]
        await domain_renew(world.as_("alpha"), DomainRenew("one.example", expires.date(), Period(1, "y")))

    async def test_it_begins_and_ends_when_it_is_said_to(self, world: World) -> None:
        world.clock.advance(days=1)
        await registrar_unaccredit(world.operator, "alpha", "example")
        begins = world.clock.now() + DAY
        await registrar_accredit(world.operator, RegistrarAccredit("alpha", "example", begins, begins + DAY))
        with pytest.raises(NotAuthorized):
            await self.create(world, "one.example")
        world.clock.move_to(begins)
        await self.create(world, "one.example")
        world.clock.move_to(begins + DAY)
        with pytest.raises(NotAuthorized):
            await self.create(world, "two.example")

    async def test_a_new_one_takes_over_from_the_one_in_force(self, world: World) -> None:
        begins = world.clock.now() + DAY
        await registrar_accredit(
            world.operator, RegistrarAccredit("alpha", "test", begins, contacts="optional", price_group="gold")
        )
        mine = [each for each in (await last(world)).state["accreditations"] if each["tld"] == "test"]  # type: ignore[index]
        assert [(each["contacts"], each["price_group"]) for each in mine] == [(None, None), ("optional", "gold")]
        assert mine[0]["valid_to"] == mine[1]["valid_from"]

    async def test_one_that_is_to_begin_meanwhile_is_in_the_way_until_it_is_taken_back(self, world: World) -> None:
        later = world.clock.now() + 2 * DAY
        await registrar_accredit(world.operator, RegistrarAccredit("alpha", "test", later))
        sooner = RegistrarAccredit("alpha", "test", world.clock.now() + DAY)
        with pytest.raises(ParameterRange):
            await registrar_accredit(world.operator, sooner)
        await registrar_accredit(world.operator, replace(sooner, valid_to=later))
        await registrar_unaccredit(world.operator, "alpha", "test", later)
        with pytest.raises(ObjectMissing):
            await registrar_unaccredit(world.operator, "alpha", "test", later)


async def test_a_record_changes_field_by_field_and_the_rest_stays(world: World) -> None:
    street = ("1 Long Road", "Second Floor")
    changes = {"kind": "test", "street": street, "country": "NO", "iana_id": 9995, "voice": "+47.55501234"}
    now = await registrar_profile(world.operator, RegistrarProfile("beta", changes))
    assert (now.kind, now.is_reported, tuple(now.street), now.country, now.iana_id) == (
        "test",
        False,
        street,
        "NO",
        9995,
    )
    again = await registrar_profile(world.operator, RegistrarProfile("beta", {"voice": None}))
    assert (again.voice, tuple(again.street), again.name) == (None, street, now.name)
    served = await registrar_profile(
        world.operator, RegistrarProfile("beta", {"rdap_url": "https://beta.example/rdap/"})
    )
    assert served.rdap_url == "https://beta.example/rdap/"
    state = (await last(world, "beta")).state
    assert state is not None and state["rdap_url"] == served.rdap_url


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"name": None},
        {"kind": "king"},
        {"country": "XX"},
        {"street": ("1", "2", "3", "4")},
        {"handle": "b"},
        {"iana_id": 0},
        {"url": "beta.example"},
        {"url": "https://["},
        {"url": "https://beta.example/a b"},
        {"rdap_url": "http://rdap.beta.example/"},
        {"rdap_url": "https://rdap.beta.example"},
        {"rdap_url": "https://rdap.beta.example/?x=/"},
        {"rdap_url": "https://beta@rdap.beta.example/"},
    ],
    ids=str,
)
async def test_a_record_does_not_become_what_it_cannot_be(world: World, changes: dict) -> None:
    with pytest.raises(Refusal):
        await registrar_profile(world.operator, RegistrarProfile("beta", changes))
    assert (await last(world, "beta")).version == 1


class TestTld:
    """Policies of TLDs, remembered version by version."""

    @pytest.mark.feature("REG-13")
    async def test_every_policy_is_one_version_with_who_and_why(self, world: World) -> None:
        await tld_create(because(world, "delegated"), "fresh", TLDS["example"])
        later = world.clock.now() + DAY
        number = await tld_change(because(world, "cheaper"), "fresh", replace(TLDS["example"], dnssec_most=4), later)
        first, second = await remembered(world, "fresh", "tld")
        assert (first.version, first.event, first.reason, first.operator) == (1, "create", "delegated", "operator")
        assert (second.version, second.event, second.reason, second.door) == (2, "policy", "cheaper", "cli")
        assert second.state is not None
        assert (second.state["id"], second.state["rules"]["dnssec_most"]) == (number, 4)
        assert second.state["valid_from"] == later.isoformat()

    @pytest.mark.parametrize("name", ["", "Upper", "a b", "-x", "dot.", "x" * 64, "ü"])
    async def test_a_name_that_is_no_tld_is_not_opened(self, world: World, name: str) -> None:
        with pytest.raises(ParameterSyntax):
            await tld_create(world.operator, name, TLDS["test"])

    async def test_rules_that_make_no_sense_do_not_count_through_any_door(self, world: World) -> None:
        with pytest.raises(ParameterRange, match="longest_years"):
            await tld_change(world.operator, "test", replace(TLDS["test"], longest_years=0), world.clock.now() + DAY)
