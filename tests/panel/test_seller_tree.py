"""The tree of sellers: the database keeps it a tree, whoever moves what at the same time, and a subtree is one condition."""

import asyncio
import random
from contextlib import suppress

import asyncpg
import pytest

from panel.accounts import AccountRefused, ensure_account
from panel.clients.actions import By, client_create, client_kind, client_move, client_step
from panel.clients.queries import clients
from panel.identity.states import STATES, TRANSITIONS, StepRefused, after
from panel.kit.deeds import Declined
from registry.clock import FakeClock
from registry.context import Actor, Context
from tests.world import BEGINNING, Clone, World, open_world

HOUSE = By("boss")
MOVE = """UPDATE iam.account SET seller_id = $2::bigint,
                 sellers = coalesce((SELECT chain FROM iam.account WHERE id = $2::bigint), '{}') WHERE id = $1"""


class Tree:
    """Clients by login, each below the one it was planted under."""

    def __init__(self, world: World) -> None:
        self.world = world

    @property
    def cx(self) -> Context:
        return self.world.registry.context("panel", Actor(operator="boss"))

    async def plant(self, *lines: str, who: By = HOUSE) -> None:
        """`reseller < client`, one a line; what ends in `*` sells on."""
        for line in lines:
            login, _, seller = line.partition(" < ")
            kind = "reseller" if login.endswith("*") else "client"
            name = login.removesuffix("*")
            await client_create(self.cx, who, name, name.title(), "", kind, seller or None)

    async def number(self, login: str) -> int:
        return (await self.world.fetch("SELECT id FROM iam.account WHERE login = $1", login))[0]["id"]

    async def by(self, login: str) -> By:
        number = await self.number(login)
        return By(login, number, number)

    async def above(self, login: str) -> list[str]:
        sql = """SELECT s.login FROM iam.account a, unnest(a.sellers) WITH ORDINALITY each (id, place)
                   JOIN iam.account s ON s.id = each.id WHERE a.login = $1 ORDER BY place"""
        return [row[0] for row in await self.world.fetch(sql, login)]

    async def visible(self, login: str) -> set[str]:
        every = [row[0] for row in await self.world.fetch("SELECT login FROM iam.account")]
        root = await self.number(login)
        found = await self.world.store.reading(lambda db: clients(db, logins=every, everything=False, root=root))
        return {each.login for each in found}

    async def tries(self, sql: str, *values: object) -> None:
        await self.world.store.reading(lambda db: db.execute(sql, *values))


@pytest.fixture
def tree(loop: asyncio.AbstractEventLoop, world: World) -> Tree:
    planted = Tree(world)
    lines = ("top*", "mid* < top", "low* < mid", "leaf < low", "side* < top", "twig < side", "alone")
    loop.run_until_complete(planted.plant(*lines))
    return planted


@pytest.mark.feature("USR-01")
async def test_a_client_knows_all_above_it_and_a_reseller_sees_all_below_and_itself(tree: Tree) -> None:
    assert await tree.above("leaf") == ["top", "mid", "low"]
    assert await tree.visible("top") == {"top", "mid", "low", "leaf", "side", "twig"}
    assert await tree.visible("mid") == {"mid", "low", "leaf"}
    assert await tree.visible("leaf") == {"leaf"} and await tree.visible("alone") == {"alone"}


async def test_those_below_move_with_whom_they_stand_below(tree: Tree) -> None:
    await client_move(tree.cx, HOUSE, await tree.number("mid"), "side")
    assert await tree.above("leaf") == ["top", "side", "mid", "low"]
    await client_move(tree.cx, HOUSE, await tree.number("mid"), None)
    assert await tree.above("leaf") == ["mid", "low"]
    assert await tree.visible("top") == {"top", "side", "twig"}


@pytest.mark.parametrize(
    ("whom", "seller", "why"),
    [
        ("top", "low", "stands below it"),
        ("top", "top", "is the client itself"),
        ("alone", "leaf", "There is no such seller"),
        ("alone", "nobody", "There is no such seller"),
        ("mid", "top", "its seller already"),
    ],
)
async def test_a_move_that_makes_no_tree_is_refused_in_words(tree: Tree, whom: str, seller: str, why: str) -> None:
    with pytest.raises(Declined, match=why):
        await client_move(tree.cx, HOUSE, await tree.number(whom), seller)


@pytest.mark.parametrize(
    ("sql", "of", "to", "constraint"),
    [
        (MOVE, "top", "low", "nobody_is_among_their_own_sellers"),
        (MOVE, "low", "low", "nobody_is_among_their_own_sellers"),
        (MOVE, "alone", "leaf", "the_last_seller_is_the_own"),
        ("UPDATE iam.account SET kind = 'client' WHERE id = $1 AND $2 > 0", "mid", "top", "sellers"),
        (
            "UPDATE iam.account SET sellers = ARRAY[$2::bigint] WHERE id = $1",
            "alone",
            "top",
            "the_last_seller_is_the_own",
        ),
        ("DELETE FROM iam.account WHERE id = $1 AND $2 > 0", "low", "top", "seller_is_a_reseller"),
    ],
)
async def test_the_database_keeps_it_a_tree_by_itself(tree: Tree, sql: str, of: str, to: str, constraint: str) -> None:
    with pytest.raises(asyncpg.IntegrityConstraintViolationError, match=constraint):
        await tree.tries(sql, await tree.number(of), await tree.number(to))


async def test_a_reseller_reaches_neither_its_seller_nor_its_equals_nor_itself(tree: Tree) -> None:
    mid = await tree.by("mid")
    for login in ("top", "side", "twig", "alone", "mid"):
        with pytest.raises(Declined):
            await client_step(tree.cx, mid, await tree.number(login), "block", "other", "Why not?")
    await client_step(tree.cx, mid, await tree.number("leaf"), "block", "debt", "Owes.")
    for seller in ("side", "top"):
        with pytest.raises(Declined, match="no such seller"):
            await client_move(tree.cx, mid, await tree.number("leaf"), seller)
    await client_move(tree.cx, mid, await tree.number("leaf"), "mid")
    await tree.plant("new", who=mid)
    assert await tree.above("new") == ["top", "mid"], "what a reseller makes stands below it"


async def test_who_has_clients_sells_on_and_is_not_deleted(tree: Tree) -> None:
    low = await tree.number("low")
    with pytest.raises(Declined, match="clients of its own"):
        await client_kind(tree.cx, HOUSE, low, "client")
    with pytest.raises(Declined, match="sells to 1 clients still"):
        await client_step(tree.cx, HOUSE, low, "delete", None, "Gone.")
    await client_step(tree.cx, HOUSE, await tree.number("leaf"), "delete", None, "Gone.")
    await client_step(tree.cx, HOUSE, low, "delete", None, "Gone.")
    with pytest.raises(Declined, match="Its seller is deleted"):
        await client_step(tree.cx, HOUSE, await tree.number("leaf"), "restore", None, "Back.")
    with pytest.raises(Declined, match="That seller is deleted"):
        await tree.plant("late < low")
    await client_kind(tree.cx, HOUSE, await tree.number("alone"), "reseller")
    await tree.plant("first < alone")


@pytest.mark.parametrize("state", list(STATES))
@pytest.mark.parametrize("step", list(TRANSITIONS))
def test_what_is_a_step_is_in_the_table(state: str, step) -> None:
    if state in TRANSITIONS[step].before:
        assert after(step, state) == TRANSITIONS[step].after
    else:
        with pytest.raises(StepRefused):
            after(step, state)


async def test_a_login_is_given_once_and_is_one(tree: Tree) -> None:
    for login, why in (("Leaf", "has this login"), ("two words", "no blanks"), ("", "no blanks"), ("x" * 65, "64")):
        with pytest.raises(Declined, match=why):
            await client_create(tree.cx, HOUSE, login, "", "", "client")


async def test_from_outside_an_account_gets_a_seller_that_there_is(world: World) -> None:
    registry, secret = world.registry, "four plain words here"
    await ensure_account(registry, "top", secret, "reseller")
    await ensure_account(registry, "leaf", secret, "client", seller="top")
    assert await Tree(world).above("leaf") == ["top"]
    for role, seller in (("client", "leaf"), ("client", "nobody"), ("support", "top")):
        with pytest.raises(AccountRefused):
            await ensure_account(registry, "other", secret, role, seller=seller)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_moves_that_cross_leave_a_tree(database: str, seed: int) -> None:
    """Sixty moves by six hands at once: whatever is refused, everybody's sellers are those that its seller has, and itself."""
    clone = await Clone.of(database)
    world = await open_world(await clone.store(), FakeClock(BEGINNING))
    tree, dice = Tree(world), random.Random(seed)
    names = [f"s{number}" for number in range(12)]
    await tree.plant(*(f"{name}*" for name in names))
    numbers = {name: await tree.number(name) for name in names}

    async def hand() -> None:
        for _ in range(10):
            whom, seller = dice.choice(names), dice.choice([*names, None])
            with suppress(Declined):
                await client_move(tree.cx, HOUSE, numbers[whom], seller)

    await asyncio.gather(*(hand() for _ in range(6)))
    rows = {
        row["id"]: row
        for row in await world.fetch("SELECT id, seller_id, sellers FROM iam.account WHERE kind = 'reseller'")
    }
    for row in rows.values():
        above, seller = [], row["seller_id"]
        while seller is not None:
            above.insert(0, seller)
            seller = rows[seller]["seller_id"]
            assert len(above) < 13, "a cycle"
        assert row["sellers"] == above
    await clone.drop()
