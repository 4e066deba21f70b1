"""An account in OT&E is made by one call: whole, once, and of things that are like all others."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from registry.actions.contact_create import contact_create
from registry.actions.contact_transfer import contact_transfer
from registry.actions.domain_check import domain_check
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_update import domain_update
from registry.actions.host_create import host_create
from registry.actions.ote_clear import ote_remove
from registry.actions.ote_create import ote_create
from registry.actions.ote_view import ote_list, ote_view
from registry.actions.registrar_top_up import registrar_top_up
from registry.clock import FakeClock
from registry.errors import CommandUse, ObjectExists, ObjectMissing, ParameterRange, ParameterSyntax
from registry.model.change import DomainParts, NameServers
from registry.model.contact import Postal
from registry.model.fees import FeeCheck, FeeCommand
from registry.model.ote import FUNDS, SANDBOXES, registrars_of, tlds_of
from registry.model.period import Period
from registry.requests.contact import ContactCreate, ContactTransfer
from registry.requests.domain import DomainCheck, DomainCreate, DomainDelete, DomainUpdate
from registry.requests.host import HostCreate
from registry.requests.ote import ClientCertificate, OteCreate
from registry.requests.registrar import RegistrarTopUp
from registry.store import history, tlds
from tests.ote import asked, known, made, operator
from tests.world import BEGINNING, Clone, World, open_world

pytestmark = [pytest.mark.slow, pytest.mark.feature("REG-11")]  # each opens an account with all that belongs to it


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
    assert await ote_create(world.operator, asked(world)) == "kept"
    assert await world.fetch("SELECT count(*) FROM registry.history") == before


async def test_a_second_call_pins_a_certificate_that_was_renewed(world: World) -> None:
    await made(world)
    world.clock.advance(days=200)
    renewed = ClientCertificate(b"the next one", world.clock.now(), world.clock.now() + timedelta(days=300))
    wish = replace(asked(world), certificates={"acme-1": renewed})
    assert await ote_create(world.operator, wish) == "kept"
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


async def test_what_others_are_told_of_fees_in_no_tld_is_in_the_same_currency(world: World) -> None:
    """A sandbox may come first by its name, and be sold for another one."""
    wish = DomainCheck(("one.elsewhere",), FeeCheck((FeeCommand("create"),)))
    (before,) = await domain_check(world.as_("alpha"), wish)
    await made(world)
    assert world.registry.book.current(world.clock.now())[0].tld == "acme-cc"
    assert await domain_check(world.as_("alpha"), wish) == (before,)


async def test_rules_that_make_no_sense_as_a_sandbox_are_refused(world: World) -> None:
    wish: OteCreate = asked(world)
    strict = replace(wish.bases["gtld"], variants="same_registrant")
    with pytest.raises(ParameterRange, match="acme-eap"):
        await ote_create(world.operator, replace(wish, bases={**wish.bases, "gtld": strict}))


@pytest.mark.slow
async def test_two_calls_at_once_make_one_account(clone: Clone, clock: FakeClock) -> None:
    world = await open_world(await clone.store(), clock)
    results = await asyncio.gather(*(ote_create(world.operator, asked(world)) for _ in range(3)))
    assert sorted(results) == ["kept", "kept", "made"]
    world.registry.book = await world.store.reading(tlds.book)
    assert len((await ote_view(world.operator, "acme")).tlds) == len(SANDBOXES)
    assert len(registrars_of("acme")) == 2


async def used(world: World) -> None:
    """The account after some practice, in all that it can leave behind."""
    secret = "a-secret-of-more-than-twenty-characters"
    one, two = (lambda: world.as_("acme-1")), (lambda: world.as_("acme-2"))
    postal = Postal("int", "Someone", "Springfield", "US", street=("1 Example Street",))
    await contact_create(two(), ContactCreate("SOMEONE", (postal,), "someone@example.com", authinfo=secret))
    await contact_transfer(one(), ContactTransfer("SOMEONE", "request", authinfo=secret))
    await domain_delete(one(), DomainDelete("registered.acme-ga"))
    await host_create(two(), HostCreate("ns1.practice.example.org"))
    await host_create(two(), HostCreate("ns1.anothers.acme-ga", (("192.31.196.53", "v4"),)))
    add = DomainParts(NameServers(("ns1.anothers.acme-ga", "ns1.practice.example.org")))
    await domain_update(one(), DomainUpdate("signed.acme-ga", add=add))
    await domain_create(two(), DomainCreate("more.acme-cc", Period(5), authinfo=secret))
    await registrar_top_up(operator(world), RegistrarTopUp("acme-1", -50_000_000, "USD", "spent"))


LEFT = (
    "SELECT name::text FROM registry.domain WHERE name LIKE '%.acme-%'",
    "SELECT name::text FROM registry.host WHERE name LIKE '%acme%' OR name LIKE '%practice%' OR name LIKE '%sacrificial%'",
    "SELECT handle FROM registry.contact WHERE handle LIKE 'ACME%' OR handle = 'SOMEONE'",
    "SELECT roid FROM registry.application WHERE status NOT IN ('allocated', 'rejected')",
)


async def left(world: World) -> list[str]:
    return [row[0] for sql in LEFT for row in await world.fetch(sql)]


async def test_an_account_is_begun_anew_with_what_it_had_at_first(world: World) -> None:
    before = await made(world)
    things = await left(world)
    world.clock.advance(days=3)
    await used(world)
    world.clock.advance(days=1)
    assert await ote_create(operator(world), replace(asked(world), anew=True)) == "reset"
    await known(world)
    after = await ote_view(world.operator, "acme")
    assert (after.names, after.tlds) == (before.names, before.tlds)
    assert [each.accounts for each in after.registrars] == [each.accounts for each in before.registrars]
    assert sorted(name for name in await left(world) if "-NAMEHSE" not in name) == sorted(
        name for name in things if "-NAMEHSE" not in name
    )


async def test_what_was_taken_away_stays_in_history(world: World) -> None:
    await made(world)
    ledger = await world.fetch("SELECT id, amount FROM registry.ledger ORDER BY id")
    world.clock.advance(days=1)
    await ote_create(operator(world), replace(asked(world), anew=True))
    versions = await world.store.reading(lambda db: history.versions(db, kind="domain", name="signed.acme-ga"))
    assert [each.event for each in versions] == ["create", "update", "purge", "create", "update"]
    assert (versions[2].operator, versions[2].reason) == ("operator", "contract signed")
    assert len({each.roid for each in versions}) == 2
    assert (await world.fetch("SELECT id, amount FROM registry.ledger ORDER BY id"))[: len(ledger)] == ledger
    rules = await world.store.reading(lambda db: history.versions(db, kind="tld", name="acme-ga"))
    assert [each.event for each in rules] == ["create", "policy", "policy"] + 3 * ["policy"]


async def test_an_account_is_taken_away_and_nothing_is_left_but_history(world: World) -> None:
    await made(world)
    await used(world)
    assert await ote_remove(operator(world), "acme") == ("acme-1", "acme-2")
    await known(world)
    account = await ote_view(world.operator, "acme")
    assert (account.is_open, account.is_closed) == (False, True)
    assert [(each.state, each.certificates) for each in account.registrars] == [("terminated", ())] * 2
    assert await left(world) == []
    assert {each.statuses for each in account.names} == {("not registered",)}
    with pytest.raises(CommandUse):
        await ote_remove(operator(world), "acme")
    with pytest.raises(ObjectMissing):
        await ote_remove(operator(world), "nobody")


async def test_an_account_that_was_taken_away_opens_once_more_with_other_passwords(world: World) -> None:
    before = await made(world)
    await ote_remove(operator(world), "acme")
    await known(world)
    world.clock.advance(days=1)
    hashes = await world.fetch("SELECT password_hash FROM registry.registrar WHERE handle LIKE 'acme-%'")
    assert await ote_create(operator(world), asked(world)) == "reopened"
    await known(world)
    after = await ote_view(world.operator, "acme")
    assert after.is_open
    assert after.names == before.names
    assert hashes != await world.fetch("SELECT password_hash FROM registry.registrar WHERE handle LIKE 'acme-%'")
    await domain_delete(world.as_("acme-1"), DomainDelete("fresh.acme-ga"))


async def test_what_another_account_needs_stays(world: World) -> None:
    await made(world)
    await made(world, "zenith")
    add = DomainParts(NameServers(("ns1.acme.example.net", "ns1.signed.acme-ga")))
    await domain_update(world.as_("zenith-1"), DomainUpdate("signed.zenith-ga", add=add))
    await ote_remove(operator(world), "acme")
    rows = await world.fetch(
        "SELECT name::text FROM registry.host WHERE name LIKE '%acme%' OR name LIKE '%sacrificial%'"
    )
    assert len(rows) == 2, "one outside, and one whose domain is gone"
    world.clock.advance(days=1)
    assert await ote_create(operator(world), asked(world)) == "reopened"
