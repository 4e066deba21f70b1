"""The message queue: first in, first out, each registrar its own."""

from datetime import timedelta

import pytest

from registry.actions.domain_create import domain_create
from registry.actions.domain_delete import domain_delete
from registry.actions.poll_ack import poll_ack
from registry.actions.poll_request import poll_request
from registry.errors import NotAuthorized, Refusal
from registry.model.period import add_years
from registry.model.poll import PendingActionNotice, RenewalNotice
from registry.requests.domain import DomainCreate, DomainDelete
from registry.requests.poll import PollAck
from registry.store import polls
from tests.world import World


async def leave(world: World, name: str, at: timedelta = timedelta(0), to: str = "alpha") -> None:
    at = world.clock.now() + at
    await world.store.transaction(lambda db: polls.add(db, to, at, f"About {name}.", RenewalNotice(name, at)))


async def ack(world: World, message: object, by: str = "alpha"):
    return await poll_ack(world.as_(by), PollAck(str(message)))


async def refusal_of(attempt) -> int:
    with pytest.raises(Refusal) as refusal:
        await attempt
    return refusal.value.code


async def test_the_oldest_visible_message_comes_first_and_stays_until_it_is_acknowledged(world: World) -> None:
    await leave(world, "later.example", timedelta(hours=1))
    await leave(world, "first.example")
    await leave(world, "second.example")
    first = await poll_request(world.as_("alpha"))
    assert (first.text, first.waiting, first.at) == ("About first.example.", 2, world.clock.now())
    assert await poll_request(world.as_("alpha")) == first
    answer = await ack(world, first.id)
    assert (answer.id, answer.waiting) == (str(first.id), 1)
    second = await poll_request(world.as_("alpha"))
    assert (second.text, second.waiting) == ("About second.example.", 1)
    await ack(world, second.id)
    assert await poll_request(world.as_("alpha")) is None
    world.clock.advance(hours=1)
    assert (await poll_request(world.as_("alpha"))).text == "About later.example."


async def test_only_ones_own_visible_messages_can_be_acknowledged_and_only_once(world: World) -> None:
    await leave(world, "mine.example")
    await leave(world, "yours.example", to="beta")
    await leave(world, "later.example", timedelta(hours=1))
    mine, yours, later = [row["id"] for row in await world.fetch("SELECT id FROM registry.poll_message ORDER BY id")]
    await ack(world, mine)
    assert {await refusal_of(ack(world, message)) for message in (mine, yours, later, 999_999)} == {2303}
    assert (await poll_request(world.as_("beta"))).waiting == 1


@pytest.mark.parametrize("text", ["", "0", "-1", "one", "1 ", "1e3", "١", "9" * 19])
async def test_an_identifier_that_is_none_is_a_matter_of_syntax(world: World, text: str) -> None:
    assert await refusal_of(ack(world, text)) == 2005


async def test_what_time_did_is_told_with_the_instant_at_which_it_did_it(world: World) -> None:
    await domain_create(world.as_("alpha"), DomainCreate("kept.example"))
    await domain_create(world.as_("alpha"), DomainCreate("gone.example"))
    expiry = add_years(world.clock.now(), 1)
    world.clock.advance(days=100)
    await domain_delete(world.as_("alpha"), DomainDelete("gone.example"))
    purge = world.clock.now() + timedelta(days=35)
    world.clock.advance(days=300)  # no job runs
    deleted = await poll_request(world.as_("alpha"))
    assert (deleted.text, deleted.at, deleted.waiting) == ("Domain deleted.", purge, 2)
    assert isinstance(deleted.notice, PendingActionNotice) and deleted.notice.cltrid.startswith("TEST-")
    gone = deleted.notice.change
    assert (gone.operation, gone.at, gone.who) == ("autoPurge", purge, "registry")
    assert gone.svtrid != deleted.notice.svtrid, "the purge is not the delete"
    await ack(world, deleted.id)
    renewed = await poll_request(world.as_("alpha"))
    assert (renewed.text, renewed.at) == ("Domain was auto-renewed.", expiry)
    change = renewed.notice.change
    assert renewed.notice == RenewalNotice("kept.example", add_years(expiry, 1), change)
    assert (change.operation, change.at, change.who) == ("autoRenew", expiry, "registry")


async def test_messages_wait_for_registrars_only(world: World) -> None:
    with pytest.raises(NotAuthorized):
        await poll_request(world.operator)
