"""What a complaint under URS does to a name, step by step, and what each step is refused with."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, get_args

import pytest

from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_info import domain_info
from registry.actions.domain_renew import domain_renew
from registry.actions.domain_restore import domain_restore
from registry.actions.domain_transfer import domain_transfer
from registry.actions.domain_update import domain_update
from registry.actions.host_create import host_create
from registry.actions.host_delete import host_delete
from registry.actions.host_info import host_info
from registry.actions.host_update import host_update
from registry.actions.poll_ack import poll_ack
from registry.actions.poll_request import poll_request
from registry.actions.settle import settle
from registry.actions.urs_close import urs_close
from registry.actions.urs_extend import urs_extend
from registry.actions.urs_lock import urs_lock
from registry.actions.urs_notice import urs_notice
from registry.actions.urs_rollback import urs_rollback
from registry.actions.urs_suspend import urs_suspend
from registry.clock import FakeClock
from registry.errors import FundsShort, ObjectExists, ObjectMissing, Refusal, StatusForbids
from registry.model.change import DomainParts, NameServers
from registry.model.dnssec import DsData, KeyData
from registry.model.domain import Domain
from registry.model.host import NameServer
from registry.model.lifecycle import grace_statuses, is_published, statuses
from registry.model.period import Period, add_years
from registry.model.poll import ChangeCase, ChangeNotice, Notice, TransferNotice
from registry.model.urs import LOCK, STEPS, UrsStatus, UrsStep
from registry.requests.domain import (
    DomainCreate,
    DomainDelete,
    DomainInfo,
    DomainRenew,
    DomainRestore,
    DomainTransfer,
    DomainUpdate,
    RestoreReport,
)
from registry.requests.host import HostCreate, HostDelete, HostInfo, HostUpdate
from registry.requests.poll import PollAck
from registry.requests.urs import UrsClose, UrsDone, UrsExtend, UrsLock, UrsNotice, UrsRollback, UrsSuspend
from registry.store import ledger
from registry.store import urs as store
from tests.ways import LADDER, change_rules
from tests.world import Clone, World, open_world

SECRET = "a-secret-of-twenty-characters"
NAME = "tree.example"
OLD = ("ns1.old.org", "ns2.old.org")
NEW = NameServers(("ns1.urs.org", "ns2.urs.org"))
DS = DsData(12345, 13, 2, "A" * 64)
V4 = (("192.0.32.8", "v4"),)


@pytest.fixture
def tree(loop, world: World) -> World:
    """Alpha's tree.example, signed and delegated, old enough to be transferred."""

    async def make() -> None:
        for name in OLD:
            await host_create(world.as_("alpha"), HostCreate(name))
        wish = DomainCreate(NAME, Period(2), NameServers(OLD), authinfo=SECRET, dnssec=(DS,))
        await domain_create(world.as_("alpha"), wish)
        world.clock.advance(days=30)

    loop.run_until_complete(make())
    return world


def house(world: World, reason: str = "as the provider told us"):
    return replace(world.operator, reason=reason)


async def look(world: World, name: str = NAME) -> Domain:
    return (await domain_info(world.as_("alpha"), DomainInfo(name))).domain


async def read(world: World, registrar: str = "alpha") -> list[tuple[str, Notice]]:
    found = []
    while message := await poll_request(world.as_(registrar)):
        found.append((message.text, message.notice))
        await poll_ack(world.as_(registrar), PollAck(str(message.id)))
    return found


async def notice(world: World, name: str = NAME, **rest: Any):
    return await urs_notice(house(world), UrsNotice(name, "forum", "FA-1", **rest))


async def lock(world: World, name: str = NAME) -> UrsDone:
    await notice(world, name)
    return await urs_lock(house(world), UrsLock(name))


async def suspend(world: World, name: str = NAME, servers: NameServers = NEW, **rest: Any) -> UrsDone:
    return await urs_suspend(house(world), UrsSuspend(name, servers, **rest))


async def refused(code: int, work: Any) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        await work
    assert refusal.value.code == code, refusal.value
    return refusal.value


async def shown(world: World, name: str) -> Mapping[str, Any]:
    (row,) = await world.fetch(
        "SELECT status, version, before FROM registry.urs_case WHERE name = $1 AND status <> 'closed'", name
    )
    return row


@pytest.mark.feature("REG-14")
async def test_a_locked_name_resolves_and_its_registrar_changes_nothing(tree: World) -> None:
    case = await notice(tree)
    assert case.lock_by == tree.clock.now() + timedelta(hours=24)
    assert statuses(await look(tree)) == ("ok",), "a notice does nothing to the name"
    assert await read(tree) == []
    done = await urs_lock(house(tree, "URS lock"), UrsLock(NAME))
    assert (done.case.status, done.case.locked_at) == ("locked", tree.clock.now())
    after = await look(tree)
    assert {*statuses(after)} == LOCK and is_published(after)
    assert (after.hosts, after.dnssec) == (OLD, (DS,))
    alpha, beta = tree.as_("alpha"), tree.as_("beta")
    await refused(2304, domain_update(alpha, DomainUpdate(NAME, add=DomainParts(statuses=("clientHold",)))))
    await refused(2304, domain_delete(alpha, DomainDelete(NAME)))
    await refused(2304, domain_transfer(beta, DomainTransfer(NAME, "request", authinfo=SECRET)))
    await refused(
        2304, domain_update(alpha, DomainUpdate(NAME, remove=DomainParts(statuses=("serverUpdateProhibited",))))
    )
    ((text, told),) = await read(tree)
    assert text == "A complaint (URS) locks the domain tree.example."
    assert isinstance(told, ChangeNotice)
    assert (told.operation, told.state, told.reason, told.who) == ("update", "after", "URS lock", "operator")
    assert told.case == ChangeCase("urs", "FA-1")
    # A renewal changes no registration data, and is its registrar's to pay.
    await domain_renew(alpha, DomainRenew(NAME, after.expires_at.date(), Period(1)))


async def test_a_suspended_name_leads_to_the_provider_and_ends_with_its_term(tree: World) -> None:
    await lock(tree)
    await read(tree)
    done = await suspend(tree)
    assert done.hosts == NEW.hosts
    after = await look(tree)
    assert {*statuses(after)} == LOCK | {"serverRenewProhibited"} and is_published(after)
    assert (after.hosts, after.dnssec, after.renewal) == (NEW.hosts, (), "never")
    await refused(2304, domain_renew(tree.as_("alpha"), DomainRenew(NAME, after.expires_at.date(), Period(1))))
    (text, told), (kept, _) = await read(tree)
    assert text == "A complaint (URS) suspends the domain tree.example."
    assert isinstance(told, ChangeNotice) and told.domain["hosts"] == [*NEW.hosts]
    assert kept == f"The registry keeps name servers of the provider as they are, in your name: {', '.join(NEW.hosts)}"
    tree.clock.move_to(after.expires_at)
    assert grace_statuses(await look(tree), tree.clock.now()) == ("redemptionPeriod",)
    tree.clock.advance(days=36)
    await settle(house(tree), NAME)
    await refused(2303, look(tree))
    await refused(2303, urs_rollback(house(tree), UrsRollback(NAME)))
    closed = await urs_close(house(tree), UrsClose(NAME))
    assert (closed.status, closed.closed_at) == ("closed", tree.clock.now())
    assert await tree.fetch("SELECT FROM registry.former_host") == []
    await host_delete(tree.as_("alpha"), HostDelete(OLD[0]))


async def test_a_rollback_gives_back_what_the_case_took_and_leaves_what_the_name_had(tree: World) -> None:
    held = DomainParts(statuses=("serverTransferProhibited",))
    await domain_update(house(tree), DomainUpdate(NAME, add=held))
    await domain_update(tree.as_("alpha"), DomainUpdate(NAME, add=DomainParts(statuses=("clientHold",))))
    before = await look(tree)
    await lock(tree)
    await suspend(tree)
    assert "clientHold" not in (await look(tree)).statuses, "it would hide the provider's page"
    await read(tree)
    done = await urs_rollback(house(tree), UrsRollback(NAME))
    assert done.case.status == "rolledBack"
    after = await look(tree)
    assert statuses(after) == ("clientHold", "serverTransferProhibited")
    assert replace(after, version=before.version, updated_at=before.updated_at, updated_by=before.updated_by) == before
    ((text, _),) = await read(tree)
    assert text == "A complaint (URS) has failed: nothing of it is left on the domain tree.example."
    assert await tree.fetch("SELECT FROM registry.former_host") == []
    await urs_close(house(tree), UrsClose(NAME))
    assert (await read(tree), (await look(tree)).version) == ([], after.version), "closing changes no name"
    await refused(2303, urs_lock(house(tree), UrsLock(NAME)))


async def test_hosts_that_a_rollback_needs_stay_and_are_found_by_whatever_name(tree: World) -> None:
    await lock(tree)
    await suspend(tree)
    assert (await host_info(tree.as_("alpha"), HostInfo(OLD[0]))).host.linked
    refusal = await refused(2305, host_delete(tree.as_("alpha"), HostDelete(OLD[0])))
    assert NAME in refusal.reason
    await host_update(tree.as_("alpha"), HostUpdate(OLD[0], new_name="ns9.fresh.org"))
    done = await urs_rollback(house(tree), UrsRollback(NAME, is_dry=True))
    assert done.after.hosts == ("ns2.old.org", "ns9.fresh.org")
    await urs_rollback(house(tree), UrsRollback(NAME))
    assert (await look(tree)).hosts == ("ns2.old.org", "ns9.fresh.org")


@pytest.mark.slow
async def test_a_host_whose_domain_ends_meanwhile_is_kept_for_the_rollback_as_for_any_other_user(tree: World) -> None:
    """RFC 9874: it is renamed to where nobody takes it over, and its user hears of it."""
    await domain_create(tree.as_("beta"), DomainCreate("bush.example"))
    await host_create(tree.as_("beta"), HostCreate("ns1.bush.example", V4))
    added = DomainParts(NameServers(("ns1.bush.example",)))
    await domain_update(tree.as_("alpha"), DomainUpdate(NAME, add=added))
    await lock(tree)
    await suspend(tree)
    await domain_update(tree.as_("beta"), DomainUpdate("bush.example", add=DomainParts(statuses=("clientHold",))))
    await change_rules(tree, "example", {"hosts_in_use": "restorable"})
    tree.clock.advance(days=10)
    await domain_delete(tree.as_("beta"), DomainDelete("bush.example"))
    tree.clock.advance(days=36)
    await settle(house(tree), "bush.example")
    await read(tree)
    await urs_rollback(house(tree), UrsRollback(NAME))
    (moved,) = {*(await look(tree)).hosts} - {*OLD}
    assert moved.endswith(".sacrificial.invalid")


async def test_glue_below_the_name_itself_comes_back_with_it(tree: World) -> None:
    own = f"ns1.{NAME}"
    await host_create(tree.as_("alpha"), HostCreate(own, V4))
    await domain_update(tree.as_("alpha"), DomainUpdate(NAME, add=DomainParts(NameServers((own,)))))
    await lock(tree)
    await suspend(tree)
    await refused(2305, host_delete(tree.as_("alpha"), HostDelete(own)))
    await urs_rollback(house(tree), UrsRollback(NAME))
    assert own in (await look(tree)).hosts


@pytest.mark.slow
async def test_a_suspended_name_takes_the_hosts_below_it_along_when_it_ends(tree: World) -> None:
    own = f"ns1.{NAME}"
    await host_create(tree.as_("alpha"), HostCreate(own, V4))
    await domain_update(tree.as_("alpha"), DomainUpdate(NAME, add=DomainParts(NameServers((own,)))))
    await lock(tree)
    await suspend(tree)
    tree.clock.move_to((await look(tree)).expires_at + timedelta(days=36))
    await settle(house(tree), NAME)
    await refused(2303, host_info(tree.as_("alpha"), HostInfo(own)))


@pytest.mark.slow
async def test_the_registrar_of_a_suspended_name_does_not_lead_it_elsewhere(tree: World) -> None:
    await host_create(tree.as_("alpha"), HostCreate(NEW.hosts[0]))
    await host_create(tree.as_("beta"), HostCreate(NEW.hosts[1]))
    await lock(tree)
    done = await suspend(tree)
    assert done.hosts == NEW.hosts[:1]
    for registrar, host in zip(("alpha", "beta"), NEW.hosts, strict=True):
        rename = host_update(tree.as_(registrar), HostUpdate(host, new_name=f"www.{registrar}.org"))
        await refused(2304 if registrar == "alpha" else 2305, rename)


async def test_a_transfer_that_waits_comes_to_nothing_and_is_paid_back(tree: World) -> None:
    funds = await tree.balance("beta")
    await domain_update(tree.as_("alpha"), DomainUpdate(NAME, authinfo=SECRET))
    await domain_transfer(tree.as_("beta"), DomainTransfer(NAME, "request", authinfo=SECRET))
    await notice(tree)
    dry = await urs_lock(house(tree), UrsLock(NAME, is_dry=True))
    assert "pendingTransfer" not in statuses(dry.after)
    assert "pendingTransfer" in statuses(await look(tree)), "nothing was done"
    await urs_lock(house(tree), UrsLock(NAME))
    after = await look(tree)
    assert {*statuses(after)} == LOCK
    assert after.transfer and after.transfer.status == "serverCancelled"
    assert await tree.balance("beta") == funds
    assert await tree.store.reading(ledger.unproven) == []
    gained = [told for _, told in await read(tree, "beta")]
    assert [told.transfer.status for told in gained if isinstance(told, TransferNotice)] == ["serverCancelled"]
    assert [text for text, _ in await read(tree)] == [
        "Transfer requested.",
        "Transfer cancelled.",
        "A complaint (URS) locks the domain tree.example.",
    ]
    tree.clock.advance(days=10)
    assert (await look(tree)).registrar == "alpha"


async def test_time_renews_a_locked_name_as_any_other(tree: World) -> None:
    await lock(tree)
    before = await look(tree)
    tree.clock.move_to(before.expires_at + timedelta(days=1))
    after = await look(tree)
    assert after.expires_at == add_years(before.expires_at, 1)
    assert {*statuses(after)} >= LOCK
    await suspend(tree)
    done = await urs_rollback(house(tree), UrsRollback(NAME))
    assert (done.after.renewal, done.after.expires_at) == ("auto", after.expires_at)


@pytest.mark.slow
async def test_a_locked_name_that_time_deletes_keeps_its_locks_for_a_restore(tree: World) -> None:
    await change_rules(tree, "example", {"ladder": LADDER})
    await lock(tree)
    tree.clock.move_to((await look(tree)).expires_at + timedelta(days=61))
    ended = await look(tree)
    assert "pendingDelete" in statuses(ended) and "serverDeleteProhibited" not in statuses(ended)
    await domain_restore(tree.as_("alpha"), DomainRestore(NAME, "request"))
    now = tree.clock.now().isoformat()
    assert ended.deletion
    report = RestoreReport("as it was", "as it is", ended.deletion.deleted_at.isoformat(), now, "error", ("a", "b"))
    await domain_restore(tree.as_("alpha"), DomainRestore(NAME, "report", report))
    assert {*statuses(await look(tree))} == LOCK


@pytest.mark.slow
async def test_a_name_that_was_deleted_before_is_locked_for_a_restore(tree: World) -> None:
    await notice(tree)
    await domain_delete(tree.as_("alpha"), DomainDelete(NAME))
    done = await urs_lock(house(tree), UrsLock(NAME))
    assert {*statuses(done.after)} == {"pendingDelete", "serverTransferProhibited", "serverUpdateProhibited"}
    assert (await suspend(tree)).case.status == "suspended"
    done = await urs_rollback(house(tree), UrsRollback(NAME))
    assert (statuses(done.after), done.after.hosts) == (("pendingDelete",), OLD)


@pytest.mark.slow
async def test_of_two_operators_at_once_one_takes_the_step(clone: Clone, clock: FakeClock) -> None:
    world = await open_world(await clone.store(), clock)
    await domain_create(world.as_("alpha"), DomainCreate(NAME))
    both = [urs_notice(house(world), UrsNotice(NAME, each, "1")) for each in ("forum", "adndrc")]
    taken = await asyncio.gather(*both, return_exceptions=True)
    assert [isinstance(each, ObjectExists) for each in taken].count(True) == 1
    locks = await asyncio.gather(*[urs_lock(house(world), UrsLock(NAME)) for _ in range(2)], return_exceptions=True)
    assert [isinstance(each, StatusForbids) for each in locks].count(True) == 1
    assert [text for text, _ in await read(world)] == ["A complaint (URS) locks the domain tree.example."]


async def test_a_case_whose_name_was_registered_anew_can_only_be_closed(tree: World) -> None:
    await notice(tree)
    await domain_delete(tree.as_("alpha"), DomainDelete(NAME))
    tree.clock.advance(days=36)
    await settle(house(tree), NAME)
    await domain_create(tree.as_("beta"), DomainCreate(NAME))
    refusal = await refused(2304, urs_lock(house(tree), UrsLock(NAME)))
    assert "not registered any more" in refusal.reason
    await refused(2302, urs_notice(house(tree), UrsNotice(NAME, "forum", "FA-2")))
    await urs_close(house(tree), UrsClose(NAME))
    await urs_notice(house(tree), UrsNotice(NAME, "forum", "FA-2"))
    assert [each.number for each in await tree.store.reading(lambda db: store.of_name(db, NAME))] == ["FA-1", "FA-2"]


async def test_a_name_has_one_open_case(tree: World) -> None:
    await notice(tree)
    with pytest.raises(ObjectExists, match="FA-1 of forum"):
        await urs_notice(house(tree), UrsNotice(NAME, "adndrc", "HK-1"))
    with pytest.raises(ObjectMissing):
        await urs_notice(house(tree), UrsNotice("nothing.example", "forum", "FA-3"))


async def test_a_late_answer_leads_the_name_back_and_leaves_it_locked(tree: World) -> None:
    """URS Procedure, sections 6.4 and 6.5; then the complaint is heard anew, and may suspend the name again."""
    first = (await lock(tree)).case.locked_at
    await suspend(tree)
    tree.clock.advance(days=60)
    again = await urs_lock(house(tree), UrsLock(NAME))
    after = await look(tree)
    assert (after.hosts, after.dnssec, after.renewal) == (OLD, (DS,), "auto")
    assert {*statuses(after)} == LOCK
    assert (again.case.status, again.case.locked_at) == ("locked", first), "the first lock is the one that was due"
    await suspend(tree)
    await urs_rollback(house(tree), UrsRollback(NAME))
    assert statuses(await look(tree)) == ("ok",)


@pytest.mark.slow
async def test_an_appeal_turns_a_rollback_round_and_what_changed_meanwhile_is_kept(tree: World) -> None:
    await lock(tree)
    await urs_rollback(house(tree), UrsRollback(NAME))
    change = DomainUpdate(
        NAME, remove=DomainParts(NameServers(OLD[:1])), add=DomainParts(statuses=("clientTransferProhibited",))
    )
    await domain_update(tree.as_("alpha"), change)
    await suspend(tree)
    assert {*statuses(await look(tree))} == LOCK | {"serverRenewProhibited", "clientTransferProhibited"}
    await urs_rollback(house(tree), UrsRollback(NAME))
    after = await look(tree)
    assert (after.hosts, statuses(after)) == (OLD[1:], ("clientTransferProhibited",))


async def test_a_suspension_is_extended_once_and_its_registrar_pays(tree: World) -> None:
    await lock(tree)
    await refused(2304, urs_extend(house(tree), UrsExtend(NAME)))
    await suspend(tree)
    before, funds = await look(tree), await tree.balance("alpha")
    dry = await urs_extend(house(tree), UrsExtend(NAME, is_dry=True))
    assert (dry.charged and dry.charged.amount, await tree.balance("alpha")) == (1000, funds)
    await read(tree)
    await urs_extend(house(tree), UrsExtend(NAME))
    after = await look(tree)
    assert (after.expires_at, after.renewal) == (add_years(before.expires_at, 1), "never")
    assert await tree.balance("alpha") == funds - 1000
    ((text, told),) = await read(tree)
    assert isinstance(told, ChangeNotice) and told.operation == "renew" and "one more year" in text
    await refused(2105, urs_extend(house(tree), UrsExtend(NAME)))
    assert await tree.store.reading(ledger.unproven) == []


@pytest.mark.slow
async def test_an_extension_may_cost_the_registrar_nothing_and_stays_within_the_horizon(tree: World) -> None:
    await lock(tree)
    await suspend(tree)
    funds = await tree.balance("alpha")
    await urs_extend(house(tree), UrsExtend(NAME, is_free=True))
    assert await tree.balance("alpha") == funds
    rows = await tree.fetch("SELECT amount, years FROM registry.ledger WHERE name = $1 AND kind = 'renew'", NAME)
    assert [tuple(row) for row in rows] == [(0, 1)], "a report counts it as the renewal that it is"
    await domain_create(tree.as_("delta"), DomainCreate("bush.example", Period(5)))
    tree.clock.advance(days=6)
    await urs_notice(house(tree), UrsNotice("bush.example", "forum", "FA-2"))
    await urs_lock(house(tree), UrsLock("bush.example"))
    await suspend(tree, "bush.example")
    with pytest.raises(FundsShort):
        await urs_extend(house(tree), UrsExtend("bush.example"))
    await change_rules(tree, "example", {"horizon_years": 5, "longest_years": 5})
    await refused(2105, urs_extend(house(tree), UrsExtend("bush.example", is_free=True)))


@pytest.mark.slow
async def test_a_policy_lets_registrars_renew_suspended_names(tree: World) -> None:
    await change_rules(tree, "example", {"suspended_renewals": "registrar"})
    await lock(tree)
    await suspend(tree)
    before = await look(tree)
    await domain_renew(tree.as_("alpha"), DomainRenew(NAME, before.expires_at.date(), Period(1)))
    after = await look(tree)
    tree.clock.move_to(after.expires_at)
    assert "pendingDelete" in statuses(await look(tree)), "time does not renew it"


async def test_name_servers_as_attributes_are_exchanged_and_given_back(world: World) -> None:
    old = NameServers(attributes=(NameServer("ns1.old.org"),))
    await domain_create(world.as_("alpha"), DomainCreate("one.invalid", Period(2), old))
    await lock(world, "one.invalid")
    await suspend(world, "one.invalid", NameServers(attributes=(NameServer("ns1.urs.org"),)))
    assert (await look(world, "one.invalid")).nameservers == (NameServer("ns1.urs.org"),)
    await urs_rollback(house(world), UrsRollback("one.invalid"))
    assert (await look(world, "one.invalid")).nameservers == old.attributes


@pytest.mark.slow
@pytest.mark.parametrize(
    ("servers", "records", "code"),
    [
        (NameServers(), (), 2003),
        (NameServers((f"ns1.{NAME}",)), (), 2306),
        (NameServers(("no name",)), (), 2306),
        (NameServers(("ns1.nothing.example",)), (), 2303),
        (NameServers(("ns1.urs.org", "ns1.urs.org")), (), 2306),
        (NameServers(attributes=(NameServer("ns1.urs.org"),)), (), 2306),
        (NEW, (DsData(1, 13, 2, "AB"),), 2005),
        (NEW, (KeyData(257, 3, 13, "AAAA"),), 2306),
    ],
)
async def test_a_suspension_that_leads_nowhere_is_refused_and_changes_nothing(
    tree: World, servers: NameServers, records: tuple[DsData | KeyData, ...], code: int
) -> None:
    await lock(tree)
    before = await look(tree)
    await refused(code, suspend(tree, servers=servers, dnssec=records))
    assert (await look(tree), (await shown(tree, NAME))["status"]) == (before, "locked")
    assert await tree.fetch("SELECT FROM registry.host WHERE name = 'ns1.urs.org'") == []


async def test_a_provider_may_sign_what_it_answers(tree: World) -> None:
    theirs = DsData(1, 13, 2, "B" * 64)
    await lock(tree)
    await suspend(tree, dnssec=(theirs,))
    assert (await look(tree)).dnssec == (theirs,)


async def test_a_dry_run_tells_and_does_nothing(tree: World) -> None:
    await lock(tree)
    before = await look(tree)
    await read(tree)
    dry = await suspend(tree, is_dry=True)
    assert (dry.before, dry.after.hosts) == (before, NEW.hosts)
    assert (await look(tree), await read(tree)) == (before, [])
    assert await tree.fetch("SELECT FROM registry.host WHERE name = ANY($1)", [*NEW.hosts]) == []


async def test_steps_are_the_registrys_and_are_accounted_for(tree: World) -> None:
    await refused(2201, urs_notice(tree.as_("alpha"), UrsNotice(NAME, "forum", "FA-1")))
    await refused(2003, urs_notice(tree.operator, UrsNotice(NAME, "forum", "FA-1")))
    await refused(2004, notice(tree, received_at=tree.clock.now() + timedelta(seconds=1)))
    await refused(2004, notice(tree, received_at=tree.clock.now() - timedelta(days=31)))
    came = tree.clock.now() - timedelta(hours=20)
    assert (await notice(tree, received_at=came)).lock_by == came + timedelta(hours=24)
    await refused(2304, urs_rollback(house(tree), UrsRollback(NAME)))
    await refused(2304, suspend(tree))
    await urs_lock(house(tree, "FA-1 is complete"), UrsLock(NAME))
    await refused(2304, urs_lock(house(tree), UrsLock(NAME)))
    await refused(2304, urs_close(house(tree), UrsClose(NAME)))
    rows = await tree.fetch(
        "SELECT event, operator, reason, version FROM registry.history WHERE kind = 'urs' ORDER BY id"
    )
    assert [tuple(row) for row in rows] == [
        ("notice", "operator", "as the provider told us", 1),
        ("lock", "operator", "FA-1 is complete", 2),
    ]
    domain = await tree.fetch(
        "SELECT event, reason FROM registry.history WHERE name = $1 AND kind = 'domain' ORDER BY id", NAME
    )
    assert tuple(domain[-1]) == ("ursLock", "FA-1 is complete")
    commands = await tree.fetch("SELECT object, verb FROM registry.command WHERE name = $1 AND door = 'cli'", NAME)
    assert sorted(tuple(row) for row in commands) == [("domain", "ursLock"), ("urs", "notice")]


WAYS: dict[UrsStatus, tuple[UrsStep, ...]] = {
    "notified": (),
    "locked": ("lock",),
    "suspended": ("lock", "suspend"),
    "rolledBack": ("lock", "rollback"),
    "ended": ("lock", "suspend"),
    "closed": ("close",),
}


async def take(world: World, step: UrsStep) -> UrsStatus:
    """A step as an operator takes it; how the case stands after it."""
    match step:
        case "lock":
            return (await urs_lock(house(world), UrsLock(NAME))).case.status
        case "suspend":
            return (await suspend(world)).case.status
        case "extend":
            return (await urs_extend(house(world), UrsExtend(NAME))).case.status
        case "rollback":
            return (await urs_rollback(house(world), UrsRollback(NAME))).case.status
        case "close":
            return (await urs_close(house(world), UrsClose(NAME))).status


@pytest.mark.slow
@pytest.mark.parametrize("status", get_args(UrsStatus))
async def test_each_step_does_what_the_table_says_from_each_status(tree: World, status: UrsStatus) -> None:
    await notice(tree)
    for step in WAYS[status]:
        await take(tree, step)
    if status == "ended":
        tree.clock.advance(days=2 * 365 + 36)
        await settle(house(tree), NAME)
        await domain_create(tree.as_("beta"), DomainCreate(NAME))
    after: dict[UrsStep, UrsStatus] = {}
    for step in get_args(UrsStep):
        before = await tree.fetch("SELECT status, version, before, closed_at FROM registry.urs_case")
        try:
            async with tree.store.db.transaction():
                after[step] = await take(tree, step)
                raise RolledBack
        except RolledBack:
            pass
        except Refusal as refusal:
            assert refusal.code == (2303 if status == "closed" else 2304)
            assert await tree.fetch("SELECT status, version, before, closed_at FROM registry.urs_case") == before
    assert after == STEPS[status]


class RolledBack(Exception):
    """A step was possible, and is taken back."""
