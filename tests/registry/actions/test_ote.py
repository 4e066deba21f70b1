"""An account in OT&E is made by one call: whole, once, and of things that are like all others."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from registry.actions.ote_create import ote_create
from registry.actions.ote_view import ote_list, ote_view
from registry.clock import FakeClock
from registry.errors import ObjectExists, ObjectMissing, ParameterRange, ParameterSyntax
from registry.model.ote import FUNDS, SANDBOXES, registrars_of, tlds_of
from registry.requests.ote import ClientCertificate, OteCreate
from registry.store import history, tlds
from tests.ote import asked, made
from tests.world import BEGINNING, Clone, World, open_world

pytestmark = pytest.mark.feature("REG-11")


async def test_an_account_has_two_registrars_that_practise_in_sandboxes_of_different_phases(world: World) -> None:
    account = await made(world)
    assert account.is_open
    assert [each.handle for each in account.registrars] == ["acme-1", "acme-2"]
    assert {each.name: each.phases for each in account.tlds} == {
        "acme-sunrise": ("sunrise", "sunrise (end-date)", "landrush"),
        "acme-claims": ("claims",),
        "acme-ga": ("open",),
        "acme-eap": ("open",),
        "acme-cc": ("open",),
    }
    for registrar in account.registrars:
        assert (registrar.state, len(registrar.certificates)) == ("ote", 1)
        rows = await world.fetch(
            """SELECT t.name, a.valid_to FROM registry.accreditation a JOIN registry.tld t ON t.id = a.tld_id
                WHERE a.registrar_id = (SELECT id FROM registry.registrar WHERE handle = $1)""",
            registrar.handle,
        )
        assert {row["name"] for row in rows} == set(tlds_of("acme")), "for these TLDs, and no others"
        kinds = await world.fetch("SELECT kind, iana_id FROM registry.registrar WHERE handle = $1", registrar.handle)
        assert [tuple(row) for row in kinds] == [("test", None)]


async def test_the_names_stand_as_they_are_said_to(world: World) -> None:
    account = await made(world)
    stands = {each.name.removesuffix("-ga"): (each.sponsor, each.statuses) for each in account.names}
    assert stands == {
        "deleting.acme": ("acme-1", ("pendingDelete",)),
        "registered.acme": ("acme-1", ("ok",)),
        "anothers.acme": ("acme-2", ("ok",)),
        "redemption.acme": ("acme-1", ("pendingDelete", "redemptionPeriod")),
        "restoring.acme": ("acme-1", ("pendingDelete", "pendingRestore")),
        "leaving.acme": ("acme-1", ("pendingTransfer",)),
        "arriving.acme": ("acme-2", ("pendingTransfer",)),
        "locked.acme": (
            "acme-1",
            ("clientDeleteProhibited", "clientTransferProhibited", "clientUpdateProhibited"),
        ),
        "held.acme": ("acme-1", ("clientHold",)),
        "signed.acme": ("acme-1", ("ok",)),
        "fresh.acme": ("acme-1", ("ok", "addPeriod")),
        "renewed.acme": ("acme-1", ("ok", "renewPeriod")),
        "gold.acme": (None, ("not registered",)),
        "diamond.acme": (None, ("not registered",)),
        "reserved.acme": (None, ("not registered",)),
        "gold.acme-eap": (None, ("not registered",)),
        "wanted.acme-sunrise": (None, ("applied for",)),
        "registered.acme-cc": ("acme-1", ("ok",)),
        "anothers.acme-cc": ("acme-2", ("ok",)),
    }


async def test_history_tells_how_a_name_came_to_be_what_it_is(world: World) -> None:
    await made(world)
    versions = await world.store.reading(lambda db: history.versions(db, kind="domain", name="restoring.acme-ga"))
    assert [(each.event, each.registrar, each.reason) for each in versions] == [
        ("create", "acme-1", None),
        ("delete", "acme-1", "contract signed"),
        ("restoreRequest", "acme-1", "contract signed"),
    ]
    assert all(BEGINNING - timedelta(seconds=1) < each.at <= BEGINNING for each in versions)
    assert [each.at for each in versions] == sorted({each.at for each in versions})


async def test_the_ledger_tells_what_each_name_cost_and_adds_up(world: World) -> None:
    account = await made(world)
    for registrar in account.registrars:
        for each in registrar.accounts:
            rows = await world.fetch(
                """SELECT l.kind, sum(l.amount)::bigint AS amount FROM registry.ledger l
                     JOIN registry.registrar r ON r.id = l.registrar_id
                    WHERE r.handle = $1 AND l.currency = $2 GROUP BY l.kind""",
                registrar.handle,
                each.currency,
            )
            booked = {row["kind"]: row["amount"] for row in rows}
            assert booked.pop("topUp") == FUNDS
            assert each.balance == FUNDS + sum(booked.values())
            assert booked and all(amount < 0 for amount in booked.values())


async def test_a_second_call_changes_nothing(world: World) -> None:
    await made(world)
    before = await world.fetch("SELECT count(*) FROM registry.history")
    assert await ote_create(world.operator, asked(world)) is False
    assert await world.fetch("SELECT count(*) FROM registry.history") == before


async def test_a_second_call_pins_a_certificate_that_was_renewed(world: World) -> None:
    await made(world)
    world.clock.advance(days=200)
    renewed = ClientCertificate(b"the next one", world.clock.now(), world.clock.now() + timedelta(days=300))
    wish = replace(asked(world), certificates={"acme-1": renewed})
    assert await ote_create(world.operator, wish) is False
    first, second = (await ote_view(world.operator, "acme")).registrars
    assert (len(first.certificates), len(second.certificates)) == (2, 1)


async def test_what_is_refused_in_the_end_leaves_nothing(world: World) -> None:
    tables = (
        "registrar",
        "tld",
        "policy",
        "domain",
        "contact",
        "host",
        "application",
        "ledger",
        "history",
        "name_list",
    )
    counts = [await world.fetch(f"SELECT count(*) FROM registry.{table}") for table in tables]
    over = ClientCertificate(
        b"a certificate that has ended", BEGINNING - timedelta(days=2), BEGINNING - timedelta(days=1)
    )
    with pytest.raises(ParameterRange):
        await ote_create(world.operator, replace(asked(world), certificates={"acme-1": over}))
    assert counts == [await world.fetch(f"SELECT count(*) FROM registry.{table}") for table in tables]
    with pytest.raises(ObjectMissing):
        await ote_view(world.operator, "acme")


@pytest.mark.parametrize("name", ["al", "Acme", "1acme", "ac-me", "acmeacmeacme", "acmé", ""])
async def test_what_cannot_be_a_name_is_refused(world: World, name: str) -> None:
    with pytest.raises(ParameterSyntax):
        await ote_create(world.operator, replace(asked(world), name=name))


async def test_what_is_another_s_is_left_alone(world: World) -> None:
    await world.fetch("UPDATE registry.registrar SET handle = 'acme-2' WHERE handle = 'delta'")
    with pytest.raises(ObjectExists):
        await made(world)
    await world.fetch("UPDATE registry.registrar SET handle = 'delta' WHERE handle = 'acme-2'")
    await world.fetch("UPDATE registry.tld SET name = 'acme-cc' WHERE name = 'invalid'")
    with pytest.raises(ObjectExists):
        await made(world)


async def test_accounts_stand_beside_each_other_and_share_their_lists(world: World) -> None:
    await made(world, "acme")
    await made(world, "zenith")
    assert [each.name for each in await ote_list(world.operator)] == ["acme", "zenith"]
    lists = await world.fetch("SELECT name FROM registry.name_list ORDER BY name")
    assert [row["name"] for row in lists] == ["ote-premium", "ote-reserved"]


async def test_rules_that_make_no_sense_as_a_sandbox_are_refused(world: World) -> None:
    wish: OteCreate = asked(world)
    strict = replace(wish.bases["gtld"], variants="same_registrant")
    with pytest.raises(ParameterRange, match="acme-eap"):
        await ote_create(world.operator, replace(wish, bases={**wish.bases, "gtld": strict}))


@pytest.mark.slow
async def test_two_calls_at_once_make_one_account(clone: Clone, clock: FakeClock) -> None:
    world = await open_world(await clone.store(), clock)
    results = await asyncio.gather(*(ote_create(world.operator, asked(world)) for _ in range(3)))
    assert sorted(results) == [False, False, True]
    world.registry.book = await world.store.reading(tlds.book)
    assert len((await ote_view(world.operator, "acme")).tlds) == len(SANDBOXES)
    assert len(registrars_of("acme")) == 2
