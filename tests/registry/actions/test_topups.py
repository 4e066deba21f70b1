"""Money is seen by four eyes: one operator proposes a top-up, another confirms it, and only then is it in the account."""

import asyncio
from dataclasses import replace

import pytest

from registry.actions.topup_decide import topup_decide
from registry.actions.topup_propose import topup_propose
from registry.clock import FakeClock
from registry.context import Actor, Context
from registry.errors import NotAuthorized, ObjectMissing, ParameterRange, ParameterSyntax, Refusal, StatusForbids
from registry.requests.registrar import RegistrarTopUp
from registry.store import topups
from tests.world import BEGINNING, Clone, World, open_world

WISH = RegistrarTopUp("alpha", 12_345, "USD", "Wire of Monday, number 77")


def by(world: World, operator: str, reason: str | None = None) -> Context:
    return world.registry.context("panel", Actor(operator=operator), reason=reason)


async def test_what_is_proposed_is_booked_when_another_confirms_it_and_not_before(world: World) -> None:
    before = await world.balance("alpha")
    number = await topup_propose(by(world, "ada"), WISH)
    assert await world.balance("alpha") == before
    world.clock.advance(hours=1)
    done = await topup_decide(by(world, "grace", "Seen on the statement"), number, "confirm")
    assert await world.balance("alpha") == before + 12_345
    assert (done.status, done.proposed_by, done.decided_by, done.decision) == (
        "confirmed",
        "ada",
        "grace",
        "Seen on the statement",
    )
    (row,) = await world.fetch("SELECT kind, amount, name, at FROM registry.ledger WHERE id = $1", done.ledger_id)
    assert tuple(row) == ("topUp", 12_345, WISH.reason, world.clock.now())


async def test_nobody_confirms_what_they_proposed(world: World) -> None:
    number = await topup_propose(by(world, "ada"), WISH)
    before = await world.balance("alpha")
    with pytest.raises(NotAuthorized, match="somebody else"):
        await topup_decide(by(world, "ada"), number, "confirm")
    assert await world.balance("alpha") == before


@pytest.mark.parametrize(
    ("who", "step", "status"),
    [("grace", "decline", "declined"), ("ada", "decline", "declined"), ("ada", "withdraw", "withdrawn")],
)
async def test_what_is_not_to_be_is_never_booked(world: World, who: str, step: str, status: str) -> None:
    number, before = await topup_propose(by(world, "ada"), WISH), await world.balance("alpha")
    assert (await topup_decide(by(world, who, "No such wire"), number, step)).status == status
    for again in ("confirm", "decline", "withdraw"):
        with pytest.raises(StatusForbids, match=f"is {status} already"):
            await topup_decide(by(world, "grace" if again != "withdraw" else "ada"), number, again)
    assert await world.balance("alpha") == before


async def test_only_its_proposer_withdraws_it(world: World) -> None:
    number = await topup_propose(by(world, "ada"), WISH)
    with pytest.raises(NotAuthorized, match="ada proposed it"):
        await topup_decide(by(world, "grace"), number, "withdraw")


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        (RegistrarTopUp("nobody", 1, "USD", "x"), ObjectMissing),
        (RegistrarTopUp("alpha", 1, "EUR", "x"), ObjectMissing),
        (RegistrarTopUp("alpha", 1, "usd", "x"), ParameterSyntax),
        (RegistrarTopUp("alpha", 0, "USD", "x"), ParameterRange),
        (RegistrarTopUp("alpha", 10**16, "USD", "x"), ParameterRange),
        (RegistrarTopUp("alpha", 1, "USD", " "), ParameterSyntax),
    ],
)
async def test_what_cannot_be_booked_cannot_be_proposed(
    world: World, wish: RegistrarTopUp, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        await topup_propose(by(world, "ada"), wish)


async def test_a_registrar_proposes_money_into_its_own_account_and_decides_about_none(world: World) -> None:
    assert WISH.handle == "alpha"
    with pytest.raises(NotAuthorized):
        await topup_propose(world.as_("beta"), WISH)
    with pytest.raises(NotAuthorized, match="alone takes money out"):
        await topup_propose(world.as_("alpha"), replace(WISH, amount=-1))
    number = await topup_propose(world.as_("alpha"), WISH)
    for step in ("confirm", "decline", "withdraw"):
        with pytest.raises(NotAuthorized):
            await topup_decide(world.as_("alpha"), number, step)
    with pytest.raises(ObjectMissing):
        await topup_decide(by(world, "grace"), number + 1, "confirm")


@pytest.mark.slow
async def test_of_two_who_confirm_at_once_one_does(clone: Clone) -> None:
    store = await clone.store()
    world = await open_world(store, FakeClock(BEGINNING))
    number, before = await topup_propose(by(world, "ada"), WISH), await world.balance("alpha")
    both = (topup_decide(by(world, who), number, "confirm") for who in ("grace", "linus"))
    done = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["StatusForbids", "TopUp"]
    assert await world.balance("alpha") == before + 12_345
    assert [each.status for each in await store.reading(lambda db: topups.some(db, numbers=[number]))] == ["confirmed"]
