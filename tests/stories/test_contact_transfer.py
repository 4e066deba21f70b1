"""A contact goes from one registrar to another, with and without anybody's help."""

from datetime import timedelta

import pytest

from registry.actions.contact_create import contact_create
from registry.actions.contact_info import contact_info
from registry.actions.contact_transfer import contact_transfer
from registry.actions.contact_update import contact_update
from registry.actions.domain_create import domain_create
from registry.actions.domain_info import domain_info
from registry.actions.domain_transfer import domain_transfer
from registry.actions.poll_ack import poll_ack
from registry.actions.poll_request import poll_request
from registry.errors import Refusal
from registry.model.contact import Postal
from registry.model.domain import ContactLink
from registry.model.poll import PollMessage, TransferNotice
from registry.model.transfer import TransferOperation
from registry.requests.contact import ContactCreate, ContactInfo, ContactTransfer, ContactUpdate
from registry.requests.domain import DomainCreate, DomainInfo, DomainTransfer
from registry.requests.poll import PollAck
from tests.world import World

SECRET = "a-secret-of-twenty-characters"


async def create(world: World) -> None:
    postal = Postal("int", "Ada", "Springfield", "US")
    await contact_create(world.as_("alpha"), ContactCreate("Ada-1", (postal,), "ada@mail.example", authinfo=SECRET))


async def transfer(world: World, by: str, operation: TransferOperation, secret: str | None = None):
    return (await contact_transfer(world.as_(by), ContactTransfer("Ada-1", operation, secret))).transfer


async def sponsor(world: World) -> str:
    return (await contact_info(world.operator, ContactInfo("Ada-1"))).contact.registrar


async def refusal_of(attempt) -> int:
    with pytest.raises(Refusal) as refusal:
        await attempt
    return refusal.value.code


async def messages(world: World, registrar: str) -> list[PollMessage]:
    """All that waits, acknowledged one by one."""
    read = []
    while message := await poll_request(world.as_(registrar)):
        read.append(message)
        await poll_ack(world.as_(registrar), PollAck(str(message.id)))
    return read


async def test_the_losing_registrar_approves_and_the_secret_is_gone(world: World) -> None:
    await create(world)
    asked = await transfer(world, "beta", "request", SECRET)
    assert asked.is_pending and asked.act_by == world.clock.now() + timedelta(days=5)
    view = await contact_info(world.as_("alpha"), ContactInfo("Ada-1"))
    assert view.statuses == ("pendingTransfer",)
    assert await refusal_of(contact_update(world.as_("alpha"), ContactUpdate("Ada-1", email="a@b.example"))) == 2304
    world.clock.advance(days=1)
    ended = await transfer(world, "alpha", "approve")
    assert (ended.status, ended.acted_by, ended.acted_at) == ("clientApproved", "alpha", world.clock.now())
    contact = (await contact_info(world.as_("beta"), ContactInfo("Ada-1"))).contact
    assert (contact.registrar, contact.transferred_at, contact.authinfo) == ("beta", world.clock.now(), None)
    assert [message.text for message in await messages(world, "alpha")] == ["Transfer requested."]
    (told,) = await messages(world, "beta")
    assert told.text == "Transfer approved."
    assert told.notice == TransferNotice("contact", "Ada-1", ended, promised=True)


async def test_when_nobody_decides_time_approves_whether_or_not_it_is_written_down(world: World) -> None:
    await create(world)
    asked = await transfer(world, "beta", "request", SECRET)
    world.clock.advance(days=9)
    assert await sponsor(world) == "beta"
    seen = await transfer(world, "alpha", "query")
    assert (seen.status, seen.acted_at) == ("serverApproved", asked.act_by)
    requested, approved = await messages(world, "alpha")
    assert (requested.text, approved.text) == ("Transfer requested.", "Transfer approved.")
    assert approved.at == asked.act_by
    assert [message.text for message in await messages(world, "beta")] == ["Transfer approved."]
    assert await transfer(world, "beta", "query") == seen
    assert await refusal_of(transfer(world, "alpha", "reject")) == 2301


@pytest.mark.parametrize(
    ("by", "operation", "status"),
    [("alpha", "reject", "clientRejected"), ("beta", "cancel", "clientCancelled")],
)
async def test_a_transfer_that_comes_to_nothing_leaves_the_contact_as_it_was(
    world: World, by: str, operation: TransferOperation, status: str
) -> None:
    await create(world)
    await transfer(world, "beta", "request", SECRET)
    assert (await transfer(world, by, operation)).status == status
    assert await sponsor(world) == "alpha"
    assert await refusal_of(transfer(world, by, operation)) == 2301
    await transfer(world, "beta", "request", SECRET)  # the secret still opens it


async def test_each_step_is_for_the_party_whose_it_is(world: World) -> None:
    await create(world)
    assert await refusal_of(transfer(world, "alpha", "query")) == 2301
    assert await refusal_of(transfer(world, "beta", "request")) == 2202
    assert await refusal_of(transfer(world, "beta", "request", "wrong")) == 2202
    assert await refusal_of(transfer(world, "alpha", "request", SECRET)) == 2106
    await transfer(world, "beta", "request", SECRET)
    assert await refusal_of(transfer(world, "gamma", "request", SECRET)) == 2300
    assert await refusal_of(transfer(world, "gamma", "query")) == 2201
    assert await refusal_of(transfer(world, "gamma", "query", "wrong")) == 2202
    assert (await transfer(world, "gamma", "query", SECRET)).is_pending
    for by, operation in (("beta", "approve"), ("gamma", "approve"), ("beta", "reject"), ("alpha", "cancel")):
        assert await refusal_of(transfer(world, by, operation)) == 2201


async def test_a_status_can_forbid_the_transfer(world: World) -> None:
    await create(world)
    await contact_update(world.as_("alpha"), ContactUpdate("Ada-1", add=("clientTransferProhibited",)))
    assert await refusal_of(transfer(world, "beta", "request", SECRET)) == 2304


async def test_contacts_and_names_change_hands_without_each_other(world: World) -> None:
    await create(world)
    links = (ContactLink("admin", "Ada-1"), ContactLink("tech", "Ada-1"))
    wish = DomainCreate("one.test", registrant="Ada-1", contacts=links, authinfo=SECRET)
    await domain_create(world.as_("alpha"), wish)
    await domain_transfer(world.as_("gamma"), DomainTransfer("one.test", "request", authinfo=SECRET))
    await domain_transfer(world.as_("alpha"), DomainTransfer("one.test", "approve"))
    assert await sponsor(world) == "alpha"
    await transfer(world, "beta", "request", SECRET)
    await transfer(world, "alpha", "approve")
    domain = (await domain_info(world.as_("gamma"), DomainInfo("one.test"))).domain
    assert (domain.registrar, domain.registrant, await sponsor(world)) == ("gamma", "Ada-1", "beta")
