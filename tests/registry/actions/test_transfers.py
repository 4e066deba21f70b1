"""Transfers: who hears what of them, who may decide and ask, and which secrets open what."""

from dataclasses import replace
from datetime import timedelta

import pytest

from registry.actions.contact_create import contact_create
from registry.actions.contact_info import contact_info
from registry.actions.contact_transfer import contact_transfer
from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.domain_info import domain_info
from registry.actions.domain_transfer import domain_transfer
from registry.actions.domain_update import domain_update
from registry.actions.fees import fees
from registry.actions.poll_ack import poll_ack
from registry.actions.poll_request import poll_request
from registry.actions.settle import settle_registrar
from registry.errors import AuthInfoWrong, Refusal
from registry.model.change import DomainParts
from registry.model.contact import Postal
from registry.model.domain import ContactLink
from registry.model.fees import FeeCheck, FeeCommand
from registry.model.lifecycle import grace_statuses
from registry.model.period import Period, add_years
from registry.model.poll import PendingActionNotice, PollMessage, TransferNotice
from registry.requests.contact import ContactCreate, ContactInfo, ContactTransfer
from registry.requests.domain import DomainCreate, DomainDelete, DomainInfo, DomainTransfer, DomainUpdate
from registry.requests.poll import PollAck
from tests.ways import change_rules
from tests.world import World

SECRET = "a-secret-of-twenty-characters"
OF_CONTACT = "a-secret-of-a-contact-of-it"


@pytest.fixture
def village(loop, world: World) -> World:
    """Alpha has one.test and its contacts Ada-1 and Bob-1; Eve-1 has nothing to do with it."""

    async def make() -> None:
        for handle in ("Ada-1", "Bob-1", "Eve-1"):
            postal = Postal("int", "Some Body", "Springfield", "US")
            wish = ContactCreate(handle, (postal,), "a@mail.example", authinfo=f"{OF_CONTACT}-{handle}")
            await contact_create(world.as_("alpha"), wish)
        links = (ContactLink("admin", "Ada-1"), ContactLink("tech", "Bob-1"))
        await domain_create(
            world.as_("alpha"), DomainCreate("one.test", registrant="Ada-1", contacts=links, authinfo=SECRET)
        )

    loop.run_until_complete(make())
    return world


def acting(world: World, by: str):
    return world.operator if by == "operator" else world.as_(by)


async def act(world: World, kind: str, by: str, operation: str, secret: str | None = None, roid: str | None = None):
    cx = acting(world, by)
    if kind == "domain":
        wish = DomainTransfer("one.test", operation, authinfo=secret, authinfo_roid=roid)
        return cx, (await domain_transfer(cx, wish)).transfer
    return cx, (await contact_transfer(cx, ContactTransfer("Ada-1", operation, secret, roid))).transfer


async def ask(world: World, kind: str):
    cx, _ = await act(world, kind, "beta", "request", SECRET if kind == "domain" else f"{OF_CONTACT}-Ada-1")
    return cx


async def messages(world: World, registrar: str) -> list[PollMessage]:
    read = []
    while message := await poll_request(world.as_(registrar)):
        read.append(message)
        await poll_ack(world.as_(registrar), PollAck(str(message.id)))
    return read


async def refusal_of(attempt) -> int:
    with pytest.raises(Refusal) as refusal:
        await attempt
    return refusal.value.code


@pytest.mark.parametrize("kind", ["domain", "contact"])
async def test_the_loser_alone_hears_of_a_request(village: World, kind: str) -> None:
    await ask(village, kind)
    (told,) = await messages(village, "alpha")
    assert (told.text, told.notice.transfer.status, told.notice.pending_action) == (
        "Transfer requested.",
        "pending",
        None,
    )
    assert isinstance(told.notice, TransferNotice) and told.notice.object == kind
    assert await messages(village, "beta") == []


@pytest.mark.feature("DOM-05", "DOM-17")
@pytest.mark.parametrize("kind", ["domain", "contact"])
@pytest.mark.parametrize(
    ("by", "operation", "status", "text", "loser_hears"),
    [
        ("alpha", "approve", "clientApproved", "Transfer approved.", False),
        ("alpha", "reject", "clientRejected", "Transfer rejected.", False),
        ("beta", "cancel", "clientCancelled", "Transfer cancelled.", True),
        ("operator", "approve", "serverApproved", "Transfer approved.", True),
        ("operator", "reject", "serverCancelled", "Transfer cancelled.", True),
        ("operator", "cancel", "serverCancelled", "Transfer cancelled.", True),
        ("time", "", "serverApproved", "Transfer approved.", True),
    ],
)
async def test_the_requester_hears_every_end_and_the_loser_those_it_did_not_bring_about(
    village: World, kind: str, by: str, operation: str, status: str, text: str, loser_hears: bool
) -> None:
    asked = await ask(village, kind)
    await messages(village, "alpha")
    if by == "time":
        village.clock.advance(days=5)
        at = village.clock.now()
        village.clock.advance(days=2)
    else:
        village.clock.advance(days=1)
        at = village.clock.now()
        _, ended = await act(village, kind, by, operation)
        assert (ended.status, ended.acted_at) == (status, at)
    (told,) = await messages(village, "beta")
    assert (told.text, told.at, told.notice.transfer.status) == (text, at, status)
    name = "one.test" if kind == "domain" else "Ada-1"
    assert told.notice.pending_action == PendingActionNotice(
        kind, name, status.endswith("Approved"), asked.cltrid, asked.svtrid, at
    )
    heard = await messages(village, "alpha")
    assert [each.text for each in heard] == [text] * loser_hears
    assert all(each.notice.pending_action is None for each in heard)
    assert await messages(village, "gamma") == []


async def test_a_message_that_was_left_before_promises_were_kept_is_still_read(village: World) -> None:
    await ask(village, "domain")
    await village.store.db.execute("UPDATE registry.poll_message SET data = data - 'promised'")
    (told,) = await messages(village, "alpha")
    assert told.notice.promised is False


@pytest.mark.parametrize("kind", ["domain", "contact"])
async def test_each_refusal_of_a_transfer_names_its_reason(village: World, kind: str) -> None:
    for operation in ("approve", "reject", "cancel"):
        assert await refusal_of(act(village, kind, "alpha", operation)) == 2301
    for by in ("alpha", "operator"):
        assert await refusal_of(act(village, kind, by, "query")) == 2301
    assert await refusal_of(act(village, kind, "operator", "request", SECRET)) == 2201
    await ask(village, kind)
    for by, operation in (("beta", "approve"), ("gamma", "reject"), ("alpha", "cancel"), ("gamma", "query")):
        assert await refusal_of(act(village, kind, by, operation)) == 2201
    assert await refusal_of(act(village, kind, "gamma", "query", "wrong")) == 2202
    for by in ("alpha", "beta", "operator"):
        assert (await act(village, kind, by, "query"))[1].is_pending


async def roid_of(world: World, handle: str) -> str:
    return (await contact_info(world.operator, ContactInfo(handle))).contact.roid


@pytest.mark.parametrize("handle", ["Ada-1", "Bob-1"])
async def test_the_secret_of_a_contact_opens_its_domain_to_info_query_and_transfer_alike(
    village: World, handle: str
) -> None:
    roid, secret = await roid_of(village, handle), f"{OF_CONTACT}-{handle}"
    seen = await domain_info(village.as_("gamma"), DomainInfo("one.test", authinfo=secret, authinfo_roid=roid))
    assert seen.full
    assert (await act(village, "domain", "beta", "request", secret, roid))[1].is_pending
    assert (await act(village, "domain", "gamma", "query", secret, roid))[1].is_pending


async def test_a_secret_opens_a_domain_only_with_the_roid_of_whose_it_is(village: World) -> None:
    ada, bob, eve = [await roid_of(village, handle) for handle in ("Ada-1", "Bob-1", "Eve-1")]
    domain = (await domain_info(village.operator, DomainInfo("one.test"))).domain
    wrong = (
        (f"{OF_CONTACT}-Ada-1", None),
        (f"{OF_CONTACT}-Ada-1", bob),
        (f"{OF_CONTACT}-Eve-1", eve),
        (SECRET, ada),
        (SECRET, "H1-NAMEHSE"),
        (f"{OF_CONTACT}-Ada-1", domain.roid),
        (None, ada),
    )
    for secret, roid in wrong:
        assert await refusal_of(act(village, "domain", "beta", "request", secret, roid)) == 2202
    await act(village, "domain", "beta", "request", SECRET, domain.roid)
    for secret, roid in wrong[:-1]:
        assert await refusal_of(act(village, "domain", "gamma", "query", secret, roid)) == 2202
        info = DomainInfo("one.test", authinfo=secret, authinfo_roid=roid)
        assert await refusal_of(domain_info(village.as_("gamma"), info)) == 2202
    assert await refusal_of(act(village, "domain", "gamma", "query", None, ada)) == 2201


async def test_a_wrong_secret_is_told_to_the_sponsor_too_and_nothing_to_the_operator(village: World) -> None:
    """Who passes one wants it compared (RFC 9154, section 5.3)."""
    wish = DomainInfo("one.test", authinfo="wrong", authinfo_roid="C9-NAMEHSE")
    with pytest.raises(AuthInfoWrong):
        await domain_info(acting(village, "alpha"), wish)
    assert (await domain_info(acting(village, "operator"), wish)).full


# --- TLDs that do it otherwise ------------------------------------------------------------------------------------------


@pytest.mark.feature("DOM-05")
async def test_where_nobody_is_asked_a_transfer_is_complete_with_its_request(world: World) -> None:
    await change_rules(world, "example", {"spans": {"transfer_pending": 0}})
    await domain_create(world.as_("alpha"), DomainCreate("one.example", authinfo=SECRET))
    made = (await domain_info(world.as_("alpha"), DomainInfo("one.example"))).domain
    gainer = await world.balance("beta")
    world.clock.advance(days=1)
    view = await domain_transfer(world.as_("beta"), DomainTransfer("one.example", "request", authinfo=SECRET))
    assert (view.transfer.status, view.transfer.acted_at, view.transfer.acted_by) == (
        "serverApproved",
        world.clock.now(),
        "alpha",
    )
    moved = (await domain_info(world.as_("beta"), DomainInfo("one.example"))).domain
    assert (moved.registrar, moved.authinfo, moved.pending_transfer) == ("beta", None, None)
    assert moved.expires_at == add_years(made.expires_at, 1)
    assert moved.transferred_at == world.clock.now()
    assert grace_statuses(moved, world.clock.now()) == ("transferPeriod",)
    assert await world.balance("beta") == gainer - 1000
    for party in ("alpha", "beta"):
        (told,) = await messages(world, party)
        assert (told.text, told.notice.transfer.status) == ("Transfer completed.", "serverApproved")
        assert told.notice.pending_action is None  # nothing was promised
    await domain_delete(world.as_("beta"), DomainDelete("one.example"))
    assert await world.balance("beta") == gainer  # the year is given back in its grace period


async def test_a_transfer_that_adds_no_years_is_free_and_leaves_the_expiry(world: World) -> None:
    await change_rules(world, "example", {"transfer_years": 0})
    await domain_create(world.as_("alpha"), DomainCreate("one.example", authinfo=SECRET))
    made = (await domain_info(world.as_("alpha"), DomainInfo("one.example"))).domain
    gainer = await world.balance("beta")
    wish = DomainTransfer("one.example", "request", authinfo=SECRET)
    assert await refusal_of(domain_transfer(world.as_("beta"), replace(wish, period=Period(1)))) == 2004
    view = await domain_transfer(world.as_("beta"), wish)
    assert (view.transfer.is_pending, view.transfer.expires_at, view.quote.total.amount) == (True, None, 0)
    world.clock.advance(days=5)
    moved = (await domain_info(world.as_("beta"), DomainInfo("one.example"))).domain
    assert (moved.registrar, moved.expires_at) == ("beta", made.expires_at)
    await settle_registrar(world.operator, world.numbers["beta"])
    assert await world.balance("beta") == gainer
    costs = await fees(world.as_("gamma"), ["one.example"], FeeCheck((FeeCommand("transfer"),)))
    assert costs["one.example"].answers[0].quote.total.amount == 0


async def test_a_free_transfer_leaves_an_auto_renewed_year_to_who_paid_it(world: World) -> None:
    await change_rules(world, "example", {"transfer_years": 0, "spans": {"transfer_pending": 0}})
    await domain_create(world.as_("alpha"), DomainCreate("one.example", authinfo=None))
    made = (await domain_info(world.as_("alpha"), DomainInfo("one.example"))).domain
    world.clock.move_to(made.expires_at + timedelta(days=2))
    await domain_update(world.as_("alpha"), DomainUpdate("one.example", authinfo=SECRET))
    loser, gainer = await world.balance("alpha"), await world.balance("beta")
    await domain_transfer(world.as_("beta"), DomainTransfer("one.example", "request", authinfo=SECRET))
    moved = (await domain_info(world.as_("beta"), DomainInfo("one.example"))).domain
    assert moved.expires_at == add_years(made.expires_at, 1)
    assert (await world.balance("alpha"), await world.balance("beta")) == (loser, gainer)


@pytest.mark.parametrize("keeps", [True, False])
async def test_what_the_loser_had_set_goes_along_or_not_as_the_tld_has_it(world: World, keeps: bool) -> None:
    await change_rules(world, "example", {"transfer_keeps_statuses": keeps, "spans": {"transfer_pending": 0}})
    await domain_create(world.as_("alpha"), DomainCreate("one.example", authinfo=SECRET))
    own = DomainParts(statuses=("clientHold", "clientRenewProhibited"))
    await domain_update(world.as_("alpha"), DomainUpdate("one.example", add=own))
    await domain_update(
        world.operator, DomainUpdate("one.example", add=DomainParts(statuses=("serverRenewProhibited",)))
    )
    await domain_transfer(world.as_("beta"), DomainTransfer("one.example", "request", authinfo=SECRET))
    moved = (await domain_info(world.as_("beta"), DomainInfo("one.example"))).domain
    assert moved.statuses == {"serverRenewProhibited"} | ({*own.statuses} if keeps else set())


@pytest.mark.parametrize(("rule", "code"), [("cap", 0), ("refuse", 2106)])
async def test_the_default_year_above_the_horizon_is_capped_or_refused(world: World, rule: str, code: int) -> None:
    await change_rules(world, "example", {"transfer_at_horizon": rule})
    await domain_create(world.as_("alpha"), DomainCreate("one.example", Period(10), authinfo=SECRET))
    world.clock.advance(days=1)
    wish = DomainTransfer("one.example", "request", authinfo=SECRET)
    if code:
        assert await refusal_of(domain_transfer(world.as_("beta"), wish)) == code
    else:
        view = await domain_transfer(world.as_("beta"), wish)
        assert view.transfer.expires_at == add_years(world.clock.now(), 10)
    assert await refusal_of(domain_transfer(world.as_("gamma"), replace(wish, period=Period(1)))) in (2106, 2300, 2304)


async def test_exactly_to_the_horizon_a_period_is_transferred(world: World) -> None:
    await domain_create(world.as_("alpha"), DomainCreate("one.example", Period(9), authinfo=SECRET))
    wish = DomainTransfer("one.example", "request", Period(1), authinfo=SECRET)
    view = await domain_transfer(world.as_("beta"), wish)
    assert view.transfer.expires_at == add_years(world.clock.now(), 10)
